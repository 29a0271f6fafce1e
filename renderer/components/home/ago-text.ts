/** Units from the largest on, with their length, ms. */
const UNITS = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** How long ago something was, in words: `yesterday`, `5 minutes ago`. */
export function agoText(atMs: number, nowMs: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const agoMs = Math.max(0, nowMs - atMs)
  for (const [unit, length] of UNITS) {
    if (agoMs >= length) return format.format(-Math.floor(agoMs / length), unit)
  }
  return format.format(0, 'second')
}
