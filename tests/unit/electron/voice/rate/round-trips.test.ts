import { expect, test } from 'vitest'
import { RATE_CONFIG } from '../../../../../electron/voice/rate/config.ts'
import { RoundTrips } from '../../../../../electron/voice/rate/round-trips.ts'

test('the floor is the quickest of late, the rise what even the quickest of the last few is above it', () => {
  const trips = new RoundTrips()
  expect([trips.floorMs, trips.riseMs]).toEqual([Infinity, 0])
  trips.observe(20)
  expect([trips.floorMs, trips.riseMs]).toEqual([20, 0])
  trips.observe(90)
  expect([trips.floorMs, trips.riseMs]).toEqual([20, 0])
  trips.observe(80)
  expect([trips.floorMs, trips.riseMs]).toEqual([20, 60])
  for (let answer = 0; answer < RATE_CONFIG.rttFloorAnswers; answer += 1) trips.observe(70)
  expect([trips.floorMs, trips.riseMs]).toEqual([70, 0])
  trips.reset()
  expect([trips.floorMs, trips.riseMs]).toEqual([Infinity, 0])
})
