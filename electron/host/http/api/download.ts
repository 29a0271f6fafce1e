/** Something a program takes away as a file, made while it is sent: however long it is, little of it is in memory. */
export class Download {
  readonly type: string
  readonly name: string
  readonly chunks: AsyncIterable<string | Uint8Array> | Iterable<string>

  constructor(type: string, name: string, chunks: AsyncIterable<string | Uint8Array> | Iterable<string>) {
    this.type = type
    this.name = name
    this.chunks = chunks
  }
}

type Row = Readonly<Record<string, unknown>>

/**
 * Spreadsheets take a cell that begins like this for a formula, and run it (CSV injection). The wide forms are what some
 * of them read as the same.
 */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/
const NEEDS_QUOTES = /[",\r\n]/

/** A cell of RFC 4180; a text that looks like a formula gets an apostrophe before it, which makes it a text. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const harmless = FORMULA.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Rows as CSV, the names of the columns first. */
export function* csvOf(columns: readonly string[], pages: Iterable<readonly Row[]>): Generator<string> {
  yield `${columns.join(',')}\r\n`
  for (const rows of pages) {
    yield rows.map((row) => `${columns.map((name) => csvCell(row[name])).join(',')}\r\n`).join('')
  }
}

/** Rows as a list in JSON. No `<` in it, so that it may stand in a page. */
export function* jsonOf(pages: Iterable<readonly Row[]>): Generator<string> {
  let before = '['
  for (const rows of pages) {
    for (const row of rows) {
      yield `${before}${JSON.stringify(row).replaceAll('<', '\\u003c')}`
      before = ',\n'
    }
  }
  yield before === '[' ? '[]\n' : ']\n'
}
