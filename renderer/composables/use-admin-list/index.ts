import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { ListQuery } from '../../../electron/contract/admin.ts'
import type { ErrorReport } from '../../../electron/contract/errors.ts'
import { failure } from '../../bridge/remote.ts'

/** Rows of a page: a screen of them several times over, and quickly there. */
const PAGE = 100
/** What is typed is asked for when nothing was typed for this long, ms. */
const CALM_MS = 250

interface ListPage<Item> {
  readonly items: readonly Item[]
  readonly next?: string
  readonly total?: number
}

/** A list of the host, page by page as somebody scrolls; it begins anew whenever filters or order change. */
export function useAdminList<Item extends { readonly id: number }>(
  load: (query: ListQuery) => Promise<ListPage<Item>>,
) {
  const items = shallowRef<readonly Item[]>([])
  const total = ref<number>()
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const error = shallowRef<ErrorReport>()
  /** A field, with a minus before it for the other way round; empty: the newest first. */
  const sort = ref('')
  /** Values by the names the API has for them; empty ones do not count. */
  const filters = ref<Readonly<Record<string, string>>>({})
  const cursor = ref<string>()
  /** Rises with each new beginning: what comes later of an old one is void. */
  let turn = 0
  let isFetching = false

  const query = computed((): ListQuery => {
    const set = Object.entries(filters.value).filter(([, value]) => value !== '')
    return { ...Object.fromEntries(set), ...(sort.value === '' ? {} : { sort: sort.value }) }
  })
  const isFiltered = computed(() => Object.values(filters.value).some((value) => value !== ''))

  async function page(place: { cursor?: string }): Promise<void> {
    const asked = turn
    isFetching = true
    try {
      const wish = { ...query.value, ...place, limit: PAGE, ...('cursor' in place ? {} : { total: true }) }
      const found = await load(wish)
      if (asked !== turn) return
      items.value = 'cursor' in place ? [...items.value, ...found.items] : found.items
      cursor.value = found.next
      total.value = found.total ?? total.value
      state.value = 'ready'
      error.value = undefined
    } catch (cause) {
      if (asked !== turn) return
      error.value = failure(cause)
      state.value = 'failed'
    } finally {
      if (asked === turn) isFetching = false
    }
  }

  /** From the beginning; what is shown stays until the answer is there. */
  function refresh(): Promise<void> {
    turn += 1
    if (items.value.length === 0) state.value = 'loading'
    return page({})
  }

  /** The next page, where there is one and it is not on its way. */
  async function more(): Promise<void> {
    if (isFetching || cursor.value === undefined || state.value === 'failed') return
    await page({ cursor: cursor.value })
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => {
    turn += 1
    clearTimeout(timer)
  })
  watch(sort, () => void refresh())
  watch(filters, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void refresh(), CALM_MS)
  })
  void refresh()

  return {
    ...{ items, total, state, error, sort, filters, query, isFiltered },
    hasMore: computed(() => cursor.value !== undefined),
    ...{ refresh, more },
  }
}

export type AdminList<Item extends { readonly id: number }> = ReturnType<typeof useAdminList<Item>>
