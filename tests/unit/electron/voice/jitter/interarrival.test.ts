import { expect, test } from 'vitest'
import { Interarrival } from '../../../../../electron/voice/jitter/interarrival.ts'
import { WRAP_POINTS } from '../../../../support/wrap-points.ts'

test.each(WRAP_POINTS)('even arrivals have no jitter, timestamps from %i', (start) => {
  const jitter = new Interarrival()
  for (let n = 0; n < 100; n += 1) jitter.observe(5 + n * 10, (start + n * 480) >>> 0)
  expect(jitter.jitterMs).toBe(0)
})

test('follows RFC 3550: one packet 16 ms late adds 1 ms, its successor in time nearly as much', () => {
  const jitter = new Interarrival()
  jitter.observe(0, 0)
  jitter.observe(26, 480)
  expect(jitter.jitterMs).toBe(1)
  jitter.observe(20, 960)
  expect(jitter.jitterMs).toBe(1 + 15 / 16)
})

test('a pause of the sender is not jitter when its clock went on', () => {
  const jitter = new Interarrival()
  jitter.observe(0, 0)
  jitter.observe(1_000, 48_000)
  expect(jitter.jitterMs).toBe(0)
})

test('after a restart the gap does not count', () => {
  const jitter = new Interarrival()
  jitter.observe(0, 0)
  jitter.restart()
  jitter.observe(999, 480)
  expect(jitter.jitterMs).toBe(0)
})
