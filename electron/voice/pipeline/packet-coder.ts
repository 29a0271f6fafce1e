import { CODEC_CONFIG } from '../codec/config.ts'
import { EncoderBank, WARM_UP_SAMPLES, type MakeEncoder } from '../codec/encoder-bank.ts'
import { joinPair } from '../codec/mid-side.ts'
import { FRAME_LENGTHS_MS } from '../../contract/engine.ts'
import type { FrameEncoder, SendPlan } from '../interfaces.ts'
import { CopyStore } from '../packet/redundancy.ts'
import { samplesOf } from '../units.ts'

const JOIN_SAMPLES = samplesOf(CODEC_CONFIG.joinMs)

/**
 * Frames to payloads after a plan: the newest frame, and before it what the last ones sounded like, coded for few bits
 * by an encoder of its own.
 */
export class PacketCoder {
  readonly #makeEncoder: MakeEncoder
  /** Of voice and of music, with one channel and with two; each made when it is needed first. */
  readonly #banks = new Map<string, EncoderBank>()
  #newest: EncoderBank
  readonly #earlier: EncoderBank
  readonly #store = new CopyStore()
  /** The sound before the next frame. */
  readonly #past = new Float32Array(WARM_UP_SAMPLES)
  readonly #pastSide = new Float32Array(WARM_UP_SAMPLES)
  /** Left and right, interleaved, and a view per length. */
  readonly #pair = new Float32Array(2 * samplesOf(CODEC_CONFIG.frameMostMs))
  readonly #pairs = new Map(
    FRAME_LENGTHS_MS.map((ms) => [samplesOf(ms), this.#pair.subarray(0, 2 * samplesOf(ms))]),
  )
  #plan: SendPlan
  #encoder: FrameEncoder
  #copier: FrameEncoder | undefined
  /** The next frame does not follow the last one. */
  #joins = false

  constructor(makeEncoder: MakeEncoder, plan: SendPlan) {
    this.#makeEncoder = makeEncoder
    this.#newest = this.#bankOf(plan)
    this.#earlier = new EncoderBank(makeEncoder)
    this.#plan = plan
    this.#encoder = this.#newest.use(plan.frameMs, plan, this.#before)
    this.#copier = this.#copierOf(plan)
  }

  /** Whether the newest frames have two channels. */
  get isStereo(): boolean {
    return this.#plan.stereo === true
  }

  /** From the next frame on, which has the plan's length. */
  follow(plan: SendPlan): void {
    if (plan.frameMs !== this.#plan.frameMs) this.#store.clear()
    this.#plan = plan
    const bank = this.#bankOf(plan)
    if (bank !== this.#newest) this.#newest.rest()
    this.#newest = bank
    this.#encoder = bank.use(plan.frameMs, plan, this.#before)
    this.#copier = this.#copierOf(plan)
  }

  /** What follows is another run of sound: what was before is not sent any more. */
  clear(): void {
    this.#store.clear()
    this.#joins = true
  }

  /** Bytes of copies within the last payload, their lengths included; 0 for none. */
  copyBytes = 0

  /** Encodes a frame, with its side where the plan wants two channels, into `payload`, where MOST_PAYLOAD_BYTES fit; answers the length. Its begin may be changed. */
  encode(frame: Float32Array, beginsSpurt: boolean, payload: Uint8Array, side?: Float32Array): number {
    if (beginsSpurt) this.#store.clear()
    if (this.#joins) this.#join(frame)
    this.#joins = false
    const newestLength = this.#encoder.encode(this.#whole(frame, side), payload)
    const length = this.#store.compose(payload, newestLength, this.#plan.redundancy)
    this.copyBytes = length - newestLength
    if (this.#copier !== undefined) {
      this.#store.keep(this.#copier.encode(frame, this.#store.room), beginsSpurt)
    }
    remember(this.#past, frame, frame.length)
    if (side !== undefined) remember(this.#pastSide, side, frame.length)
    return length
  }

  close(): void {
    for (const bank of this.#banks.values()) bank.close()
    this.#earlier.close()
  }

  /**
   * Nobody corrects errors within a copy: it is the correction. But the decoder of the newest frames has to take it for
   * one of them, so short ones lean on each other as much, or as little.
   */
  #copierOf(plan: SendPlan): FrameEncoder | undefined {
    if (plan.redundancy > 0) {
      const isShort = plan.frameMs <= CODEC_CONFIG.lowDelayMostMs
      const settings = {
        bitrate: plan.redundancyBitrate,
        expectedLossPercent: isShort ? plan.expectedLossPercent : 0,
      }
      return this.#earlier.use(plan.frameMs, settings, this.#past)
    }
    this.#earlier.rest()
    this.#store.clear()
    return undefined
  }

  /** To the encoder the frame follows the last one: the step between them is spread over a moment, or it clicks. */
  #join(frame: Float32Array): void {
    const step = (this.#past[this.#past.length - 1] ?? 0) - (frame[0] ?? 0)
    const length = Math.min(frame.length, JOIN_SAMPLES)
    for (let index = 0; index < length; index += 1)
      frame[index] = (frame[index] ?? 0) + step * (1 - index / length)
  }

  #bankOf({ kind = 'voice', stereo = false }: SendPlan): EncoderBank {
    const key = `${kind} ${String(stereo)}`
    const known = this.#banks.get(key)
    if (known !== undefined) return known
    const bank = new EncoderBank(this.#makeEncoder, { kind, channels: stereo ? 2 : 1 })
    this.#banks.set(key, bank)
    return bank
  }

  /** The sound before the next frame, as the encoder takes it. */
  get #before(): Float32Array {
    return this.#whole(this.#past, this.#pastSide)
  }

  #whole(frame: Float32Array, side: Float32Array | undefined): Float32Array {
    if (!this.isStereo) return frame
    const pair = this.#pairs.get(frame.length) ?? this.#pair.subarray(0, 2 * frame.length)
    joinPair(frame, side ?? SILENCE, frame.length, pair)
    return pair
  }
}

const SILENCE = new Float32Array(samplesOf(CODEC_CONFIG.frameMostMs))

/** Moves the last samples of a frame into `past`. */
function remember(past: Float32Array, frame: Float32Array, length: number): void {
  const kept = Math.max(0, past.length - length)
  past.copyWithin(0, past.length - kept)
  const from = length - (past.length - kept)
  for (let index = kept; index < past.length; index += 1) past[index] = frame[from + index - kept] ?? 0
}
