import { describe, expect, it } from 'vitest'
import { dayText, messageDays } from '../../../../renderer/components/chat/message-days.ts'
import { hostOf, textParts } from '../../../../renderer/components/chat/text-parts.ts'
import { fakeMessage } from '../../../support/fake-community.ts'

describe('the parts of a text', () => {
  const linksOf = (text: string) =>
    textParts(text)
      .filter(({ kind }) => kind === 'link')
      .map((part) => part.text)

  it.each([
    ['see https://example.org/a.', ['https://example.org/a']],
    ['(https://example.org/a_(b))', ['https://example.org/a_(b)']],
    ['https://example.org, https://example.net/?q=1!', ['https://example.org', 'https://example.net/?q=1']],
    ['http://example.org ftp://example.org javascript:alert(1) www.example.org', []],
    ['https:// https://', []],
    ['HTTPS://EXAMPLE.ORG', []],
    ['<a href="https://example.org/">', ['https://example.org/']],
  ])('%s', (text, links) => {
    expect(linksOf(text)).toEqual(links)
  })

  it('lose nothing', () => {
    for (const text of ['', 'a', 'https://a.b/c d\ne', 'x https://a.b. y https://']) {
      expect(
        textParts(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text)
    }
  })

  it('name the host a link leads to, whatever it pretends', () => {
    expect(hostOf('https://example.org@evil.example/')).toBe('evil.example')
    expect(hostOf('https://exаmple.org/')).toMatch(/^xn--/)
  })
})

describe('the days of messages', () => {
  const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime()

  it('begin at local midnight, and keep together what one author wrote shortly after', () => {
    const days = messageDays(
      [
        fakeMessage(1, 'Bo', 'a', { authorId: 2, createdAt: at(19, 23, 58) }),
        fakeMessage(2, 'Bo', 'b', { authorId: 2, createdAt: at(20, 0, 1) }),
        fakeMessage(3, 'Bo', 'c', { authorId: 2, createdAt: at(20, 0, 2) }),
        fakeMessage(4, 'Cy', 'd', { authorId: 3, createdAt: at(20, 0, 3) }),
        fakeMessage(5, 'Cy', 'e', { authorId: 3, createdAt: at(20, 0, 9) }),
        fakeMessage(6, 'Cy', 'f', { authorId: 3, createdAt: at(20, 0, 10) }),
      ],
      6,
    )
    expect(days.map(({ atMs }) => atMs)).toEqual([at(19, 0), at(20, 0)])
    const lines = days.flatMap((day) => day.lines)
    expect(lines.map(({ headed }) => headed)).toEqual([true, true, false, true, true, true])
    expect(lines.map(({ firstNew }) => firstNew).indexOf(true)).toBe(5)
  })

  it('have names', () => {
    const now = at(20, 15)
    expect(dayText(at(20, 0), now, 'en')).toBe('Today')
    expect(dayText(at(19, 0), now, 'fr')).toBe('Hier')
    expect(dayText(at(18, 0), now, 'en')).toBe('Wednesday, November 18, 2026')
  })
})
