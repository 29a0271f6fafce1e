/**
 * The interfaces between the stages of the media plane.
 *
 * Stages are passive: a caller hands over a frame or a packet and gets an answer. None owns a timer.
 * Frames are Float32Array, 48 kHz, one channel unless said otherwise, full scale +-1. Sound in stereo goes through the
 * chains as such a frame, the mean of both channels, and beside it its *side*: half of left less right.
 * Buffers belong to the caller; a stage that keeps samples copies them.
 */

import type { FrameMs } from '../contract/engine.ts'
import type { PacketHeader } from './packet/header.ts'
import type { MixVoices } from './packet/mix-payload.ts'

/** Answers with numbers, and releases what it holds. Everything long-lived is one. */
export interface Stage<Stats> {
  stats(): Stats
  close(): void
}

/** Gives captured frames. */
export interface FrameReader {
  /**
   * Fills `frame` with the next samples, if as many are there: the mean of the channels. `side`, as long, gets half the
   * difference of left and right (left = frame + side, right = frame - side).
   * Answers false, and touches nothing, where they are not.
   */
  read(frame: Float32Array, side?: Float32Array): boolean
  /** Samples that `read` could give now. */
  available(): number
}

/** Takes frames to be played. */
export interface FrameWriter {
  /** Appends a frame of PLAYBACK_CHANNELS, interleaved; false (nothing written) where there is no room. */
  write(frame: Float32Array): boolean
  /** Samples per channel that wait to be played. */
  queued(): number
}

/** What an encoder is to do from its next frame on; what is absent stays as it is. */
export interface EncoderSettings {
  /** Bits per second, 500..512000. */
  readonly bitrate?: number
  /** Loss its forward error correction prepares for, percent, 0..100; 0 turns it off. Modes without it ignore this. */
  readonly expectedLossPercent?: number
}

/** PCM to packets: the encoder. */
export interface FrameEncoder {
  /** Encodes one frame into `out`; answers the bytes written, at least 1. Throws only on misuse. */
  encode(frame: Float32Array, out: Uint8Array): number
  /** Changes settings between two frames; costs nothing where they are what they were. */
  configure(settings: EncoderSettings): void
  /** Forgets the sound so far, as when a run of frames begins elsewhere. */
  reset(): void
  /** Samples by which decoded audio lags behind what was encoded. */
  readonly lookahead: number
  close(): void
}

/** Packets to PCM: the decoder. */
export interface FrameDecoder {
  /**
   * Decodes a packet into `frame` (one frame's samples). Bytes from outside never throw:
   * answers the samples written, or 0 where the packet is not decodable or holds more than fits.
   */
  decode(packet: Uint8Array, frame: Float32Array): number
  /** Whether a packet carries the frame before it, for `decodeFec`. */
  hasFec(packet: Uint8Array): boolean
  /** Rebuilds the frame before `packet` from its in-band forward error correction; 0 where it holds none. */
  decodeFec(packet: Uint8Array, frame: Float32Array): number
  /** Invents the next frame. */
  conceal(frame: Float32Array): number
  /** The side of the frame made last, valid until the next; undefined where the sound is mono. */
  readonly side?: Float32Array | undefined
  close(): void
}

/**
 * The voices of one channel as the host mixes them, frame by frame: `take` what arrives, `render` a frame of each
 * voice, `encode` their sum as often as listeners differ in what they may hear. Made by the pipeline, driven by the
 * router, which knows who listens.
 */
export interface ChannelMix {
  /** Length of its frames, ms. */
  readonly frameMs: FrameMs
  /** Who is in the frame rendered last. */
  readonly voices: MixVoices
  /** Takes an authentic voice packet; `payload` is exact and copied. Bytes that are no Opus never throw. */
  take(header: PacketHeader, payload: Uint8Array, nowMs: number): void
  /** Makes the next frame of everybody who speaks; answers how many do. */
  render(nowMs: number): number
  /** Whether somebody spoke within the hold time, or waits to be played. */
  isActive(nowMs: number): boolean
  /**
   * Encodes the frame rendered last without the voice of this listener (0: with all) into `out`, with fewer bits for
   * weak lines; answers bytes.
   */
  encode(listener: number, out: Uint8Array, isWeak: boolean): number
  /** A member has gone: its voice and what was made for it alone are dropped. */
  forget(sourceId: number): void
  /** Nobody speaks: what was made for single listeners is dropped. */
  rest(): void
  close(): void
}

/** Index of a remote address known to a transport; ADDRESS_UNKNOWN for one that is not. */
export type AddressId = number
export const ADDRESS_UNKNOWN = -1

/** The datagrams of the last `receive`, in one slab. Valid until the next `receive`. */
export interface ReceiveBatch {
  readonly bytes: Uint8Array
  /** Per datagram: where it begins in `bytes`. */
  readonly offsets: Int32Array
  /** Per datagram: its length; a datagram longer than a slot is reported with its slot length + 1. */
  readonly lengths: Int32Array
  /** Per datagram: the id of its sender, or ADDRESS_UNKNOWN. */
  readonly addresses: Int32Array
  /** Per datagram: how long it waited in the system before it was taken, microseconds; 0 where that is not told. */
  readonly ages: Int32Array
}

/** What a transport has done; totals. */
export interface TransportStats {
  readonly datagramsIn: number
  readonly bytesIn: number
  readonly datagramsOut: number
  readonly bytesOut: number
  /** Sends that the system refused. */
  readonly sendFailed: number
  /** Errors of the socket itself (ICMP and the like); the socket goes on. */
  readonly socketErrors: number
}

/**
 * UDP in batches. Not thread-safe: one thread owns a transport.
 * A media loop either blocks in `wait` (native) or is called back by `onReadable` (dgram).
 */
export interface DatagramTransport extends Stage<TransportStats> {
  readonly kind: 'native' | 'dgram'
  readonly localPort: number
  readonly batch: ReceiveBatch
  /** Takes what has arrived, at most one batch, without waiting; answers the number of datagrams. */
  receive(): number
  /** Blocks this thread until a datagram, a wake or the time limit; undefined where the kind cannot block. */
  readonly wait: ((timeoutMs: number) => void) | undefined
  /** Calls back from the event loop when something has arrived; undefined where the kind blocks. */
  readonly onReadable: ((listener: () => void) => void) | undefined
  /** Lets other threads end `wait` (native `wake(id)`); undefined where the kind cannot block. */
  readonly wakeId: number | undefined
  /** The id of an address, new or known. `host` is an IP literal. */
  address(host: string, port: number): AddressId
  /** The id of the sender of the batch's datagram `index`, which it gets where it has none. */
  learn(index: number): AddressId
  /** Frees an id; it may be given to another address later. */
  forget(id: AddressId): void
  /** Host and port of an id, for the log; undefined for an id that is free. */
  describe(id: AddressId): { host: string; port: number } | undefined
  /** Sends one datagram; false where the system refused it (counted). */
  send(to: AddressId, bytes: Uint8Array, offset: number, length: number): boolean
  /** Sends the same bytes to the first `count` of `targets`; answers how many the system took. */
  fanout(targets: Int32Array, count: number, bytes: Uint8Array, offset: number, length: number): number
}

/**
 * How a sender codes its frames from now on. Drawn by whatever watches the reports of the receivers, followed by
 * the sending chain at the next packet.
 */
export interface SendPlan {
  readonly frameMs: FrameMs
  /** Bits per second of the newest frame. */
  readonly bitrate: number
  /** Loss the encoder's own forward error correction prepares for, percent; 0 turns it off. */
  readonly expectedLossPercent: number
  /** Earlier frames that each packet carries once more. */
  readonly redundancy: 0 | 1 | 2
  /** Bits per second of these copies, each. */
  readonly redundancyBitrate: number
  /** What the encoder is tuned for; absent: voice. */
  readonly kind?: 'voice' | 'music'
  /** Whether both channels are coded; absent: no. */
  readonly stereo?: boolean
  /** Whether what is not speech is left out, but for a description of the noise now and then. */
  readonly dtx: boolean
}
