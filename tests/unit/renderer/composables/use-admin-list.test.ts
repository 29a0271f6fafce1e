import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, type EffectScope } from 'vue'
import type { ListQuery } from '../../../../electron/contract/admin.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { useAdminList, type AdminList } from '../../../../renderer/composables/use-admin-list/index.ts'

interface Row {
  readonly id: number
}
interface Asked {
  readonly query: ListQuery
  readonly answer: PromiseWithResolvers<{ items: Row[]; next?: string; total?: number }>
}

let scope: EffectScope
let asked: Asked[]
let list: AdminList<Row>

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  scope = effectScope()
  const made = scope.run(() =>
    useAdminList<Row>((query) => {
      const answer = Promise.withResolvers<{ items: Row[]; next?: string; total?: number }>()
      asked.push({ query, answer })
      return answer.promise
    }),
  )
  if (made === undefined) throw new Error('no scope')
  list = made
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

async function answer(
  at: number,
  items: number[],
  more: { next?: string; total?: number } = {},
): Promise<void> {
  asked[at]?.answer.resolve({ items: items.map((id) => ({ id })), ...more })
  await flushPromises()
}
const ids = () => list.items.value.map(({ id }) => id)

it('reads page after page, each once, and counts with the first alone', async () => {
  expect(list.state.value).toBe('loading')
  expect(asked[0]?.query).toEqual({ limit: 100, total: true })
  await answer(0, [3, 2], { next: 'there', total: 3 })
  expect([ids(), list.total.value, list.hasMore.value]).toEqual([[3, 2], 3, true])
  void list.more()
  void list.more()
  expect(asked.length).toBe(2)
  expect(asked[1]?.query).toEqual({ limit: 100, cursor: 'there' })
  await answer(1, [1])
  expect([ids(), list.total.value, list.hasMore.value]).toEqual([[3, 2, 1], 3, false])
  await list.more()
  expect(asked.length).toBe(2)
})

it('begins anew with another order at once, and with other filters when typing rests', async () => {
  await answer(0, [1])
  list.sort.value = '-nickname'
  await nextTick()
  expect(asked[1]?.query).toMatchObject({ sort: '-nickname' })
  list.filters.value = { 'nickname~': 'a', 'role': '' }
  await nextTick()
  list.filters.value = { 'nickname~': 'ad', 'role': '' }
  await nextTick()
  expect(asked.length).toBe(2)
  vi.advanceTimersByTime(250)
  expect(asked[2]?.query).toEqual({ 'nickname~': 'ad', 'sort': '-nickname', 'limit': 100, 'total': true })
  expect(list.isFiltered.value).toBe(true)
})

it('lets no late answer of before stand in the place of a newer one', async () => {
  void list.refresh()
  await answer(1, [2])
  await answer(0, [1])
  expect(ids()).toEqual([2])
})

it('says why it failed, and comes back', async () => {
  asked[0]?.answer.reject(new PalabreError('permission-denied'))
  await flushPromises()
  expect([list.state.value, list.error.value?.code]).toEqual(['failed', 'permission-denied'])
  void list.refresh()
  await answer(1, [1])
  expect([list.state.value, list.error.value, ids()]).toEqual(['ready', undefined, [1]])
})
