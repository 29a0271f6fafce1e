import { expect, test } from 'vitest'
import { StreamWatch } from '../../../../../electron/voice/devices/stream-watch.ts'

test('a counter that stands still for half a second is silence, a wrap is not', () => {
  const watch = new StreamWatch(0, 600)
  expect(watch.observe(2 ** 31 - 1, 10)).toBe('running')
  expect(watch.observe(-(2 ** 31), 200)).toBe('running')
  expect(watch.observe(-(2 ** 31), 700)).toBe('running')
  expect(watch.observe(-(2 ** 31), 701)).toBe('silent')
})

test('the first callback gets the time it is given', () => {
  const watch = new StreamWatch(1_000, 1_200)
  expect(watch.observe(0, 2_200)).toBe('running')
  expect(watch.observe(0, 2_201)).toBe('silent')
})
