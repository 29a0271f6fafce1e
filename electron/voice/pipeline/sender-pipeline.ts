import type { EngineOptions } from '../../contract/engine.ts'
import { levelByteOf, levelOf } from '../capture/audio-level.ts'
import type { CaptureChain } from '../capture/capture-chain.ts'
import { PreRoll } from '../capture/pre-roll.ts'
import { PushToTalk } from '../capture/push-to-talk.ts'
import { VoiceActivity, type SpurtStep } from '../capture/voice-activity.ts'
import type { FrameEncoder, SendPlan } from '../interfaces.ts'
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
  readonly chain: CaptureChain
  /** Whether there is a path to the host; without one nothing is encoded. */
  readonly hasPath: () => boolean
  /** Sends a datagram to the host; false where the system refused it. */
  readonly send: (bytes: Uint8Array, length: number, nowMs: number) => boolean
}

/**
 * One captured frame at a time: processing, level, voice activity, encode, seal, send. The timestamp follows capture and goes on
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
  readonly #key = new PushToTalk()
  readonly #preRoll: PreRoll
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
    this.#preRoll = new PreRoll(this.frame.length)
    this.#payload = this.#sealer.payload.subarray(0, MOST_PAYLOAD_BYTES)
    this.#header.kind = KIND.voice
    this.#header.frameCode = frameCodeOf(options.frameMs)
  }

  /** Whether a spurt is being sent. */
  get sending(): boolean {
    return this.#inSpurt
  }

  /** The processing of what is captured. */
  get chain(): CaptureChain {
    return this.#options.chain
  }

  /** A session begins, or (undefined) ends. */
  setSession(keys: SessionKeys | undefined): void {
    this.#keys = keys
    this.#sequence = 0
    this.#inSpurt = false
    this.#resetGates()
  }

  /** The key of mode `ptt` is down or up. */
  setTalking(on: boolean): void {
    this.#key.set(on)
  }

  /** While silenced (muted or deafened) nothing is sent; a spurt under way ends at the next frame. */
  setSilenced(silenced: boolean): void {
    this.#silenced = silenced
  }

  /** How frames are coded from the next packet on. */
  setPlan({ bitrate, expectedLossPercent }: SendPlan): void {
    this.#options.encoder.configure({ bitrate, expectedLossPercent })
  }

  /** Takes the frame in `frame`. */
  process(nowMs: number): void {
    this.#options.chain.process(this.frame)
    const levelDb = levelOf(this.frame)
    this.light.observe(levelDb, nowMs)
    this.#timestamp = advance(this.#timestamp, this.frame.length)
    if (this.#silenced) this.endSpurt(nowMs)
    else this.#speak(levelDb, nowMs)
  }

  /** Ends a spurt with a last silent frame, so that nobody waits for more. */
  endSpurt(nowMs: number): void {
    this.#resetGates()
    if (!this.#inSpurt) return
    this.frame.fill(0)
    this.#send(this.frame, this.#timestamp, SILENCE_DB, FLAGS.spurtEnd, nowMs)
    this.#inSpurt = false
  }

  close(): void {
    this.#options.encoder.close()
    this.#options.chain.close()
  }

  /** What was said before, be it while muted, must not be sent later. */
  #resetGates(): void {
    this.#activity.reset()
    this.#key.reset()
    this.#preRoll.clear()
  }

  #speak(levelDb: number, nowMs: number): void {
    const step = this.#step()
    if (step === 'silent') {
      if (this.#options.mode === 'vad') this.#preRoll.keep(this.frame, levelDb)
      return
    }
    if (step === 'start') this.#sendPreRoll(nowMs)
    const start = this.#inSpurt ? 0 : FLAGS.spurtStart
    const end = step === 'end' ? FLAGS.spurtEnd : 0
    const sent = this.#send(this.frame, this.#timestamp, levelDb, start | end, nowMs)
    this.#inSpurt = (sent || this.#inSpurt) && step !== 'end'
  }

  #step(): SpurtStep {
    const { mode, frameMs, chain } = this.#options
    if (mode === 'continuous') return 'speech'
    if (mode === 'ptt') return this.#key.observe(frameMs)
    return this.#activity.observe(chain.levelDb, frameMs, chain.speechProbability)
  }

  /** What came right before the gate opened, in one burst, each frame with its own time. */
  #sendPreRoll(nowMs: number): void {
    const roll = this.#preRoll
    for (let age = roll.count - 1; age >= 0; age -= 1) {
      const timestamp = advance(this.#timestamp, -(age + 1) * this.frame.length)
      const start = this.#inSpurt ? 0 : FLAGS.spurtStart
      if (this.#send(roll.frame(age), timestamp, roll.levelDb(age), start, nowMs)) this.#inSpurt = true
    }
    roll.clear()
  }

  /**
   * Whether a packet was composed. One that the system refuses is a loss like any other: its number is spent, since
   * no two packets may share a nonce.
   */
  #send(frame: Float32Array, timestamp: number, levelDb: number, flags: number, nowMs: number): boolean {
    const keys = this.#keys
    const epoch = keys?.epoch
    const key = epoch === undefined ? undefined : keys?.own(epoch, nowMs)
    if (keys === undefined || epoch === undefined || key === undefined || !this.#options.hasPath())
      return false
    const payloadLength = this.#options.encoder.encode(frame, this.#payload)
    const header = this.#header
    header.epoch = epoch
    header.source = keys.sourceId
    header.sequence = this.#sequence
    header.timestamp = timestamp
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
