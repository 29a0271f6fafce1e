import { useVirtualizer } from '@tanstack/vue-virtual'
import { useResizeObserver } from '@vueuse/core'
import { computed, ref, type Ref } from 'vue'

/** Up to so many all are drawn: they cost little, and stand in the middle of the page. */
const SHORT = 60
/** Rows drawn beyond each end. */
const BEYOND = 2
/** Until tiles have been measured, pixels. */
const FIRST_TILE = { width: 148, height: 180 }

/**
 * Which of many equal tiles are in sight, in a list that wraps them into rows and scrolls within its parent: those
 * from `from` to before `to` are drawn, `above` and `below` are what the others would take, pixels.
 */
export function useTileWindow(list: Readonly<Ref<HTMLElement | null>>, count: () => number) {
  const tile = ref(FIRST_TILE)
  const columns = ref(1)
  const isLong = computed(() => count() > SHORT)

  useResizeObserver(list, () => {
    const { value: place } = list
    const first = place?.firstElementChild
    if (place === null || !(first instanceof HTMLElement)) return
    const gap = Number.parseFloat(getComputedStyle(place).columnGap) || 0
    tile.value = { width: first.offsetWidth + gap, height: first.offsetHeight + gap }
    columns.value = Math.max(1, Math.floor((place.clientWidth + gap) / tile.value.width))
  })

  const virtualizer = useVirtualizer(
    computed(() => ({
      count: isLong.value ? Math.ceil(count() / columns.value) : 0,
      getScrollElement: () => list.value?.parentElement ?? null,
      scrollMargin: list.value?.offsetTop ?? 0,
      estimateSize: () => tile.value.height,
      overscan: BEYOND,
    })),
  )
  const rows = computed(() => {
    const seen = virtualizer.value.getVirtualItems()
    return {
      first: seen[0]?.index ?? 0,
      last: seen.at(-1)?.index ?? 0,
      all: Math.ceil(count() / columns.value),
    }
  })
  const from = computed(() => (isLong.value ? rows.value.first * columns.value : 0))
  const to = computed(() => (isLong.value ? (rows.value.last + 1) * columns.value : count()))
  const above = computed(() => (isLong.value ? rows.value.first * tile.value.height : 0))
  const below = computed(() =>
    isLong.value ? (rows.value.all - 1 - rows.value.last) * tile.value.height : 0,
  )
  return { from, to, above, below }
}
