import { Type, type Static } from 'typebox'

/** Recordings of a channel: what everybody sees of them, and what the parts of a host say to each other. */

const strict = { additionalProperties: false } as const

/** The mark that everybody sees while a channel is recorded. */
export const RecordingMark = Type.Object(
  {
    id: Type.Integer({ minimum: 1 }),
    /** Name of who began it, at that time. */
    startedBy: Type.String({ maxLength: 64 }),
    /** The user's id; null for a program with a token. */
    startedById: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    /** Milliseconds since 1970. */
    startedAt: Type.Integer(),
  },
  strict,
)
export type RecordingMark = Static<typeof RecordingMark>

/** Why a recording ended. Append only. */
export const RECORDING_ENDS = [
  /** Somebody stopped it. */
  'stopped',
  /** It has as many bytes as one recording, or all together, may have. */
  'size-limit',
  /** The disk has too little room left. */
  'disk-full',
  /** It lasted as long as one may. */
  'time-limit',
  /** Its channel is gone. */
  'channel-removed',
  'host-closing',
  /** The host ended without a word; what was recorded until then is kept. */
  'interrupted',
  /** It could not be written. */
  'failed',
] as const
export const RecordingEnd = Type.Enum(RECORDING_ENDS)
export type RecordingEnd = Static<typeof RecordingEnd>

/** What becomes of a recording: it goes on; its files are being made; they are there, or could not be made. */
export const RECORDING_STATES = ['recording', 'finishing', 'ready', 'failed'] as const
export const RecordingState = Type.Enum(RECORDING_STATES)
export type RecordingState = Static<typeof RecordingState>

/** Names of the files of a recording in its folder; nothing that anybody typed is ever part of a path. */
export const SPOOL_FILE = 'spool'
export const MIX_FILE = 'mix.opus'
export function trackFile(number: number): string {
  return `track-${String(number)}.opus`
}

// ---- control plane and recorder: a thread of the host that writes what the media worker hands over ----

/** Bounds of a recording while it lasts. */
export interface RecorderLimits {
  /** Bytes of its spool. */
  readonly mostBytes: number
  /** Bytes that stay free on the disk. */
  readonly leastFreeBytes: number
}

export type RecorderCommand =
  /** Begins to write `SPOOL_FILE` in the folder, which must be there. */
  | {
      readonly type: 'start'
      readonly recordingId: number
      readonly folder: string
      readonly limits: RecorderLimits
    }
  /** Who a source is; a person may come and go with other sources. */
  | {
      readonly type: 'person'
      readonly recordingId: number
      readonly source: number
      readonly userId: number
      readonly nickname: string
      /** Which of the user's machines; 0 where that is not known. Each has a track of its own. */
      readonly deviceId: number
    }
  /** The media worker hands over no more; `elapsedMs` since the beginning. */
  | { readonly type: 'stop'; readonly recordingId: number; readonly elapsedMs: number }
  | { readonly type: 'close' }

export type RecorderEvent =
  /** A limit was reached, or writing failed: nothing is written any more. Follows at most once, before `stopped`. */
  | {
      readonly type: 'refused'
      readonly recordingId: number
      readonly reason: Extract<RecordingEnd, 'size-limit' | 'disk-full' | 'failed'>
      readonly detail: string
    }
  /** The spool is whole and closed. */
  | { readonly type: 'stopped'; readonly recordingId: number; readonly bytes: number }

// ---- control plane and the work that makes files of a spool ----

export interface FinishWish {
  readonly recordingId: number
  readonly folder: string
  /** Shown by players. */
  readonly title: string
  /** ISO 8601. */
  readonly date: string
}

export interface FinishedTrack {
  readonly number: number
  readonly userId: number
  readonly nickname: string
  readonly bytes: number
  /** Frames of the person's voice, those of them that only copies brought, and what is concealed, ms. */
  readonly frames: number
  readonly copies: number
  readonly concealedMs: number
}

export interface FinishedRecording {
  readonly durationMs: number
  /** 0 where nobody spoke: then there is no mix. */
  readonly mixBytes: number
  readonly tracks: readonly FinishedTrack[]
}
