import type { EngineOptions, FrameMs, Profile } from '../../contract/engine.ts'
import { RATE_CONFIG } from './config.ts'

export interface FrameWishes extends Pick<EngineOptions, 'frameMs' | 'profile'> {
  /** Whether the length may follow the network. */
  readonly adapts: boolean
}

/** Bits per second that packets cost beside what they carry. */
export function overheadOf(frameMs: number, copies: number): number {
  const bytes = RATE_CONFIG.packetOverheadBytes + copies * RATE_CONFIG.copyOverheadBytes
  return (bytes * 8 * 1000) / frameMs
}

/**
 * The length of frames: short where the host is near or packets are lost, longer where it is far, longest where the line
 * is full. It grows at once, and becomes shorter no more often than configured.
 */
export class FrameChoice {
  #wishes: FrameWishes
  #isNear: boolean
  /** Packets are lost: with long frames each takes more away, and its copy comes later. */
  #isLossy = false
  #frameMs: FrameMs
  /** What the channel asks for, ms; 0: nothing. */
  #prescribed: FrameMs | 0 = 0
  #changedMs = -Infinity

  constructor(wishes: FrameWishes) {
    this.#wishes = wishes
    this.#isNear = wishes.profile !== 'internet'
    this.#frameMs = this.#base
  }

  /** Lengths are chosen for another kind of network from now on. */
  setProfile(profile: Profile): void {
    if (profile === this.#wishes.profile) return
    this.#wishes = { ...this.#wishes, profile }
    this.#isNear = profile !== 'internet'
    this.#frameMs = this.#base
  }

  /** The channel asks for this length, ms; with 0 the choice is free again. */
  prescribe(frameMs: FrameMs | 0): void {
    if (frameMs === this.#prescribed) return
    this.#prescribed = frameMs
    this.#frameMs = this.#base
  }

  get frameMs(): FrameMs {
    return this.#frameMs
  }

  /** Whether bytes cost nothing here: a LAN. */
  get isNear(): boolean {
    return this.#isNear
  }

  /** The length while nothing limits the budget. */
  get #base(): FrameMs {
    const { adapts, frameMs } = this.#wishes
    if (this.#prescribed !== 0) return this.#prescribed
    if (!adapts) return frameMs
    if (!this.#isNear && !this.#isLossy) return RATE_CONFIG.farFrameMs
    return frameMs < RATE_CONFIG.nearFrameMs ? frameMs : RATE_CONFIG.nearFrameMs
  }

  /** Takes the quickest round trip of late (Infinity: unknown), the smoothed loss, and the budget in bits per second. */
  observe(rttMs: number, loss: number, budget: number, nowMs: number): void {
    this.#place(rttMs)
    const wasLossy = this.#isLossy
    const { redundancyOne, redundancyNone } = RATE_CONFIG
    this.#isLossy = loss >= redundancyOne || (wasLossy && loss >= redundancyNone)
    if (!this.#wishes.adapts || this.#prescribed !== 0) return
    const wanted = this.#wantedFor(budget)
    const mayShorten = nowMs - this.#changedMs >= RATE_CONFIG.frameHoldMs
    if (wanted === this.#frameMs || (wanted < this.#frameMs && !mayShorten)) return
    this.#frameMs = wanted
    this.#changedMs = nowMs
  }

  #place(rttMs: number): void {
    if (this.#wishes.profile !== 'auto' || rttMs === Infinity) return
    const { nearRttMs, farRttMs } = RATE_CONFIG
    if (rttMs > farRttMs) this.#isNear = false
    else if (rttMs < nearRttMs) this.#isNear = true
  }

  #wantedFor(budget: number): FrameMs {
    const lengths = [this.#base, ...RATE_CONFIG.longFramesMs.filter((ms) => ms > this.#base)]
    const { bitrateComfortable, shorterRoom } = RATE_CONFIG
    for (const frameMs of lengths) {
      const room = frameMs < this.#frameMs ? shorterRoom : 1
      if (budget - overheadOf(frameMs, 0) >= bitrateComfortable * room) return frameMs
    }
    return lengths.at(-1) ?? this.#base
  }
}
