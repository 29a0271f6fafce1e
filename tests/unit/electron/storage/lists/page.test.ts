import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStore, type Store } from '../../../../../electron/storage/store.ts'
import type { PageQuery } from '../../../../../electron/storage/lists/page.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
const ROWS = 60

beforeAll(async () => {
  place = await temporaryFolder()
  store = openStore(place.folder)
  store.transaction(() => {
    for (let index = 0; index < ROWS; index += 1) {
      store.bans.add({
        ...{ publicKey: new Uint8Array(32).fill(index), address: null, prefix: null },
        ...{ nickname: `n${String(index % 7)}`, reason: "50% of a 'quoted' name", createdBy: null },
        ...{ createdAt: 1_000 + (index % 5), expiresAt: index % 3 === 0 ? null : 2_000 + (index % 4) },
      })
    }
  })
})
afterAll(async () => {
  store.close()
  await place.remove()
})

function walk(query: Omit<PageQuery<string>, 'after'>): Readonly<Record<string, unknown>>[] {
  const seen: Readonly<Record<string, unknown>>[] = []
  let after: PageQuery<string>['after']
  for (;;) {
    const page = store.lists.page('bans', { ...query, ...(after === undefined ? {} : { after }) })
    seen.push(...page.rows)
    if (page.next === undefined) return seen
    after = page.next
  }
}

it('shows each row once and in order, whatever the sort, the direction and the size of a page', () => {
  const sorts = fc.constantFrom(undefined, 'nickname', 'createdAt', 'expiresAt')
  fc.assert(
    fc.property(sorts, fc.boolean(), fc.integer({ min: 1, max: 70 }), (sort, descending, limit) => {
      const rows = walk({ filters: [], descending, limit, ...(sort === undefined ? {} : { sort }) })
      expect(new Set(rows.map((row) => row['id'])).size).toBe(ROWS)
      const keys = rows.map(
        (row) => [sort === undefined ? 0 : row[sort], row['id']] as [number | string | null, number],
      )
      const ordered = [...keys].sort((one, other) => compare(one, other))
      expect(keys).toEqual(descending ? ordered.reverse() : ordered)
    }),
  )
})

it('filters by what is allowed, with text taken as it is', () => {
  const filtered = (filters: PageQuery<string>['filters']) =>
    walk({ filters, descending: true, limit: 7 }).length
  expect(filtered([{ field: 'nickname', test: 'equals', value: 'n6' }])).toBe(8)
  expect(filtered([{ field: 'reason', test: 'contains', value: "50% OF a 'q" }])).toBe(ROWS)
  expect(filtered([{ field: 'reason', test: 'contains', value: '%_' }])).toBe(0)
  const between = [
    { field: 'createdAt', test: 'after', value: 1_000 },
    { field: 'createdAt', test: 'before', value: 1_003 },
  ] as const
  expect(filtered(between)).toBe(24)
  expect(store.lists.count('bans', between)).toBe(24)
})

/** NULL before everything, as SQLite has it. */
function compare(
  [a, idA]: [number | string | null, number],
  [b, idB]: [number | string | null, number],
): number {
  if (a === b) return idA - idB
  if (a === null) return -1
  if (b === null) return 1
  return a < b ? -1 : 1
}
