import { expect, test } from 'vitest'
import { SlackWatch } from '../../../../../electron/voice/jitter/slack-watch.ts'

test('tells the shortest wait of each whole window', () => {
  const watch = new SlackWatch()
  watch.restart(0)
  expect(watch.observe(40, 100)).toBeUndefined()
  expect(watch.observe(30, 200)).toBeUndefined()
  expect(watch.observe(50, 250)).toBe(30)
  expect(watch.observe(60, 300)).toBeUndefined()
  expect(watch.observe(55, 500)).toBe(55)
})
