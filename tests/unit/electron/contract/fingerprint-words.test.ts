import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprintOf, wordsOf } from '../../../../electron/contract/fingerprint-words.ts'

/** Each word there is, by the byte it stands for. */
const ALL = wordsOf(Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)).toString('base64url'))

/** Whether two words are the same but for one letter changed, put in, or left out. */
function isOneLetterApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at += 1
  const rest = long.slice(at + 1)
  return short.slice(at) === rest || (short.length === long.length && short.slice(at + 1) === rest)
}

describe('the words of fingerprints', () => {
  it('are 256, short, plain, and hard to take for each other', () => {
    expect(new Set(ALL).size).toBe(256)
    expect(new Set(ALL.map((word) => word.slice(0, 4))).size).toBe(256)
    for (const word of ALL) expect(word).toMatch(/^[a-z]{3,7}$/)
    const alike = ALL.flatMap((a, at) =>
      ALL.slice(at + 1)
        .filter((b) => isOneLetterApart(a, b))
        .map((b) => `${a} ${b}`),
    )
    expect(alike).toEqual([])
  })

  it('stand for one fingerprint each, both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const fingerprint = Buffer.from(bytes).toString('base64url')
        const words = wordsOf(fingerprint)
        expect(words).toHaveLength(32)
        expect(fingerprintOf(words)).toBe(fingerprint)
      }),
    )
  })

  it('are read in any case, and not guessed', () => {
    const fingerprint = createHash('sha256').update('key').digest('base64url')
    const words = wordsOf(fingerprint)
    expect(fingerprintOf(words.map((word) => ` ${word.toUpperCase()} `))).toBe(fingerprint)
    expect(fingerprintOf([...words.slice(1), 'nonsense'])).toBeUndefined()
  })
})
