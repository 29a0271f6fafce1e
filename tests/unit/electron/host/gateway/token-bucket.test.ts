import { expect, it } from 'vitest'
import { TokenBucket } from '../../../../../electron/host/gateway/token-bucket.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

it('gives a burst, then as fast as it fills, and says when', () => {
  const clock = new FakeClock()
  const bucket = new TokenBucket({ burst: 3, perSecond: 2 }, clock)
  expect([bucket.take(), bucket.take(), bucket.take(), bucket.take()]).toEqual([true, true, true, false])
  expect(bucket.waitS()).toBe(0.5)
  clock.advance(500)
  expect([bucket.waitS(), bucket.take(), bucket.take()]).toEqual([0, true, false])
  clock.advance(1e9)
  expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([true, true, true, false])
})
