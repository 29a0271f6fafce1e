import { FORWARD_CONFIG, type ForwardScenario } from './config.ts'
import type { ForwarderTotals } from './forwarder.ts'

/** One window of one side. */
export interface ForwardSide extends ForwarderTotals {
  /** Datagrams the listeners took out of their sockets. */
  readonly heard: number
}

/** One window of each side, one after the other. */
export interface ForwardRound {
  readonly baseline: ForwardSide
  readonly media: ForwardSide
}

/** What a load has shown; times in microseconds of CPU per datagram sent. */
export interface ForwardSummary extends ForwardScenario {
  readonly rounds: number
  readonly baselineUs: number
  readonly mediaUs: number
  /** Median of the rounds' ratios. */
  readonly ratio: number
  readonly lowestRatio: number
  readonly highestRatio: number
  readonly budget: number
  /** Datagrams a second that the media worker sent. */
  readonly packetsOutPerSecond: number
  /** Share of the datagrams sent that no listener got, both sides: above a few thousandths the figures are void. */
  readonly lostShare: number
  readonly sendFailed: number
}

export function summaryOf(scenario: ForwardScenario, rounds: readonly ForwardRound[]): ForwardSummary {
  const ratios = rounds.map(({ baseline, media }) => costUs(media) / costUs(baseline))
  const sides = rounds.flatMap(({ baseline, media }) => [baseline, media])
  const out = sum(sides.map((side) => side.packetsOut))
  return {
    ...scenario,
    rounds: rounds.length,
    baselineUs: median(rounds.map(({ baseline }) => costUs(baseline))),
    mediaUs: median(rounds.map(({ media }) => costUs(media))),
    ratio: median(ratios),
    lowestRatio: Math.min(...ratios),
    highestRatio: Math.max(...ratios),
    budget: FORWARD_CONFIG.budget,
    packetsOutPerSecond: scenario.talkers * scenario.listeners * scenario.packetsPerSecond,
    lostShare: 1 - sum(sides.map((side) => side.heard)) / out,
    sendFailed: sum(sides.map((side) => side.sendFailed)),
  }
}

export function jsonOf(summary: ForwardSummary): string {
  return `${JSON.stringify({ event: 'forward', ...summary })}\n`
}

export function textOf(summary: ForwardSummary): string {
  const { talkers, listeners, packetsOutPerSecond, ratio, budget } = summary
  return [
    `${String(talkers)} talking to ${String(listeners)}, ${String(packetsOutPerSecond)} packets a second out:`,
    `  bare loop     ${summary.baselineUs.toFixed(2)} µs per packet`,
    `  media worker  ${summary.mediaUs.toFixed(2)} µs per packet`,
    `  ratio         ${ratio.toFixed(2)} (${summary.lowestRatio.toFixed(2)} to ${summary.highestRatio.toFixed(2)} in ${String(summary.rounds)} rounds; budget ${String(budget)})`,
    `  lost          ${(100 * summary.lostShare).toFixed(2)} %, refused by the system ${String(summary.sendFailed)}`,
    '',
  ].join('\n')
}

function costUs({ cpuNs, packetsOut }: ForwardSide): number {
  return cpuNs / 1000 / packetsOut
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}
