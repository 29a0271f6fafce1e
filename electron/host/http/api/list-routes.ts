import { Type, type Static, type TObject } from 'typebox'
import type { Right } from '../../../contract/permissions.ts'
import type { Scope } from '../../../contract/scopes.ts'
import type { ListName, ListRepository } from '../../../storage/lists/lists.ts'
import type { Router } from './api.ts'
import { csvOf, Download, jsonOf } from './download.ts'
import { answerList, listAnswer, listQuery, pagesOf } from './lists.ts'

type Row = Readonly<Record<string, unknown>>

/** A list as a program pages through it, and takes it away as a whole. */
export interface ListRoute<Item extends TObject> {
  readonly name: ListName
  readonly url: `/${string}`
  readonly summary: string
  readonly description?: string
  readonly tag: string
  readonly scope: Scope
  /** Users with one of these read it as well. */
  readonly rights?: readonly Right[]
  readonly item: Item
  readonly params?: TObject
  /** Fields that the address decides. */
  readonly fixed?: (params: { readonly id: number }) => Readonly<Record<string, number>>
  /** Throws where the address names nothing. */
  readonly check?: (params: { readonly id: number }) => void
  readonly shape: (row: Row) => Static<Item>
}

const FORMATS: Readonly<Record<'csv' | 'json', string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
}
const Format = Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('json')]))

/** What one asks of a page, and not of a whole list. */
const OF_PAGES = ['limit', 'cursor', 'total']

/** Adds `GET url` and `GET url/export`, which takes the same filters and orders. */
export function registerList<Item extends TObject>(
  route: Router,
  lists: ListRepository,
  list: ListRoute<Item>,
): void {
  const { name, url, summary, description, tag, scope, rights = [], item, params, shape } = list
  const fixedOf = (given: unknown): Row => {
    const place = given as { id: number }
    list.check?.(place)
    return list.fixed?.(place) ?? {}
  }
  const query = listQuery(name, list.fixed === undefined ? [] : Object.keys(list.fixed({ id: 0 })))
  const about = description === undefined ? {} : { description }
  route<TObject | undefined, TObject>({
    ...{ method: 'GET', url, summary, tag, scope, rights, query, ...about },
    ...(params === undefined ? {} : { params }),
    answer: listAnswer(item),
    handle: ({ params: given, query: wish }) =>
      answerList(lists, name, { ...wish, ...fixedOf(given) }, shape),
  })
  const wishes = Object.entries(query.properties).filter(([field]) => !OF_PAGES.includes(field))
  route<TObject | undefined, TObject>({
    ...{
      method: 'GET',
      url: `${url}/export`,
      summary: `${summary}, all of them, as a file`,
      tag,
      scope,
      rights,
      ...about,
    },
    ...(params === undefined ? {} : { params }),
    query: Type.Object({ ...Object.fromEntries(wishes), format: Format }, { additionalProperties: false }),
    contents: { 'text/csv': Type.String(), 'application/json': Type.Array(item) },
    handle: ({ params: given, query: wish }) => {
      const { format = 'csv', ...rest } = wish as { format?: 'csv' | 'json' }
      const pages = pagesOf(lists, name, { ...rest, ...fixedOf(given) }, shape as (row: Row) => Row)
      const chunks = format === 'csv' ? csvOf(Object.keys(item.properties), pages) : jsonOf(pages)
      return new Download(FORMATS[format], `${name}.${format}`, chunks)
    },
  })
}
