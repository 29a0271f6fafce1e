/** What the page gives to a diagnostic bundle: what it saw of the call, without names. */
export interface CallHistory {
  /** Milliseconds since 1970, the oldest first; at most HISTORY_POINTS. */
  readonly at: readonly number[]
  /** Figures by name, as long as `at`; null where there was none. At most HISTORY_SERIES. */
  readonly series: Readonly<Record<string, readonly (number | null)[]>>
}

/** Half an hour of one point a second. */
export const HISTORY_POINTS = 1_800

/** The call's own figures, and those of as many speakers as are kept. */
export const HISTORY_SERIES = 512

/** What a name of a figure may be: no word of a person fits in by accident. */
const SERIES_NAME = /^[a-zA-Z0-9]{1,32}(?:\.[a-zA-Z0-9]{1,32}){0,2}$/

/** Whether a value from a page is such a history. */
export function isCallHistory(value: unknown): value is CallHistory {
  if (typeof value !== 'object' || value === null) return false
  const { at, series } = value as Record<string, unknown>
  if (!Array.isArray(at) || at.length > HISTORY_POINTS || !at.every(isNumber)) return false
  if (typeof series !== 'object' || series === null) return false
  const all = Object.entries(series)
  return all.length <= HISTORY_SERIES && all.every(([name, points]) => isSeries(name, points, at.length))
}

function isSeries(name: string, points: unknown, length: number): boolean {
  if (!SERIES_NAME.test(name) || !Array.isArray(points) || points.length !== length) return false
  return points.every((point) => point === null || isNumber(point))
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}
