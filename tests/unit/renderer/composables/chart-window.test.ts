import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
  RANGES,
  useChartWindow,
  type ChartWindow,
} from '../../../../renderer/composables/use-chart-window/index.ts'
import { useSettledText } from '../../../../renderer/composables/use-settled-text/index.ts'

const START = 10_000_000
let scope: EffectScope
let view: ChartWindow

beforeEach(() => {
  vi.useFakeTimers({ now: START })
  scope = effectScope()
  view = scope.run(() => useChartWindow()) as ChartWindow
})
afterEach(() => {
  scope.stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

const seconds = (): [number, number] => {
  const { fromMs, toMs } = view.span.value
  return [(fromMs - START) / 1_000, (toMs - START) / 1_000]
}

it('moves on with time, unless it is paused or zoomed', () => {
  expect(seconds()).toEqual([-300, 0])
  vi.advanceTimersByTime(2_000)
  expect(seconds()).toEqual([-298, 2])
  view.paused.value = true
  vi.advanceTimersByTime(2_000)
  expect(seconds()).toEqual([-298, 2])
  view.paused.value = false
  view.zoom({ fromMs: START - 100_000, toMs: START - 50_000 })
  vi.advanceTimersByTime(5_000)
  expect(seconds()).toEqual([-100, -50])
  view.choose('m1')
  expect(seconds()).toEqual([-51, 9])
})

it('zooms by keys, within the range and not to nothing', () => {
  view.press('+')
  expect(seconds()).toEqual([-225, -75])
  view.press('ArrowRight')
  expect(seconds()).toEqual([-187.5, -37.5])
  view.press('ArrowRight')
  view.press('ArrowRight')
  expect(seconds()).toEqual([-150, 0])
  for (let step = 0; step < 20; step += 1) view.press('+')
  const [from, to] = seconds()
  expect(to - from).toBe(5)
  for (let step = 0; step < 20; step += 1) view.press('-')
  expect([view.zoomed.value, seconds()]).toEqual([undefined, [-300, 0]])
  view.press('+')
  expect([view.press('Escape'), view.press('x')]).toEqual([true, false])
  expect(view.zoomed.value).toBeUndefined()
})

it('is calm over a long range', () => {
  view.choose('m30')
  vi.advanceTimersByTime(1_000)
  const before = view.span.value.toMs
  vi.advanceTimersByTime(4_000)
  expect(view.span.value.toMs - view.span.value.fromMs).toBe(RANGES.m30)
  vi.advanceTimersByTime(1_500)
  expect(view.span.value.toMs).toBeGreaterThan(before)
})

it('what is read aloud changes once in a while only', () => {
  let text = ''
  const said = scope.run(() => useSettledText(() => text, 30_000))
  vi.advanceTimersByTime(3_000)
  expect(said?.value).toBe('')
  text = 'one'
  vi.advanceTimersByTime(3_000)
  expect(said?.value).toBe('one')
  text = 'two'
  vi.advanceTimersByTime(29_000)
  expect(said?.value).toBe('one')
  vi.advanceTimersByTime(1_000)
  expect(said?.value).toBe('two')
})
