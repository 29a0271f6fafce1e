import type { Span } from '../../stores/history.ts'

/** One line of a chart, or one layer of a stack. */
export interface ChartSeries {
  readonly key: string
  readonly label: string
  /** Which colour, dashes and pattern it has. */
  readonly look: number
  /** As many as there are times; null where there is none. */
  readonly values: readonly (number | null)[]
}

/** What one chart shows. */
export interface ChartData {
  readonly id: string
  readonly title: string
  /** As it is written; empty for plain counts. */
  readonly unit: string
  /** Milliseconds since 1970. */
  readonly times: readonly number[]
  readonly series: readonly ChartSeries[]
  /** Whether the series are parts of a whole, each upon the one before it. */
  readonly stacked?: boolean
  /** Ends of the scale; absent: from 0 to what is there. */
  readonly scale?: readonly [least: number, most: number]
  /** Digits behind the point. */
  readonly digits?: number
  /** What is said below, for example what was left out. */
  readonly note?: string
}

/** Lines of one chart that can be told apart. */
export const MOST_LINES = 6

/** The newest figure; null where the series ends with none. */
export function newest(values: readonly (number | null)[]): number | null {
  return values.at(-1) ?? null
}

/** The least and the most of all series, of their sums where they are stacked; undefined where there is nothing. */
export function extent({
  series,
  times,
  stacked = false,
}: ChartData): [least: number, most: number] | undefined {
  const all = stacked ? times.map((_, at) => sumAt(series, at)) : series.flatMap(({ values }) => values)
  let [least, most] = [Infinity, -Infinity]
  for (const value of all) {
    if (value === null) continue
    if (value < least) least = value
    if (value > most) most = value
  }
  return least > most ? undefined : [least, most]
}

/** The sum of all series at a point; null where none has a figure. */
export function sumAt(series: readonly ChartSeries[], at: number): number | null {
  let sum: number | null = null
  for (const { values } of series) {
    const value = values[at] ?? null
    if (value !== null) sum = (sum ?? 0) + value
  }
  return sum
}

/** Each series with those before it added, as stacks are drawn. */
export function stackOf({ series, times }: ChartData): (number | null)[][] {
  return series.map((_, layer) => times.map((_time, at) => sumAt(series.slice(0, layer + 1), at)))
}

/** The series with the highest figures, at most so many, in the order they had. */
export function worstOf(series: readonly ChartSeries[], most: number): readonly ChartSeries[] {
  if (series.length <= most) return series
  const peak = ({ values }: ChartSeries): number =>
    values.reduce<number>((top, one) => Math.max(top, one ?? -Infinity), -Infinity)
  const kept = new Set([...series].sort((a, b) => peak(b) - peak(a)).slice(0, most))
  return series.filter((one) => kept.has(one))
}

/** The same series, each with its look where no other one has it, else with the next that is free. */
export function apart(series: readonly ChartSeries[], looks: number): ChartSeries[] {
  const taken = new Set<number>()
  return series.map((one) => {
    let look = one.look % looks
    for (let step = 0; step < looks && taken.has(look); step += 1) look = (look + 1) % looks
    taken.add(look)
    return { ...one, look }
  })
}

/** A row of the table that stands for a chart. */
export interface ChartRow {
  /** Milliseconds since 1970. */
  readonly id: number
  readonly values: readonly (number | null)[]
}

/** A chart as rows, the newest first: one for each equal part of the stretch that has any, with its last figures. */
export function rowsOf({ times, series }: ChartData, { fromMs, toMs }: Span, most: number): ChartRow[] {
  const partMs = (toMs - fromMs) / most
  const rows = new Map<number, ChartRow>()
  for (const [at, timeMs] of times.entries()) {
    const values = series.map((one) => one.values[at] ?? null)
    rows.set(Math.floor((timeMs - fromMs) / partMs), { id: timeMs, values })
  }
  return [...rows.values()].reverse()
}
