import type { HostCost } from './host-child.ts'
import { IDLE_CONFIG, type IdleScenario } from './idle-config.ts'

/** What was seen of one scenario. */
export interface IdleSeen {
  /** Before anybody came; at the begin of the window; at its end. */
  readonly empty: HostCost
  readonly begin: HostCost
  readonly end: HostCost
  /** Length of the window, s. */
  readonly seconds: number
  /** Guests that were there at the end, and by UDP. */
  readonly here: number
  readonly udp: number
}

/** What a scenario has shown. */
export interface IdleSummary extends IdleScenario {
  readonly seconds: number
  readonly here: number
  readonly udp: number
  /** CPU time of the host in the window, s, all threads; as a share of one core, percent; of it that of the media worker. */
  readonly cpuSeconds: number
  readonly cpuPercent: number
  readonly mediaPercent: number
  /** Memory of the host at the end, and what of it a guest took more than nobody; null without guests. */
  readonly memoryBytes: number
  readonly guestBytes: number | null
}

const PERCENT = 100

export function summaryOf(scenario: IdleScenario, seen: IdleSeen): IdleSummary {
  const { empty, begin, end, seconds, here, udp } = seen
  const share = (spent: number): number => (PERCENT * spent) / seconds
  return {
    ...scenario,
    ...{ seconds, here, udp },
    cpuSeconds: end.cpuS - begin.cpuS,
    cpuPercent: share(end.cpuS - begin.cpuS),
    mediaPercent: share(end.mediaS - begin.mediaS),
    memoryBytes: end.memoryBytes,
    guestBytes: here === 0 ? null : (end.memoryBytes - empty.memoryBytes) / here,
  }
}

export function jsonOf(summary: IdleSummary): string {
  return `${JSON.stringify({ event: 'idle', ...summary })}\n`
}

export function textOf(summary: IdleSummary): string {
  const { users, channels, seconds, cpuSeconds, cpuPercent, mediaPercent, budgetPercent } = summary
  const { here, udp, memoryBytes, guestBytes } = summary
  const budget = budgetPercent === undefined ? '' : `; budget ${String(budgetPercent)} %`
  const each =
    guestBytes === null ? '' : `, ${kib(guestBytes)} a guest; budget ${kib(IDLE_CONFIG.guestBytes)}`
  return [
    `${String(users)} guests in ${String(channels)} channels, nobody speaks, ${seconds.toFixed(0)} s:`,
    `  CPU     ${cpuSeconds.toFixed(2)} s, ${cpuPercent.toFixed(2)} % of a core (${mediaPercent.toFixed(2)} % the media worker${budget})`,
    `  memory  ${(memoryBytes / 2 ** 20).toFixed(0)} MiB${each}`,
    `  here    ${String(here)}, by UDP ${String(udp)}`,
    '',
  ].join('\n')
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`
}
