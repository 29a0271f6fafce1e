import type { Histogram } from './histogram.ts'
import type { HostSpent } from './host-watch.ts'
import type { LoadRun } from './load-run.ts'

/** Percentiles in ms; null where nothing was counted. */
interface Percentiles {
  readonly p50: number | null
  readonly p99: number | null
}

/** What a load has shown. */
export interface LoadSummary {
  readonly users: number
  readonly joined: number
  /** Logins refused, and stays that ended early, by code of the catalogue. */
  readonly failed: Readonly<Record<string, number>>
  readonly ended: Readonly<Record<string, number>>
  /** Users that lost the connection and came back, and how long that took, ms: half of them, and the last; null of none. */
  readonly returned: number
  readonly returnMs: { readonly p50: number | null; readonly most: number | null }
  /** Users by the way their voice takes. */
  readonly paths: { readonly udp: number; readonly tcp: number; readonly none: number }
  /** Voice packets times listeners, and what became of them. */
  readonly offered: number
  readonly delivered: number
  readonly lost: number
  /** Of these, frames of the mixes that the host has made, and how much later each listener had one than the first. */
  readonly mixed: {
    readonly offered: number
    readonly delivered: number
    readonly laterMs: Percentiles
  }
  /** Packets of those delivered that were opened, not counted by sender and number alone. */
  readonly opened: number
  readonly duplicates: number
  readonly unopened: number
  /** Packets that came before their key, and waited for it. */
  readonly early: number
  /** Of those that were opened. */
  readonly delayMs: Percentiles
  /** Datagrams for which sockets of this machine had no room meanwhile, of all its programs; null where it does not tell. */
  readonly fullBuffers: number | null
  readonly changes: number
  readonly refused: Readonly<Record<string, number>>
  readonly answerMs: Percentiles
  readonly loginMs: Percentiles
  readonly events: number
  /** Users who in the end see somebody otherwise than that one is. */
  readonly disagreeing: number
  /** By how much this process itself was late, ms: what is above is not all the host's. */
  readonly ownDelayMs: Percentiles
  /** What the host took of the machine, where it was asked for. */
  readonly host?: HostSpent
}

export function summaryOf(run: LoadRun, users: number, host?: HostSpent): LoadSummary {
  const { tally } = run
  const { joined, opened, duplicates, unopened, early, changes, events } = tally
  const { offered, delivered } = run.voice()
  return {
    ...{ users, joined },
    failed: Object.fromEntries(tally.failed),
    ended: Object.fromEntries(tally.ended),
    ...{ returned: tally.returns.length, returnMs: returnsOf(tally.returns) },
    paths: pathsOf(run),
    ...{ offered, delivered, lost: offered - delivered, opened, duplicates, unopened, early },
    mixed: { ...run.mixed(), laterMs: percentiles(tally.mix.later) },
    fullBuffers: run.fullBuffers(),
    delayMs: percentiles(tally.delays),
    changes,
    refused: Object.fromEntries(tally.refused),
    answerMs: percentiles(tally.answers),
    loginMs: percentiles(tally.logins),
    events,
    disagreeing: run.disagreeing(),
    ownDelayMs: percentiles(tally.ownDelays),
    ...(host === undefined ? {} : { host }),
  }
}

function pathsOf({ guests }: LoadRun): LoadSummary['paths'] {
  const count = (path: string) => guests.filter((guest) => guest.path === path).length
  return { udp: count('udp'), tcp: count('tcp'), none: count('none') }
}

/** Everybody who could come is in, and has a way for voice or none. */
export function inLine(run: LoadRun, json: boolean): string {
  const { joined } = run.tally
  const paths = pathsOf(run)
  if (json) return JSON.stringify({ event: 'in', joined, paths })
  return `all in: ${String(joined)}; voice by UDP ${String(paths.udp)}, through the WebSocket ${String(paths.tcp)}`
}

export function progressLine(run: LoadRun, second: number, json: boolean): string {
  const { joined, changes, events } = run.tally
  const { offered, delivered } = run.voice()
  const here = run.guests.filter(({ isThere }) => isThere).length
  const figures = { second, joined, here, offered, delivered, changes, events }
  if (json) return JSON.stringify({ event: 'progress', ...figures })
  return `${String(second)} s: ${String(here)} in, ${String(delivered)} of ${String(offered)} packets, ${String(changes)} changes`
}

export function doneLine(summary: LoadSummary, json: boolean): string {
  if (json) return JSON.stringify({ event: 'done', ...summary })
  const { users, joined, offered, delivered, lost, changes, delayMs, answerMs, loginMs } = summary
  return [
    `${String(joined)} of ${String(users)} came in${codes(summary.failed)}; ended early: ${String(sum(summary.ended))}${codes(summary.ended)}`,
    `login      p50 ${ms(loginMs.p50)}, p99 ${ms(loginMs.p99)}`,
    ...(summary.returned === 0
      ? []
      : [
          `came back  ${String(summary.returned)}, half within ${ms(summary.returnMs.p50)}, all within ${ms(summary.returnMs.most)}`,
        ]),
    `voice      offered ${String(offered)}, delivered ${String(delivered)}, lost ${String(lost)}; opened ${String(summary.opened)}${buffersOf(summary)}`,
    ...(summary.mixed.offered === 0 ? [] : [mixLine(summary.mixed)]),
    `forwarding p50 ${ms(delayMs.p50)}, p99 ${ms(delayMs.p99)}`,
    `changes    ${String(changes)}${codes(summary.refused)}, answered p50 ${ms(answerMs.p50)}, p99 ${ms(answerMs.p99)}`,
    `events     ${String(summary.events)}; users who see others wrongly: ${String(summary.disagreeing)}`,
    `own delay  p50 ${ms(summary.ownDelayMs.p50)}, p99 ${ms(summary.ownDelayMs.p99)}`,
    ...(summary.host === undefined ? [] : [hostLine(summary.host)]),
  ].join('\n')
}

function mixLine({ offered, delivered, laterMs }: LoadSummary['mixed']): string {
  const later = `later than at the first listener by p50 ${ms(laterMs.p50)}, p99 ${ms(laterMs.p99)}`
  return `  of mixes ${String(delivered)} of ${String(offered)} frames, ${later}`
}

function buffersOf({ fullBuffers }: LoadSummary): string {
  return fullBuffers === null || fullBuffers === 0
    ? ''
    : `, no room in this machine's sockets for ${String(fullBuffers)}`
}

function returnsOf(returns: readonly number[]): LoadSummary['returnMs'] {
  const sorted = returns.toSorted((one, other) => one - other)
  return { p50: sorted[Math.floor(sorted.length / 2)] ?? null, most: sorted.at(-1) ?? null }
}

function hostLine({ cpuPercent, memoryBytes, guestBytes }: HostSpent): string {
  const each = guestBytes === null ? '' : `, ${(guestBytes / 1024).toFixed(0)} KiB a user`
  return `host       CPU ${cpuPercent.toFixed(1)} % of a core, memory ${(memoryBytes / 2 ** 20).toFixed(0)} MiB${each}`
}

function percentiles(histogram: Histogram): Percentiles {
  return { p50: histogram.at(0.5), p99: histogram.at(0.99) }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

function codes(counts: Readonly<Record<string, number>>): string {
  const list = Object.entries(counts).map(([code, count]) => `${code} ${String(count)}`)
  return list.length === 0 ? '' : ` (${list.join(', ')})`
}

function ms(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(1)} ms`
}
