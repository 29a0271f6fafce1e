import { describe, expect, test } from 'vitest'
import { TapeClock } from '../../support/tape-clock.ts'
import { seededRandom } from '../../support/seeded-random.ts'

const RATE = 48_000
const PIECE = 240

/** A tape of so many seconds whose sink runs `ppm` fast and whose pieces come up to 3 ms late, one in a hundred 40 ms. */
function taped(seconds: number, ppm: number): TapeClock {
  const random = seededRandom(7)
  const clock = new TapeClock(RATE)
  for (let samples = PIECE; samples <= seconds * RATE; samples += PIECE) {
    const madeMs = 500 + (samples / RATE) * 1000 * (1 - ppm / 1e6)
    clock.note(samples, madeMs + 3 * random.fraction() + (random.fraction() < 0.01 ? 40 : 0))
  }
  return clock
}

describe('the clock of a tape', () => {
  test.each([
    [40, 0],
    [40, 37],
    [600, -100],
    [600, 37],
  ])('over %d s at %d ppm is known within a quarter of a millisecond', (seconds, ppm) => {
    const msAt = taped(seconds, ppm).fit()
    for (const share of [0, 0.5, 1]) {
      const at = share * seconds
      expect(Math.abs(msAt(at * RATE) - (500 + at * 1000 * (1 - ppm / 1e6)))).toBeLessThan(0.25)
    }
  })

  test('does not follow a single piece that seems early', () => {
    const clock = taped(600, 37)
    clock.note(300 * RATE, 500 + 300_000 - 15)
    expect(Math.abs(clock.fit()(0) - 500)).toBeLessThan(0.25)
  })
})
