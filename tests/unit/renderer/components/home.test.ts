import { describe, expect, it } from 'vitest'
import { agoText } from '../../../../renderer/components/home/ago-text.ts'

describe('how long ago', () => {
  it.each([
    [0, 'now'],
    [59_000, 'now'],
    [60_000, '1 minute ago'],
    [59 * 60_000, '59 minutes ago'],
    [3_600_000, '1 hour ago'],
    [86_400_000, 'yesterday'],
    [8 * 86_400_000, 'last week'],
    [45 * 86_400_000, 'last month'],
    [800 * 86_400_000, '2 years ago'],
    [-5_000, 'now'],
  ])('%d ms: %s', (agoMs, text) => {
    expect(agoText(1e12 - agoMs, 1e12, 'en')).toBe(text)
  })
})
