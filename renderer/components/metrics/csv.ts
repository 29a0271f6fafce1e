/** A column of a table that is taken away. */
export interface CsvColumn {
  readonly name: string
  readonly values: readonly (number | null)[]
}

/** Characters with which a table program would take a name for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** A table as CSV (RFC 4180): the time in UTC, then the columns; nothing in it is a formula. */
export function composeCsv(times: readonly number[], columns: readonly CsvColumn[]): string {
  const head = ['time', ...columns.map(({ name }) => name)].map(field)
  const rows = times.map((atMs, at) => [
    new Date(atMs).toISOString(),
    ...columns.map(({ values }) => numberText(values[at] ?? null)),
  ])
  return [head, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('')
}

function numberText(value: number | null): string {
  return value === null ? '' : String(Number(value.toFixed(3)))
}

function field(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
