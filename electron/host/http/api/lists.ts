import { Type, type TObject, type TSchema } from 'typebox'
import { PalabreError } from '../../../contract/errors.ts'
import { LISTS, type ListName, type ListRepository } from '../../../storage/lists/lists.ts'
import type { FieldKind, Filter, PageQuery } from '../../../storage/lists/page.ts'

/** Rows of a page where nobody says how many, and at most. */
const PAGE = { usual: 50, most: 200 } as const

const NEWEST_FIRST = '-id'

/** How a list can be asked for: the ends of a field's name in the query. */
const TESTS: Readonly<Record<FieldKind, Readonly<Record<string, Filter<string>['test']>>>> = {
  number: { '': 'equals' },
  choice: { '': 'equals' },
  text: { '~': 'contains', '': 'equals' },
  time: { After: 'after', Before: 'before' },
}

type Fields = Readonly<Record<string, { readonly kind: FieldKind; readonly sortable?: boolean }>>

interface Wish {
  readonly limit?: number
  readonly cursor?: string
  readonly sort?: string
  readonly total?: boolean
}

/** The schema of a list's query, with the filters it allows; any other name is refused, as are `fixed` fields. */
export function listQuery(name: ListName, fixed: readonly string[] = []): TObject {
  const fields: Fields = LISTS[name].fields
  const free = Object.entries(fields).filter(([field]) => !fixed.includes(field))
  const filters = free.flatMap(([field, { kind }]) =>
    Object.keys(TESTS[kind]).map((end) => {
      const isText = kind === 'text' || kind === 'choice'
      return [
        `${field}${end}`,
        Type.Optional(isText ? Type.String({ maxLength: 200 }) : Type.Integer()),
      ] as const
    }),
  )
  const sorts = Object.keys(fields).filter((field) => fields[field]?.sortable === true)
  return Type.Object(
    {
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE.most })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      /** A minus before the field: descending. The newest first without it. */
      sort: Type.Optional(Type.Enum(['id', ...sorts].flatMap((field) => [field, `-${field}`]))),
      total: Type.Optional(Type.Boolean()),
      ...Object.fromEntries(filters),
    },
    { additionalProperties: false },
  )
}

/** The schema of a list's answer. */
export function listAnswer<Item extends TSchema>(item: Item) {
  return Type.Object(
    {
      items: Type.Array(item),
      /** Where the next page begins; absent on the last one. */
      next: Type.Optional(Type.String()),
      /** How many there are in all; only where it was asked for. */
      total: Type.Optional(Type.Integer()),
    },
    { additionalProperties: false },
  )
}

/** A page of a list as a checked query asks for it. Throws `request-invalid` for a cursor of another list. */
export function answerList<Item>(
  lists: ListRepository,
  name: ListName,
  given: Readonly<Record<string, unknown>>,
  shape: (row: Readonly<Record<string, unknown>>) => Item,
): { items: Item[]; next?: string; total?: number } {
  const { limit = PAGE.usual, cursor, sort = NEWEST_FIRST, total = false } = given as Wish
  const after = cursor === undefined ? undefined : readCursor(cursor, name, sort)
  const query = pageQuery(name, given, limit)
  const page = lists.page(name, { ...query, ...(after === undefined ? {} : { after }) })
  return {
    items: page.rows.map(shape),
    ...(page.next === undefined ? {} : { next: writeCursor(page.next, name, sort) }),
    ...(total ? { total: lists.count(name, query.filters) } : {}),
  }
}

/** All of a list, a page at a time: each is read when the one before was taken. */
export function* pagesOf<Item>(
  lists: ListRepository,
  name: ListName,
  given: Readonly<Record<string, unknown>>,
  shape: (row: Readonly<Record<string, unknown>>) => Item,
): Generator<Item[]> {
  const query = pageQuery(name, given, PAGE.most)
  let after: PageQuery<string>['after']
  do {
    const { rows, next } = lists.page(name, { ...query, ...(after === undefined ? {} : { after }) })
    yield rows.map(shape)
    after = next
  } while (after !== undefined)
}

function pageQuery(
  name: ListName,
  given: Readonly<Record<string, unknown>>,
  limit: number,
): Omit<PageQuery<string>, 'after'> {
  const { sort = NEWEST_FIRST } = given as Wish
  const descending = sort.startsWith('-')
  const field = descending ? sort.slice(1) : sort
  const filters = filtersOf(LISTS[name].fields, given)
  return { filters, descending, limit, ...(field === 'id' ? {} : { sort: field }) }
}

function filtersOf(fields: Fields, given: Readonly<Record<string, unknown>>): Filter<string>[] {
  return Object.entries(fields).flatMap(([field, { kind }]) =>
    Object.entries(TESTS[kind]).flatMap(([end, test]) => {
      const value = given[`${field}${end}`]
      return typeof value === 'string' || typeof value === 'number' ? [{ field, test, value }] : []
    }),
  )
}

type Place = NonNullable<PageQuery<string>['after']>

function writeCursor({ value, id }: Place, name: ListName, sort: string): string {
  return Buffer.from(JSON.stringify([name, sort, value, id])).toString('base64url')
}

function readCursor(text: string, wantedName: ListName, wantedSort: string): Place {
  try {
    const [name, sort, value, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    const isValue = value === null || typeof value === 'string' || typeof value === 'number'
    if (name === wantedName && sort === wantedSort && isValue && typeof id === 'number') return { value, id }
  } catch {
    // Falls through: what is no JSON is no cursor.
  }
  throw new PalabreError('request-invalid', { detail: 'cursor' })
}
