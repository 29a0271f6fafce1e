import type { ChannelDelivery, Delivery } from './models.ts'

/**
 * What the host's control plane and its media worker say to each other over a message port.
 * Both ends are ours and start together, so these are types without a run-time check.
 */

/** Why a datagram was refused. Append only: the index is a place in the counters. */
export const DROP_REASONS = [
  /** Shorter than header and tag. */
  'too-short',
  /** Longer than the datagram limit. */
  'too-long',
  'bad-version',
  /** A kind this end does not take. */
  'bad-kind',
  /** No member has this source id, and none had it lately. */
  'unknown-source',
  /** The member of this source id has left. */
  'departed-source',
  /** The member has not proved an address yet. */
  'unbound',
  /** Another address than the one the member proved. */
  'wrong-address',
  /** The channel has no live key of this epoch. */
  'stale-epoch',
  /** The tag does not fit: altered, forged, or sealed with another key. */
  'forged',
  /** This sequence number was accepted before. */
  'replayed',
  /** Older than the replay window reaches. */
  'too-old',
  /** The member is muted. */
  'muted',
  /** More than the member's share. */
  'rate-limited',
  /** A target (whisper list) the member has no right to. */
  'bad-target',
  /** Authentic, but its payload is not of the agreed form. */
  'malformed',
  /** The address proof in a bind is not the one given. */
  'bad-proof',
  /** More bits of voice than the member's channel allows. */
  'over-cap',
] as const
export type DropReason = (typeof DROP_REASONS)[number]

/** Single-writer counters of the media worker; indices into a shared Float64Array. */
export const MEDIA_COUNTERS = [
  'packetsIn',
  'bytesIn',
  /** Voice packets accepted from members. */
  'voiceIn',
  /** Datagrams handed to the network, one per listener. */
  'packetsOut',
  'bytesOut',
  /** Datagrams the network refused (full socket buffer, unreachable). */
  'sendFailed',
  'bound',
  'tunnelIn',
  'tunnelOut',
  /** Turns of the worker's loop. */
  'turns',
  /** Voice packets not passed on because louder voices of the channel are. */
  'notSelected',
  /** Frames of channels that were mixed, and how often one was encoded: once for all who are silent. */
  'mixFrames',
  'mixEncodes',
  /** Voice packets handed to recordings, and those that nobody took in time. */
  'recorded',
  'recordingMissed',
] as const
export type MediaCounter = (typeof MEDIA_COUNTERS)[number]

/**
 * What a datagram waits in the media worker at most, microseconds: from when the worker takes it in to when everything
 * that goes out for it is with the network. Upper ends of the counters of the way through; the last has none.
 */
export const FORWARD_BOUNDS_US = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000] as const

/**
 * Length in elements of the shared counter array: MEDIA_COUNTERS, one per DROP_REASONS, one per FORWARD_BOUNDS_US, and
 * one for what took longer.
 */
export const MEDIA_COUNTER_LENGTH = MEDIA_COUNTERS.length + DROP_REASONS.length + FORWARD_BOUNDS_US.length + 1

/** Place of a counter in the shared array. */
export function counterIndex(name: MediaCounter): number {
  return MEDIA_COUNTERS.indexOf(name)
}

/** Place of a drop reason's counter in the shared array. */
export function dropIndex(reason: DropReason): number {
  return MEDIA_COUNTERS.length + DROP_REASONS.indexOf(reason)
}

/** Place of the first counter of the way through. */
export const FORWARD_INDEX = MEDIA_COUNTERS.length + DROP_REASONS.length

/** A member as the router needs it. */
export interface MediaMember {
  readonly sourceId: number
  /** 32 bytes. */
  readonly hopKey: Uint8Array
  /** 16 bytes. */
  readonly sessionNonce: Uint8Array
  readonly channelId: number
  readonly muted: boolean
  readonly deafened: boolean
  /** What the member asked for; `auto` by default. */
  readonly downlink?: Delivery
  /**
   * Where the host's own packets to this member begin to count, 0..2^32-1; 0 by default. A worker that takes over
   * a session must begin beyond every number the one before can have used: the hop key is the same.
   */
  readonly hopSequence?: number
  /** Whether its voice is kept out of recordings; false by default. */
  readonly refusesRecording?: boolean
}

/** Numbers that one media worker has for its packets to one member: 194 days of one a second. */
export const HOP_SEQUENCE_SHARE = 2 ** 24
/** All numbers a member's hop key has. */
export const HOP_SEQUENCES = 2 ** 32

/** How a media worker is started (its workerData). */
export interface MediaWorkerOptions {
  /** Address to bind: an IPv4 or IPv6 literal; `::` takes both families. */
  readonly bind: string
  /** UDP port; 0 for any free one. */
  readonly port: number
  /** `auto` takes the batched native socket and falls back to Node's dgram. */
  readonly transport: 'auto' | 'native' | 'dgram'
  /** MEDIA_COUNTER_LENGTH doubles, written by the worker only. */
  readonly counters: SharedArrayBuffer
  /** A ring (`base/byte-ring.ts`), into which the worker writes the voices of recorded channels. */
  readonly recordings?: SharedArrayBuffer
}

/** Control plane to media worker. Applied in order, before the next packet. */
export type MediaCommand =
  | { readonly type: 'memberAdded'; readonly member: MediaMember }
  | { readonly type: 'memberRemoved'; readonly sourceId: number }
  | { readonly type: 'memberMoved'; readonly sourceId: number; readonly channelId: number }
  | {
      readonly type: 'memberFlags'
      readonly sourceId: number
      readonly muted: boolean
      readonly deafened: boolean
    }
  /** A fresh epoch; the one before stays valid for the grace time. */
  | {
      readonly type: 'epoch'
      readonly channelId: number
      readonly epoch: number
      readonly secret: Uint8Array
    }
  /** What a member wants to hear. */
  | { readonly type: 'memberDownlink'; readonly sourceId: number; readonly downlink: Delivery }
  /** How a channel's voices are passed on; PLAIN_DELIVERY before. */
  | { readonly type: 'channelAudio'; readonly channelId: number; readonly audio: ChannelDelivery }
  | { readonly type: 'channelRemoved'; readonly channelId: number }
  /** Who hears one of a member's lists (1..30) from now on. */
  | {
      readonly type: 'whisperListeners'
      readonly sourceId: number
      readonly list: number
      readonly listeners: readonly number[]
    }
  /** A fresh epoch of a list. */
  | {
      readonly type: 'whisperEpoch'
      readonly sourceId: number
      readonly list: number
      readonly epoch: number
      readonly secret: Uint8Array
    }
  /** A list is over, and its keys with it. */
  | { readonly type: 'whisperEnded'; readonly sourceId: number; readonly list: number }
  /** A datagram that came through the WebSocket of this member. */
  | { readonly type: 'tunnelIn'; readonly sourceId: number; readonly datagram: Uint8Array }
  | { readonly type: 'memberRefusesRecording'; readonly sourceId: number; readonly refuses: boolean }
  /** The voices of a channel go into the ring from now on; the recording began `elapsedMs` ago. */
  | {
      readonly type: 'recordingStarted'
      readonly channelId: number
      readonly recordingId: number
      readonly elapsedMs: number
    }
  | { readonly type: 'recordingStopped'; readonly channelId: number }
  | { readonly type: 'stop' }

/** Media worker to control plane. */
export type MediaEvent =
  | {
      readonly type: 'started'
      readonly port: number
      readonly transport: 'native' | 'dgram'
      /** The kernel's thread id where it can be had, else 0. */
      readonly threadId: number
      /** Wakes the worker's blocking wait after a command was posted (native/net `wake`); absent with dgram. */
      readonly wakeId?: number
    }
  /** Where a member's voice travels now; `none` after a silence longer than the keepalive allows. */
  | { readonly type: 'path'; readonly sourceId: number; readonly path: 'udp' | 'tcp' | 'none' }
  | { readonly type: 'tunnelOut'; readonly sourceId: number; readonly datagram: Uint8Array }
  /** How a member's voice arrives at its listeners by their reports: what nine of ten of them do not exceed. */
  | {
      readonly type: 'quality'
      readonly sourceId: number
      readonly listeners: number
      /** Share of the packets that did not come, 0..1. */
      readonly loss: number
      readonly jitterMs: number
    }
  /** A member goes on sending more voice than it may: it should be told once, or (`most`) has done so for too long. */
  | { readonly type: 'excess'; readonly sourceId: number; readonly stage: 'first' | 'most' }
  | {
      readonly type: 'failed'
      readonly code: 'port-in-use' | 'address-unusable' | 'internal'
      readonly detail: string
    }
  | { readonly type: 'stopped' }
