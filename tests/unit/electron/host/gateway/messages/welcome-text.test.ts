import { Check } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { Welcome } from '../../../../../../electron/contract/login-messages.ts'
import { welcomeParts } from '../../../../../../electron/host/gateway/messages/welcome-text.ts'
import { memberOf, welcomeOf } from '../../../../../support/fake-gateway.ts'

const { type, re, hostName, you, hopKey, udpPort, channels, epoch, n } = welcomeOf()
const welcome = { type, re, hostName, you, hopKey, udpPort, channels, epoch, n }

describe('the text of a welcome', () => {
  it.each([0, 1, 2, 100])('with %i members is what JSON makes of it, in parts', (count) => {
    const members = Array.from({ length: count }, (_, index) => memberOf(index + 1))
    const parts = welcomeParts(welcome, members, 1_000)
    const told: unknown = JSON.parse(parts.join(''))
    expect(told).toEqual({ ...welcome, members })
    expect(Check(Welcome, told)).toBe(true)
    expect(Math.max(...parts.slice(1).map(({ length }) => length), 0)).toBeLessThanOrEqual(1_002)
    expect(parts.length).toBe(parts.filter((part) => part.length > 0).length)
  })

  it('tells of a member as it is now', () => {
    const before = memberOf(7)
    const after = { ...before, muted: !before.muted }
    for (const member of [before, after, before]) {
      expect(JSON.parse(welcomeParts(welcome, [member], 10_000).join(''))).toMatchObject({
        members: [member],
      })
    }
  })
})
