import { usePreferredReducedMotion } from '@vueuse/core'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { Span } from '../../stores/history.ts'

/** The ranges one can choose, ms. */
export const RANGES = { m1: 60_000, m5: 300_000, m30: 1_800_000 } as const
export type RangeName = keyof typeof RANGES
export const RANGE_NAMES = Object.keys(RANGES) as RangeName[]

/** Charts move on this often, ms: with each new point, and calmly where somebody wants little motion. */
const STEP_MS = 1_000
const CALM_STEP_MS = 5_000
/** Over a long range a second is less than a pixel: every fifth is enough. */
const LONG_MS = RANGES.m30
/** Nearer than this nothing is to be seen: points are a second apart, ms. */
const LEAST_MS = 5_000
/** What one step of the keyboard zooms and moves by, as a share of what is seen. */
const ZOOM_SHARE = 0.5
const MOVE_SHARE = 0.25

/** Which stretch of time the charts show: the newest of a range, or what was zoomed to. */
export function useChartWindow(nowMs: () => number = Date.now) {
  const range = ref<RangeName>('m5')
  const paused = ref(false)
  const zoomed = shallowRef<Span>()
  const now = ref(nowMs())
  const motion = usePreferredReducedMotion()
  const live = computed(() => !paused.value && zoomed.value === undefined)
  const stepMs = computed(() =>
    motion.value === 'reduce' || RANGES[range.value] >= LONG_MS ? CALM_STEP_MS : STEP_MS,
  )
  const whole = computed<Span>(() => ({ fromMs: now.value - RANGES[range.value], toMs: now.value }))
  const span = computed(() => zoomed.value ?? whole.value)

  let timer: ReturnType<typeof setTimeout> | undefined
  function tick(): void {
    if (live.value) now.value = nowMs()
    timer = setTimeout(tick, stepMs.value)
  }
  tick()
  onScopeDispose(() => {
    clearTimeout(timer)
  })

  function choose(next: RangeName): void {
    range.value = next
    reset()
  }

  /** Shows a stretch, within what the range holds. */
  function zoom({ fromMs, toMs }: Span): void {
    const { fromMs: first, toMs: last } = whole.value
    const length = Math.min(last - first, Math.max(LEAST_MS, toMs - fromMs))
    const from = Math.min(last - length, Math.max(first, fromMs))
    zoomed.value = length >= last - first ? undefined : { fromMs: from, toMs: from + length }
  }

  function reset(): void {
    zoomed.value = undefined
    if (!paused.value) now.value = nowMs()
  }

  /** What a key does on a chart; false where it does nothing. */
  function press(key: string): boolean {
    const { fromMs, toMs } = span.value
    const length = toMs - fromMs
    const around = (wanted: number): Span => {
      const middle = (fromMs + toMs) / 2
      return { fromMs: middle - wanted / 2, toMs: middle + wanted / 2 }
    }
    const by = (share: number): Span => ({ fromMs: fromMs + share * length, toMs: toMs + share * length })
    if (key === '+' || key === '=') zoom(around(length * ZOOM_SHARE))
    else if (key === '-') zoom(around(length / ZOOM_SHARE))
    else if (key === 'ArrowLeft') zoom(by(-MOVE_SHARE))
    else if (key === 'ArrowRight') zoom(by(MOVE_SHARE))
    else if (key === 'Escape') reset()
    else return false
    return true
  }

  return { range, paused, zoomed, span, choose, zoom, reset, press }
}
export type ChartWindow = ReturnType<typeof useChartWindow>
