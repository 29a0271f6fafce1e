import type { EngineOptions } from '../../electron/contract/engine.ts'
import type { SpeakerStats } from '../../electron/contract/stats.ts'
import { CaptureChain } from '../../electron/voice/capture/capture-chain.ts'
import { OpusDecoder } from '../../electron/voice/codec/opus-decoder.ts'
import { OpusEncoder } from '../../electron/voice/codec/opus-encoder.ts'
import type { SendPlan } from '../../electron/voice/interfaces.ts'
import { PacketHeader, parseHeader } from '../../electron/voice/packet/header.ts'
import { ReceiverPipeline } from '../../electron/voice/pipeline/receiver-pipeline.ts'
import { captureMsOf, firstPlan, SenderPipeline } from '../../electron/voice/pipeline/sender-pipeline.ts'
import { SessionKeys } from '../../electron/voice/pipeline/session-keys.ts'
import { FakeClock } from './fake-clock.ts'
import { LossyLink, type Impairment } from './lossy-link.ts'
import { epochSecret, testBytes } from './packet-guest.ts'
import { seededRandom } from './seeded-random.ts'

const RATE_PER_MS = 48
/** Playback asks for blocks of this length, half of one out of step with capture. */
const BLOCK_MS = 10
const PHASE_MS = 5

export interface VoiceLineOptions extends Partial<Pick<EngineOptions, 'frameMs' | 'bitrate' | 'mode'>> {
  readonly impairment?: Impairment
  readonly plan?: Partial<SendPlan>
  readonly seed?: number
}

/** A real sending chain, a bad network and a real receiving chain, in a time of their own: speech in, speech out. */
export class VoiceLine {
  readonly link: LossyLink<Uint8Array>
  readonly sender: SenderPipeline
  readonly receiver: ReceiverPipeline
  readonly clock = new FakeClock()
  /** Reasons for which packets were refused. */
  readonly refused: string[] = []
  /** Bytes of the packets sent, by the millisecond. */
  readonly sentBytes: number[] = []
  /** What the right ear heard of the last `speak`; the left one is its answer. */
  right = new Float32Array(0)
  readonly #keys = new SessionKeys(7, testBytes('nonce', 16))
  readonly #header = new PacketHeader()
  readonly #options: Pick<EngineOptions, 'frameMs' | 'bitrate'>

  constructor({ impairment = {}, plan, seed = 1, ...some }: VoiceLineOptions = {}) {
    const options = { frameMs: 10, bitrate: 48_000, mode: 'continuous', ...some } as const
    this.#options = options
    const processing = { highPass: false, echo: false, suppressor: false, gain: false }
    const own = new SessionKeys(3, testBytes('nonce of 3', 16))
    for (const keys of [own, this.#keys]) keys.renew(1, 1, epochSecret(1, 1), 0)
    this.link = new LossyLink(impairment, seededRandom(seed))
    this.sender = new SenderPipeline({
      ...options,
      makeEncoder: (config) => new OpusEncoder(config),
      chain: new CaptureChain({ frameMs: captureMsOf(options.frameMs), clock: this.clock, processing }),
      hasPath: () => true,
      send: (bytes, length, nowMs) => this.#send(bytes.slice(0, length), nowMs),
    })
    this.sender.setSession(own)
    const blockSamples = BLOCK_MS * RATE_PER_MS
    this.receiver = new ReceiverPipeline({
      makeDecoder: () => new OpusDecoder(),
      ...{ blockSamples, matching: false },
    })
    this.receiver.setSession(this.#keys)
    this.receiver.setMembers([{ sourceId: 3, nickname: 'Ada', sessionNonce: testBytes('nonce of 3', 16) }])
    if (plan !== undefined) this.plan(plan)
  }

  /** Follows a plan that says this and is as at first for the rest. */
  plan(plan: Partial<SendPlan>): void {
    this.sender.setPlan({ ...firstPlan(this.#options), ...plan })
  }

  get stats(): SpeakerStats {
    const [stats] = this.receiver.stats(this.clock.nowMs())
    if (stats === undefined) throw new Error('nobody is known')
    return stats
  }

  /** Speaks all of it; what is heard meanwhile, on the same time axis. `each` is called every millisecond. */
  speak(signal: Float32Array, each: (atMs: number) => void = () => {}, side?: Float32Array): Float32Array {
    const heard = new Float32Array(signal.length + BLOCK_MS * RATE_PER_MS)
    const right = new Float32Array(heard.length)
    const block = new Float32Array(2 * BLOCK_MS * RATE_PER_MS)
    const { frame } = this.sender
    let spoken = 0
    for (let ms = 1; ms * RATE_PER_MS <= signal.length; ms += 1) {
      this.clock.advance(1)
      each(ms)
      for (; spoken + frame.length <= ms * RATE_PER_MS; spoken += frame.length) {
        frame.set(signal.subarray(spoken, spoken + frame.length))
        if (side !== undefined) this.sender.side.set(side.subarray(spoken, spoken + frame.length))
        this.sender.process(this.clock.nowMs())
      }
      this.link.receive(this.clock.nowMs(), this.#deliver)
      if (ms % BLOCK_MS !== PHASE_MS) continue
      this.receiver.render(block, this.clock.nowMs())
      for (let at = 0; at < BLOCK_MS * RATE_PER_MS; at += 1) {
        heard[ms * RATE_PER_MS + at] = block[2 * at] ?? 0
        right[ms * RATE_PER_MS + at] = block[2 * at + 1] ?? 0
      }
    }
    this.right = right.subarray(0, signal.length)
    return heard.subarray(0, signal.length)
  }

  close(): void {
    this.sender.close()
    this.receiver.close()
  }

  #send(bytes: Uint8Array, nowMs: number): boolean {
    this.link.send(bytes, bytes.length, nowMs)
    const ms = Math.floor(nowMs)
    this.sentBytes[ms] = (this.sentBytes[ms] ?? 0) + bytes.length
    return true
  }

  readonly #deliver = (bytes: Uint8Array): void => {
    const { length } = bytes
    const reason =
      parseHeader(bytes, 0, length, this.#header) ??
      this.receiver.take(this.#header, bytes, 0, length, this.clock.nowMs())
    if (reason !== undefined) this.refused.push(reason)
  }
}
