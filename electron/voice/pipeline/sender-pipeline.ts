import type { EngineOptions } from '../../contract/engine.ts'
import { levelByteOf, levelOf } from '../capture/audio-level.ts'
import { VoiceActivity } from '../capture/voice-activity.ts'
import type { FrameEncoder } from '../interfaces.ts'
import { frameCodeOf } from '../packet/frame-code.ts'
import { FLAGS, MOST_PAYLOAD_BYTES, PacketHeader } from '../packet/header.ts'
import { KIND } from '../packet/kind.ts'
import { advance } from '../packet/sequence-number.ts'
import { PacketSealer } from '../packet/seal.ts'
import { samplesOf, SILENCE_DB } from '../units.ts'
import type { SessionKeys } from './session-keys.ts'
import { SpeechLight } from './speech-light.ts'

export interface SenderOptions extends Pick<EngineOptions, 'frameMs' | 'mode'> {
  readonly encoder: FrameEncoder
  /** Whether there is a path to the host; without one nothing is encoded. */
  readonly hasPath: () => boolean
  /** Sends a datagram to the host; false where the system refused it. */
  readonly send: (bytes: Uint8Array, length: number, nowMs: number) => boolean
}

/**
 * One captured frame at a time: level, voice activity, encode, seal, send. The timestamp follows capture and goes on
 * while nothing is sent; the sequence number counts packets and goes on across epochs and channels.
 */
export class SenderPipeline {
  /** To be filled before `process`. */
  readonly frame: Float32Array
  readonly light = new SpeechLight()
  framesSent = 0
  bytesSent = 0
  readonly #options: SenderOptions
  readonly #activity = new VoiceActivity()
  readonly #header = new PacketHeader()
  readonly #sealer = new PacketSealer()
  readonly #payload: Uint8Array
  #keys: SessionKeys | undefined
  #silenced = false
  #inSpurt = false
  #sequence = 0
  #timestamp = 0

  constructor(options: SenderOptions) {
    this.#options = options
    this.frame = new Float32Array(samplesOf(options.frameMs))
    this.#payload = this.#sealer.payload.subarray(0, MOST_PAYLOAD_BYTES)
    this.#header.kind = KIND.voice
    this.#header.frameCode = frameCodeOf(options.frameMs)
  }

  /** Whether a spurt is being sent. */
  get sending(): boolean {
    return this.#inSpurt
  }

  /** A session begins, or (undefined) ends. */
  setSession(keys: SessionKeys | undefined): void {
    this.#keys = keys
    this.#sequence = 0
    this.#inSpurt = false
    this.#activity.reset()
  }

  /** While silenced (muted or deafened) nothing is sent; a spurt under way ends at the next frame. */
  setSilenced(silenced: boolean): void {
    this.#silenced = silenced
  }

  /** Takes the frame in `frame`. */
  process(nowMs: number): void {
    const levelDb = levelOf(this.frame)
    this.light.observe(levelDb, nowMs)
    this.#timestamp = advance(this.#timestamp, this.frame.length)
    if (this.#silenced) this.endSpurt(nowMs)
    else this.#speak(levelDb, nowMs)
  }

  /** Ends a spurt with a last silent frame, so that nobody waits for more. */
  endSpurt(nowMs: number): void {
    this.#activity.reset()
    if (!this.#inSpurt) return
    this.frame.fill(0)
    this.#send(SILENCE_DB, FLAGS.spurtEnd, nowMs)
    this.#inSpurt = false
  }

  close(): void {
    this.#options.encoder.close()
  }

  #speak(levelDb: number, nowMs: number): void {
    const step =
      this.#options.mode === 'continuous' ? 'speech' : this.#activity.observe(levelDb, this.#options.frameMs)
    if (step === 'silent') return
    const start = this.#inSpurt ? 0 : FLAGS.spurtStart
    const end = step === 'end' ? FLAGS.spurtEnd : 0
    const sent = this.#send(levelDb, start | end, nowMs)
    this.#inSpurt = (sent || this.#inSpurt) && step !== 'end'
  }

  /**
   * Whether a packet was composed. One that the system refuses is a loss like any other: its number is spent, since
   * no two packets may share a nonce.
   */
  #send(levelDb: number, flags: number, nowMs: number): boolean {
    const keys = this.#keys
    const epoch = keys?.epoch
    const key = epoch === undefined ? undefined : keys?.own(epoch, nowMs)
    if (keys === undefined || epoch === undefined || key === undefined || !this.#options.hasPath())
      return false
    const payloadLength = this.#options.encoder.encode(this.frame, this.#payload)
    const header = this.#header
    header.epoch = epoch
    header.source = keys.sourceId
    header.sequence = this.#sequence
    header.timestamp = this.#timestamp
    header.flags = flags
    header.level = levelByteOf(levelDb)
    const length = this.#sealer.seal(header, this.#sealer.payload, payloadLength, key)
    this.#sequence += 1
    if (this.#options.send(this.#sealer.packet, length, nowMs)) {
      this.framesSent += 1
      this.bytesSent += length
    }
    return true
  }
}
