import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainName } from '../../../../../electron/base/discovery/plain-name.ts'

describe('a name from the network', () => {
  it.each([
    ['Ada’s place', 'Ada’s place'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['  two \t spaces\r\n', 'two spaces'],
    ['safe\u202eexe.gpj', 'safe exe.gpj'],
    ['\u2067right\u2069 left\u200f', 'right left'],
    ['a\u200bb\ufeffc', 'a b c'],
    ['\u001b[31mred', '[31mred'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
    ['می‌خواهم', 'می‌خواهم'],
    ['n'.repeat(40), 'n'.repeat(32)],
    ['🎲'.repeat(40), '🎲'.repeat(32)],
  ])('%j is shown as %j', (text, shown) => {
    expect(plainName(text)).toBe(shown)
  })

  it.each(['', '   ', '\u0000\u0007', '\u202e\u200b'])('%j is none', (text) => {
    expect(plainName(text)).toBeUndefined()
  })

  it('holds 1 to 32 code points, none of which is unseen, and stays as it is when read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const name = plainName(text)
        if (name === undefined) return
        expect(Array.from(name).length).toBeGreaterThan(0)
        expect(Array.from(name).length).toBeLessThanOrEqual(32)
        expect(name).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
        expect(plainName(name)).toBe(name)
      }),
    )
  })
})
