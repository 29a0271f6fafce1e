import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CallMeasures } from './call-measures.ts'
import type { NetworkCall } from './network-call.ts'

const OUTPUT = join(import.meta.dirname, '../output')

/** One bad network in figures. Of several voices the worst counts: lowest intelligibility, longest delay. */
export interface NetworkRow {
  readonly network: string
  /** After the rate control has settled. */
  readonly settled: CallMeasures
  /** From the first word on. */
  readonly whole: CallMeasures
  /** The same with nothing done about losses; absent where the network loses nothing. */
  readonly plain?: CallMeasures
  /** Shares of the speaker's frames, 0..1. */
  readonly lost: number
  readonly late: number
  readonly recovered: number
  readonly concealed: number
  /** Pieces of sound taken out and put in. */
  readonly accelerated: number
  readonly expanded: number
}

/** The worst of several measures; bitrates are means. */
export function worstOf(measures: readonly CallMeasures[]): CallMeasures {
  const mean = (of: (one: CallMeasures) => number) =>
    measures.reduce((sum, one) => sum + of(one), 0) / measures.length
  return {
    stoi: Math.min(...measures.map((one) => one.stoi)),
    delayMs: Math.max(...measures.map((one) => one.delayMs)),
    delayP95Ms: Math.max(...measures.map((one) => one.delayP95Ms)),
    wireKbps: mean((one) => one.wireKbps),
    udpKbps: mean((one) => one.udpKbps),
  }
}

/** What became of the frames of these calls together. */
export function framesOf(
  calls: readonly NetworkCall[],
): Pick<NetworkRow, 'lost' | 'late' | 'recovered' | 'concealed' | 'accelerated' | 'expanded'> {
  const sum = (of: (call: NetworkCall) => number) => calls.reduce((total, call) => total + of(call), 0)
  const sent = sum(({ voice }) => voice.length)
  return {
    lost: sum(({ stats }) => stats.lost) / sent,
    late: sum(({ stats }) => stats.late) / sent,
    recovered: sum(({ stats }) => stats.recoveredByFec + stats.recoveredByRedundancy) / sent,
    concealed: sum(({ stats }) => stats.concealed) / sent,
    accelerated: sum(({ stats }) => stats.accelerated),
    expanded: sum(({ stats }) => stats.expanded),
  }
}

/** Writes `tests/output/network.json` and `network.md`, and prints the table. */
export function writeTable(rows: readonly NetworkRow[]): void {
  const table = tableOf(rows)
  mkdirSync(OUTPUT, { recursive: true })
  writeFileSync(join(OUTPUT, 'network.json'), `${JSON.stringify(rows, null, 2)}\n`)
  writeFileSync(join(OUTPUT, 'network.md'), table)
  process.stderr.write(`\n${table}`)
}

const HEADS = [
  'network',
  'STOI',
  'from the start',
  'nothing done',
  'delay, median (p95) ms',
  'from the start',
  'kbit/s (with UDP/IP)',
  'lost %',
  'late %',
  'recovered %',
  'concealed %',
  'cut, put in',
]

function tableOf(rows: readonly NetworkRow[]): string {
  const lines = [HEADS, HEADS.map(() => '---'), ...rows.map(cellsOf)]
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

function cellsOf(row: NetworkRow): string[] {
  const { settled, whole, plain } = row
  const percent = (share: number) => (100 * share).toFixed(1)
  const delay = ({ delayMs, delayP95Ms }: CallMeasures) => `${delayMs.toFixed(0)} (${delayP95Ms.toFixed(0)})`
  return [
    row.network,
    settled.stoi.toFixed(3),
    whole.stoi.toFixed(3),
    plain?.stoi.toFixed(3) ?? '',
    delay(settled),
    delay(whole),
    `${settled.udpKbps.toFixed(0)} (${settled.wireKbps.toFixed(0)})`,
    percent(row.lost),
    percent(row.late),
    percent(row.recovered),
    percent(row.concealed),
    `${String(row.accelerated)}, ${String(row.expanded)}`,
  ]
}
