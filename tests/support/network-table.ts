import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CallMeasures } from './call-measures.ts'
import type { NetworkCall } from './network-call.ts'

const OUTPUT = join(import.meta.dirname, '../output')

/** One bad network in figures: means over its calls. */
export interface NetworkRow {
  readonly network: string
  readonly calls: number
  /** After the rate control has settled. */
  readonly settled: CallMeasures
  /** Of the call that was understood worst. */
  readonly worst: number
  /** What is asserted of the mean. */
  readonly bound: number
  /** From the first word on. */
  readonly whole?: CallMeasures
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

/** The means of several measures. */
export function meanOf(measures: readonly CallMeasures[]): CallMeasures {
  const mean = (of: (one: CallMeasures) => number) =>
    measures.reduce((sum, one) => sum + of(one), 0) / measures.length
  return {
    stoi: mean((one) => one.stoi),
    delayMs: mean((one) => one.delayMs),
    delayP95Ms: mean((one) => one.delayP95Ms),
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

/** Writes `tests/output/NAME.json` and `NAME.md`, and prints the table. */
export function writeTable(rows: readonly NetworkRow[], name = 'network'): void {
  const table = tableOf(rows)
  mkdirSync(OUTPUT, { recursive: true })
  writeFileSync(join(OUTPUT, `${name}.json`), `${JSON.stringify(rows, null, 2)}\n`)
  writeFileSync(join(OUTPUT, `${name}.md`), table)
  process.stderr.write(`\n${table}`)
}

const HEADS = [
  'network',
  'STOI (worst; bound)',
  'nothing done',
  'delay, median (p95) ms',
  'nothing done',
  'kbit/s with UDP/IP (without)',
  'nothing done',
  'lost %',
  'late %',
  'recovered %',
  'concealed %',
  'cut, put in',
  'calls; STOI from the first word',
]

function tableOf(rows: readonly NetworkRow[]): string {
  const lines = [HEADS, HEADS.map(() => '---'), ...rows.map(cellsOf)]
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

const percent = (share: number) => (100 * share).toFixed(1)
const delay = ({ delayMs, delayP95Ms }: CallMeasures) => `${delayMs.toFixed(0)} (${delayP95Ms.toFixed(0)})`
const bits = ({ wireKbps, udpKbps }: CallMeasures) => `${wireKbps.toFixed(0)} (${udpKbps.toFixed(0)})`

function cellsOf(row: NetworkRow): string[] {
  const { settled, whole, plain } = row
  return [
    row.network,
    `${settled.stoi.toFixed(3)} (${row.worst.toFixed(3)}; ${String(row.bound)})`,
    plain?.stoi.toFixed(3) ?? '',
    delay(settled),
    plain === undefined ? '' : delay(plain),
    bits(settled),
    plain === undefined ? '' : bits(plain),
    percent(row.lost),
    percent(row.late),
    percent(row.recovered),
    percent(row.concealed),
    `${String(row.accelerated)}, ${String(row.expanded)}`,
    `${String(row.calls)}${whole === undefined ? '' : `; ${whole.stoi.toFixed(3)}`}`,
  ]
}
