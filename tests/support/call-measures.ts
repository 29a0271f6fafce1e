import { aligned, delaysByCorrelation, median, quantile, stoi } from './audio-measure.ts'
import type { NetworkCall } from './network-call.ts'
import { UDP_IP_BYTES } from './offline-call.ts'

const RATE = 48_000
/** The longest delay that is looked for, s. */
const LONGEST_S = 0.6

/** A call in figures, from one moment on. */
export interface CallMeasures {
  /** Intelligibility of what was heard against what was said, 0..1. */
  readonly stoi: number
  /** Mouth to ear over windows of a second with speech, ms; without devices. */
  readonly delayMs: number
  readonly delayP95Ms: number
  /** Voice on the speaker's wire, kbit/s: with the headers of IPv4 and UDP, and without. */
  readonly wireKbps: number
  readonly udpKbps: number
}

/** Measures a call from `fromS` seconds after the first word on, to `toS`; `delays` where they are known already. */
export function measureCall(
  call: NetworkCall,
  fromS = 0,
  toS = call.spoken.length / RATE,
  delays = windowDelays(call, fromS, toS),
): CallMeasures {
  const windows = delaysWithin(delays, fromS, toS)
  const delayMs = median(windows)
  const lag = Math.round(((delayMs - call.apartMs - (fromS * call.speakerPpm) / 1_000) * RATE) / 1_000)
  const voice = call.voice.filter(
    ({ atMs }) => atMs >= call.startedMs + fromS * 1_000 && atMs < call.startedMs + toS * 1_000,
  )
  const bytes = voice.reduce((sum, packet) => sum + packet.bytes, 0)
  return {
    stoi: stoiOf(call, lag, fromS, toS),
    delayMs,
    delayP95Ms: quantile(windows, 0.95),
    wireKbps: (bytes * 8) / 1000 / (toS - fromS),
    udpKbps: ((bytes - voice.length * UDP_IP_BYTES) * 8) / 1000 / (toS - fromS),
  }
}

/** One second of a call. */
export interface WindowDelay {
  /** When it begins, s after the first word. */
  readonly second: number
  /** From mouth to ear, ms. */
  readonly delayMs: number
}

/** Delay of each second with speech. */
export function windowDelays(call: NetworkCall, fromS = 0, toS = call.spoken.length / RATE): WindowDelay[] {
  const delays: WindowDelay[] = []
  for (let second = fromS; second + 1 <= toS; second += 1) {
    const [lag] = lagsOf(call, second, second + 1)
    if (lag === undefined) continue
    const drifted = (second * call.speakerPpm) / 1_000
    delays.push({ second, delayMs: (lag * 1_000) / RATE + call.apartMs + drifted })
  }
  return delays
}

/** Those of the seconds that lie within a stretch, ms. */
export function delaysWithin(delays: readonly WindowDelay[], fromS: number, toS: number): number[] {
  return delays.filter(({ second }) => second >= fromS && second + 1 <= toS).map(({ delayMs }) => delayMs)
}

function lagsOf(call: NetworkCall, fromS: number, toS: number): number[] {
  const start = Math.round(fromS * RATE)
  const before = Math.round((call.apartMs * RATE) / 1000)
  const first = Math.max(0, start - before)
  const heard = call.heard.subarray(first, first + Math.round((toS - fromS + LONGEST_S) * RATE))
  const spoken = call.spoken.subarray(start, Math.round(toS * RATE))
  const options = { toLag: Math.round(LONGEST_S * RATE) }
  return delaysByCorrelation(spoken, heard, options).map((lag) => lag + first - start)
}

/** One alignment for the whole stretch: delay that wanders within it costs intelligibility here as it does for ears. */
function stoiOf(call: NetworkCall, lag: number, fromS: number, toS: number): number {
  const start = Math.round(fromS * RATE)
  const spoken = call.spoken.subarray(start, Math.round(toS * RATE))
  return stoi(spoken, aligned(call.heard, start + lag, spoken.length))
}
