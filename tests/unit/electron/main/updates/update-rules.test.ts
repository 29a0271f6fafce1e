import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mayTake } from '../../../../../electron/main/updates/update-rules.ts'

describe('a version that is offered', () => {
  it.each([
    ['0.2.0', '0.1.9'],
    ['1.0.0', '0.99.99'],
    ['0.1.10', '0.1.9'],
    ['v0.2.0', '0.1.0'],
    ['0.2.0+build.7', '0.1.0'],
    ['0.2.0', '0.2.0-rc.1'],
  ])('%s is taken by %s', (offered, current) => {
    expect(mayTake(offered, current, 'stable')).toBe(true)
  })

  it.each([
    ['0.1.0', '0.1.0'],
    ['0.1.0', '0.2.0'],
    ['0.1.0+b', '0.1.0+a'],
    ['', '0.1.0'],
    ['newest', '0.1.0'],
    ['1.2', '0.1.0'],
    ['1.2.3.4', '0.1.0'],
    ['99999999999.0.0', '0.1.0'],
    ['1.0.0', 'unknown'],
  ])('%j is not taken by %j, on any track', (offered, current) => {
    expect(mayTake(offered, current, 'stable')).toBe(false)
    expect(mayTake(offered, current, 'preview')).toBe(false)
  })

  // The order of semver.org, section 11.
  it.each([
    ['1.0.0-alpha', '1.0.0-alpha.1'],
    ['1.0.0-alpha.1', '1.0.0-alpha.beta'],
    ['1.0.0-alpha.beta', '1.0.0-beta'],
    ['1.0.0-beta', '1.0.0-beta.2'],
    ['1.0.0-beta.2', '1.0.0-beta.11'],
    ['1.0.0-beta.11', '1.0.0-rc.1'],
    ['1.0.0-rc.1', '1.0.0'],
  ])('%s comes before %s', (earlier, later) => {
    expect(mayTake(later, earlier, 'preview')).toBe(true)
    expect(mayTake(earlier, later, 'preview')).toBe(false)
  })

  it('is never one to be tried out on the stable track', () => {
    const number = fc.nat({ max: 99 })
    const preview = fc.stringMatching(/^[0-9A-Za-z-]{1,8}$/)
    fc.assert(
      fc.property(number, number, number, preview, (major, minor, patch, word) => {
        expect(mayTake(`${[major, minor, patch].join('.')}-${word}`, '0.0.0-0', 'stable')).toBe(false)
      }),
    )
  })

  it('is never both newer and older', () => {
    const version = fc.tuple(
      fc.nat({ max: 3 }),
      fc.nat({ max: 3 }),
      fc.constantFrom('', '-a', '-a.1', '-1', '-b'),
    )
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [left, right] = [a, b].map(
          ([major, minor, word]) => `${String(major)}.${String(minor)}.0${word}`,
        )
        const there = mayTake(left ?? '', right ?? '', 'preview')
        const back = mayTake(right ?? '', left ?? '', 'preview')
        expect(there && back).toBe(false)
        expect(there || back).toBe(left !== right)
      }),
    )
  })
})
