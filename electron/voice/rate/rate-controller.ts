import type { EngineOptions, Profile } from '../../contract/engine.ts'
import { NO_LIMITS, type ChannelLimits } from '../../contract/models.ts'
import type { SendPlan } from '../interfaces.ts'
import { BitBudget } from './bit-budget.ts'
import { RATE_CONFIG } from './config.ts'
import { FrameChoice, overheadOf } from './frame-choice.ts'
import { LossAverage, type Redundancy } from './loss-average.ts'
import { RoundTrips } from './round-trips.ts'

/** What a pong tells a sender of its own voice. */
export interface SendReport {
  /** Round trip of this ping, ms. */
  readonly rttMs: number
  /** Share of own packets that never reached the host, 0..1; null where too few were sent. */
  readonly uplinkLoss: number | null
  /** Reports of listeners that the next three sum up; where 0 they say nothing. */
  readonly listeners: number
  /** Share of own packets that never reached them, 0..1. */
  readonly loss: number
  /** Inter-arrival jitter, ms. */
  readonly jitterMs: number
  /** Standing delay above its floor, ms. */
  readonly delayMs: number
  /** Bits per second sent lately, packets included. */
  readonly sentBps: number
}

/** Whether what is no speech is left out: never, where the host is far and so bytes count, always. */
export type Sparing = 'never' | 'far' | 'always'

export interface RateOptions extends Pick<
  EngineOptions,
  'frameMs' | 'bitrate' | 'musicBitrate' | 'profile' | 'adaptFrame'
> {
  readonly sparing: Sparing
}

/**
 * Decides how own voice is coded, by what pongs tell of it: against random loss copies of earlier frames, against a
 * full line fewer bits in longer frames. All of it stays below the bitrate asked for, and packets below what that
 * bitrate needs: copies take their bits from the newest frame. Passive: told the time, it owns no timer.
 */
export class RateController {
  #sparing: Sparing
  /** What the user asked for, and as much of that as the channel allows, bits per second. */
  readonly #wanted: number
  readonly #wantedOfMusic: number | undefined
  #bitrate: number
  #limits: ChannelLimits = NO_LIMITS
  readonly #loss = new LossAverage()
  readonly #trips = new RoundTrips()
  readonly #budget = new BitBudget()
  readonly #frames: FrameChoice
  #plan: SendPlan
  #report: SendReport | undefined

  constructor({ bitrate, musicBitrate, sparing, frameMs, profile, adaptFrame = false }: RateOptions) {
    this.#wanted = bitrate
    this.#wantedOfMusic = musicBitrate
    this.#bitrate = bitrate
    this.#sparing = sparing
    this.#frames = new FrameChoice({ frameMs, profile, adapts: adaptFrame })
    this.#plan = this.#draw()
  }

  /** The report taken last, for statistics. */
  get report(): SendReport | undefined {
    return this.#report
  }

  /** What the channel asks of every sender from now on. A cap below what Opus takes is taken for that. */
  setLimits(limits: ChannelLimits): void {
    const { bitrateCap, frameMs, kind, stereo = false } = limits
    const { bitrateEver, musicBitrate, musicBitrateStereo } = RATE_CONFIG
    const cap = bitrateCap === 0 ? Infinity : Math.max(bitrateEver, bitrateCap)
    const ofMusic = this.#wantedOfMusic ?? (stereo ? musicBitrateStereo : musicBitrate)
    this.#limits = limits
    this.#bitrate = Math.min(kind === 'music' ? ofMusic : this.#wanted, cap)
    this.#frames.prescribe(frameMs)
  }

  /** What the lengths of frames are chosen for from now on. */
  setProfile(profile: Profile): void {
    this.#frames.setProfile(profile)
    this.#plan = this.#draw()
  }

  /** Takes what a pong tells. */
  observe(report: SendReport, nowMs: number): void {
    this.#report = report
    this.#trips.observe(report.rttMs)
    const uplink = { loss: report.uplinkLoss ?? 0, delayMs: this.#trips.riseMs, sentBps: report.sentBps }
    const heard = report.listeners > 0
    // What listeners tell has the way to the host in it; without them the round trip stands for it.
    const news = heard ? { loss: report.loss, delayMs: report.delayMs, sentBps: report.sentBps } : uplink
    const isFull = this.#budget.observe(news, this.#most, nowMs)
    const loss = Math.max(heard ? report.loss : 0, uplink.loss)
    // Copies do not help a full line: what it loses is not taken for chance.
    if (heard || report.uplinkLoss !== null) {
      this.#loss.observe(isFull ? Math.min(loss, this.#loss.share) : loss, nowMs)
    }
    const rttMs = this.#trips.areKnown ? this.#trips.floorMs : Infinity
    this.#frames.observe(rttMs, this.#loss.share, this.#budget.limit, nowMs)
  }

  /** Voice takes another way: delays and limits of the one before do not hold. */
  changePath(): void {
    this.#trips.reset()
    this.#budget.reset()
  }

  /** Another sound is sent. */
  setSparing(sparing: Sparing): void {
    this.#sparing = sparing
  }

  /** How to code from now on; the same object as long as nothing changes. */
  plan(): SendPlan {
    const drawn = this.#draw()
    if (!isSame(drawn, this.#plan)) this.#plan = drawn
    return this.#plan
  }

  /** Everything that would ever be sent, packets included, bits per second. */
  get #most(): number {
    return this.#bitrate + overheadOf(this.#frames.frameMs, 0)
  }

  #draw(): SendPlan {
    const { frameMs, isNear } = this.#frames
    const { kind = 'voice', stereo = false } = this.#limits
    const total = Math.min(this.#budget.limit, this.#most)
    const { copies, copyBitrate, newest } = shareOf(total, frameMs, this.#loss.redundancy)
    return {
      frameMs,
      bitrate: newest >= this.#bitrate ? this.#bitrate : steppedOf(newest),
      expectedLossPercent: this.#lossPercent,
      redundancy: copies,
      redundancyBitrate: copyBitrate,
      ...{ kind, stereo },
      // A quiet passage of music is none to be left out.
      dtx: this.#sparing === 'always' || (this.#sparing === 'far' && !isNear && kind === 'voice'),
    }
  }

  get #lossPercent(): number {
    if (!this.#loss.isKnown) return RATE_CONFIG.lossPercentAtFirst
    return Math.min(RATE_CONFIG.lossPercentMost, Math.round(this.#loss.share * 100))
  }
}

/** Divides a budget among the newest frame and as many of the wanted copies as leave it enough. */
function shareOf(
  total: number,
  frameMs: number,
  wanted: Redundancy,
): { copies: Redundancy; copyBitrate: number; newest: number } {
  const { copyBitrate: roomy, copyBitrateTight, copyRoom, bitrateLeast } = RATE_CONFIG
  for (let copies = wanted; copies > 0; copies = copies === 2 ? 1 : 0) {
    const room = total - overheadOf(frameMs, copies)
    const copyBitrate = room >= copyRoom ? roomy : copyBitrateTight
    const newest = room - copies * copyBitrate
    if (newest >= bitrateLeast) return { copies, copyBitrate, newest }
  }
  return { copies: 0, copyBitrate: copyBitrateTight, newest: total - overheadOf(frameMs, 0) }
}

/** A whole number of steps, and at least what Opus takes. */
function steppedOf(bitrate: number): number {
  const { bitrateStep, bitrateEver } = RATE_CONFIG
  return Math.max(bitrateEver, Math.floor(bitrate / bitrateStep) * bitrateStep)
}

function isSame(a: SendPlan, b: SendPlan): boolean {
  return (
    a.frameMs === b.frameMs &&
    a.bitrate === b.bitrate &&
    a.expectedLossPercent === b.expectedLossPercent &&
    a.redundancy === b.redundancy &&
    a.redundancyBitrate === b.redundancyBitrate &&
    a.dtx === b.dtx &&
    a.kind === b.kind &&
    a.stereo === b.stereo
  )
}
