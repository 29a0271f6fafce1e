import {
  Kysely,
  SqliteAdapter,
  DummyDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
  type RawBuilder,
} from 'kysely'
import type { SqliteDatabase } from '../database.ts'

/** What a field of a list holds, and so how it can be asked for. */
export type FieldKind = 'number' | 'text' | 'time' | 'choice'

/** A list of the database as administrators page through it. */
export interface ListDefinition<Field extends string> {
  /** Table, or joined tables, as after FROM. */
  readonly from: string
  /** Column of the unique number that breaks ties, descending in age. */
  readonly id: string
  /** Column by field: the only names that ever reach the query. */
  readonly fields: Readonly<
    Record<Field, { readonly column: string; readonly kind: FieldKind; readonly sortable?: boolean }>
  >
}

/** One wish of a filter. */
export interface Filter<Field extends string> {
  readonly field: Field
  readonly test: 'equals' | 'contains' | 'after' | 'before'
  readonly value: string | number
}

export interface PageQuery<Field extends string> {
  readonly filters: readonly Filter<Field>[]
  /** Absent: by number. */
  readonly sort?: Field
  readonly descending: boolean
  readonly limit: number
  /** The last row of the page before. */
  readonly after?: { readonly value: string | number | null; readonly id: number }
}

export interface Page {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** Where the next page begins; absent on the last one. */
  readonly next?: { readonly value: string | number | null; readonly id: number }
}

/** Builds SQL and never runs it: better-sqlite3 answers at once, without a promise per page. */
const builder = new Kysely<Record<string, Record<string, unknown>>>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** A page by keyset: as fast at the end of a million rows as at the beginning. */
export function readPage<Field extends string>(
  database: SqliteDatabase,
  list: ListDefinition<Field>,
  query: PageQuery<Field>,
): Page {
  const sort = query.sort === undefined ? list.id : list.fields[query.sort].column
  const conditions = [...query.filters.map((filter) => condition(list, filter))]
  if (query.after !== undefined) conditions.push(beyond(list.id, sort, query.descending, query.after))
  const way = sql.raw(query.descending ? 'DESC' : 'ASC')
  const columns = Object.entries<{ column: string }>(list.fields).map(
    ([field, { column }]) => sql`${sql.raw(column)} AS ${sql.ref(field)}`,
  )
  const built = sql`SELECT ${sql.join(columns)}, ${sql.raw(list.id)} AS "pageId", ${sql.raw(sort)} AS "pageValue"
    FROM ${sql.raw(list.from)} ${where(conditions)}
    ORDER BY ${sql.raw(sort)} ${way}, ${sql.raw(list.id)} ${way} LIMIT ${query.limit + 1}`
  const found = run<Marked>(database, built)
  const last = found.at(query.limit - 1)
  const rows = found.slice(0, query.limit).map(unmarked)
  if (found.length <= query.limit || last === undefined) return { rows }
  return { rows, next: { value: last.pageValue, id: last.pageId } }
}

/** A row with its place in the order. */
type Marked = Record<string, unknown> & { pageId: number; pageValue: string | number | null }

function unmarked(row: Marked): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'pageId' && name !== 'pageValue'))
}

/** How many rows the filters leave. */
export function countRows<Field extends string>(
  database: SqliteDatabase,
  list: ListDefinition<Field>,
  filters: readonly Filter<Field>[],
): number {
  const built = sql`SELECT count(*) AS total FROM ${sql.raw(list.from)}
    ${where(filters.map((filter) => condition(list, filter)))}`
  return run<{ total: number }>(database, built)[0]?.total ?? 0
}

function where(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`` : sql`WHERE ${sql.join(conditions, sql` AND `)}`
}

function condition<Field extends string>(
  list: ListDefinition<Field>,
  { field, test, value }: Filter<Field>,
): RawBuilder<unknown> {
  const column = sql.raw(list.fields[field].column)
  switch (test) {
    case 'equals':
      return sql`${column} = ${value}`
    case 'contains':
      return sql`instr(lower(${column}), lower(${value})) > 0`
    case 'after':
      return sql`${column} > ${value}`
    case 'before':
      return sql`${column} < ${value}`
  }
}

/** Rows behind a given one; NULL sorts before everything, as SQLite has it. */
function beyond(
  id: string,
  sort: string,
  descending: boolean,
  { value, id: lastId }: { value: string | number | null; id: number },
): RawBuilder<unknown> {
  const [idColumn, column] = [sql.raw(id), sql.raw(sort)]
  const way = sql.raw(descending ? '<' : '>')
  const same = sql`(${column} IS ${value} AND ${idColumn} ${way} ${lastId})`
  if (sort === id) return sql`${idColumn} ${way} ${lastId}`
  if (value === null) return descending ? same : sql`(${column} IS NOT NULL OR ${same})`
  const further = descending ? sql`(${column} < ${value} OR ${column} IS NULL)` : sql`${column} > ${value}`
  return sql`(${further} OR ${same})`
}

function run<Row>(database: SqliteDatabase, built: RawBuilder<unknown>): Row[] {
  const { sql: text, parameters } = built.compile(builder)
  return database.prepare<unknown[], Row>(text).all(...parameters)
}
