import { expect, test } from 'vitest'
import { toneOf } from '../../support/listening.ts'
import { integratedLoudness, shortTermLoudness } from '../../support/loudness-meter.ts'

/** What EBU Tech 3341 allows a meter. */
const TOLERANCE_LU = 0.1

test('a 1 kHz sine of -23 dBFS in both channels is -23 LUFS (EBU Tech 3341, case 1)', () => {
  const tone = toneOf(1_000, 10 ** (-23 / 20), 5)
  expect(Math.abs(integratedLoudness([tone, tone]) + 23)).toBeLessThanOrEqual(TOLERANCE_LU)
  for (const lufs of shortTermLoudness([tone, tone])) expect(lufs).toBeCloseTo(-23, 1)
})

test('pauses and what is far below the rest do not count (EBU Tech 3341, case 3)', () => {
  const tone = Float32Array.from([
    ...toneOf(1_000, 10 ** (-36 / 20), 5),
    ...toneOf(1_000, 10 ** (-23 / 20), 20),
    ...toneOf(1_000, 10 ** (-36 / 20), 5),
  ])
  expect(Math.abs(integratedLoudness([tone, tone]) + 23)).toBeLessThanOrEqual(TOLERANCE_LU)
})
