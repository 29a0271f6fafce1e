import type { CaptureSpec, EngineOptions, Profile } from '../../contract/engine.ts'
import type { ChannelLimits } from '../../contract/models.ts'
import type { SendingStats } from '../../contract/stats.ts'
import type { SendPlan } from '../interfaces.ts'
import { RateController, type Sparing } from '../rate/rate-controller.ts'
import { PIPELINE_CONFIG } from './config.ts'
import type { PongNews } from './host-link.ts'
import type { SenderPipeline } from './sender-pipeline.ts'

/** Pauses of a microphone are its room; of a recording or a tone they are part of what somebody wants to be heard. */
function sparingOf({ capture, dtx }: EngineOptions): Sparing {
  if (dtx !== undefined) return dtx ? 'always' : 'never'
  return capture.kind === 'device' ? 'far' : 'never'
}

/** Lets the sender follow what pongs tell of its voice, and measures what it sends. */
export class SendControl {
  readonly #options: EngineOptions
  readonly #sender: SenderPipeline
  readonly #rate: RateController
  #plan: SendPlan
  #measuredMs: number
  #packets = 0
  #bytes = 0
  #sentBps = 0
  /** What listeners told last. */
  #heard: PongNews | undefined

  constructor(options: EngineOptions, sender: SenderPipeline, nowMs: number) {
    this.#sender = sender
    this.#options = options
    this.#rate = new RateController({ ...options, sparing: sparingOf(options) })
    this.#measuredMs = nowMs
    this.#plan = this.#rate.plan()
    sender.setPlan(this.#plan)
  }

  /** What the channel asks of every sender; followed at the next packet. */
  setLimits(limits: ChannelLimits): void {
    this.#rate.setLimits(limits)
    this.#follow()
  }

  /** Another input is taken. */
  changeCapture(capture: CaptureSpec): void {
    this.#rate.setSparing(sparingOf({ ...this.#options, capture }))
    this.#follow()
  }

  /** What frames are chosen for; followed at the next packet. */
  setProfile(profile: Profile): void {
    this.#rate.setProfile(profile)
    this.#follow()
  }

  changePath(): void {
    this.#rate.changePath()
  }

  /** Takes what a pong tells; the sender follows at its next packet. */
  take(news: PongNews, nowMs: number): void {
    if (news.listeners > 0) this.#heard = news
    this.#rate.observe({ ...news, sentBps: this.#measure(nowMs) }, nowMs)
    this.#follow()
  }

  stats(nowMs: number): SendingStats {
    const { frameMs, bitrate, redundancy, redundancyBitrate, expectedLossPercent, dtx } = this.#plan
    const { kind = 'voice', stereo = false } = this.#plan
    const heard = this.#heard
    return {
      ...{ frameMs, bitrate, redundancy, redundancyBitrate, expectedLossPercent, dtx, kind, stereo },
      listeners: heard?.listeners ?? 0,
      reportedLoss: heard?.loss ?? null,
      reportedJitterMs: heard?.jitterMs ?? null,
      reportedDelayMs: heard?.delayMs ?? null,
      uplinkLoss: this.#rate.report?.uplinkLoss ?? null,
      kbps: this.#measure(nowMs) / 1000,
    }
  }

  #follow(): void {
    const plan = this.#rate.plan()
    if (plan !== this.#plan) this.#sender.setPlan(plan)
    this.#plan = plan
  }

  /** Bits per second sent, over a second or whatever has passed since the last measure beyond it. */
  #measure(nowMs: number): number {
    const seconds = (nowMs - this.#measuredMs) / 1000
    if (seconds * 1000 < PIPELINE_CONFIG.measureMs) return this.#sentBps
    const { framesSent, bytesSent } = this.#sender
    const bytes = bytesSent - this.#bytes + (framesSent - this.#packets) * PIPELINE_CONFIG.udpBytes
    this.#sentBps = (bytes * 8) / seconds
    this.#bytes = bytesSent
    this.#packets = framesSent
    this.#measuredMs = nowMs
    return this.#sentBps
  }
}
