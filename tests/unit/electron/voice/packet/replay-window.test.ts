import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PACKET_CONFIG } from '../../../../../electron/voice/packet/config.ts'
import { ReplayWindow } from '../../../../../electron/voice/packet/replay-window.ts'
import { WRAP_POINTS } from '../../../../support/wrap-points.ts'

const SIZE = PACKET_CONFIG.replayWindow
const LAST = 2 ** 32 - 1

function windowAt(...sequences: number[]): ReplayWindow {
  const window = new ReplayWindow()
  for (const sequence of sequences) window.accept(sequence)
  return window
}

describe('replay window', () => {
  it('takes any number first, and none twice', () => {
    for (const start of WRAP_POINTS) {
      const window = new ReplayWindow()
      expect(window.check(start)).toBeUndefined()
      window.accept(start)
      expect(window.check(start)).toBe('replayed')
      if (start < LAST) expect(window.check(start + 1)).toBeUndefined()
    }
  })

  it('ends exactly where it says, from every start', () => {
    for (const start of WRAP_POINTS.filter((point) => point > SIZE)) {
      const window = windowAt(start)
      expect(window.check(start - SIZE + 2)).toBeUndefined()
      expect(window.check(start - SIZE + 1)).toBeUndefined()
      expect(window.check(start - SIZE)).toBe('too-old')
      expect(window.check(start - SIZE - 1)).toBe('too-old')
      window.accept(start - SIZE + 1)
      expect(window.check(start - SIZE + 1)).toBe('replayed')
    }
  })

  it('remembers what stays inside after steps of every size near its own', () => {
    for (const step of [1, 31, 32, 33, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE]) {
      const window = windowAt(5000, 5000 + step)
      expect(window.check(5000)).toBe(step < SIZE ? 'replayed' : 'too-old')
      const oldest = 5000 + step - SIZE + 1
      expect(window.check(oldest)).toBe(oldest === 5000 ? 'replayed' : undefined)
      expect(window.check(5000 + step - 1)).toBe(step === 1 ? 'replayed' : undefined)
    }
  })

  it('does not take numbers that came round', () => {
    const window = windowAt(LAST)
    expect(window.check(0)).toBe('too-old')
    expect(window.check(LAST)).toBe('replayed')
  })

  it('is not moved by asking', () => {
    const window = windowAt(10)
    window.check(LAST)
    expect(window.check(9)).toBeUndefined()
  })

  it('forgets at a reset', () => {
    const window = windowAt(1, 2, 3)
    window.reset()
    expect(window.check(1)).toBeUndefined()
  })

  it('agrees with a set of everything seen', () => {
    const start = fc.constantFrom(...WRAP_POINTS)
    const steps = fc.array(fc.integer({ min: -1100, max: 1100 }), { maxLength: 300 })
    fc.assert(
      fc.property(start, steps, (first, moves) => {
        const window = new ReplayWindow()
        const seen = new Set<number>()
        let newest = -1
        for (const move of [0, ...moves]) {
          const sequence = Math.min(LAST, Math.max(0, (newest < 0 ? first : newest) + move))
          const expected = newest - sequence >= SIZE ? 'too-old' : seen.has(sequence) ? 'replayed' : undefined
          expect(window.check(sequence)).toBe(expected)
          if (expected !== undefined) continue
          window.accept(sequence)
          seen.add(sequence)
          newest = Math.max(newest, sequence)
        }
      }),
    )
  })
})
