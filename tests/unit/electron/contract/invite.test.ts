import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { formatInvite, parseInvite, type Invite } from '../../../../electron/contract/invite.ts'
import { LIMITS } from '../../../../electron/contract/limits.ts'

const FINGERPRINT = 'A'.repeat(43)
const link = (place: string): string => `palabre://${place}?k=${FINGERPRINT}&t=token-1`

function failure(text: string): string | undefined {
  try {
    parseInvite(text)
  } catch (error) {
    if (error instanceof PalabreError && error.code === 'invite-malformed') return error.detail
    throw error
  }
  return 'accepted'
}

describe('parseInvite', () => {
  it('reads one address with the default port', () => {
    expect(parseInvite(link('192.0.2.7/Lobby'))).toEqual({
      addresses: [{ host: '192.0.2.7', port: 7780 }],
      channel: 'Lobby',
      fingerprint: FINGERPRINT,
      token: 'token-1',
    })
  })

  it('reads several addresses, names and IPv6 literals among them', () => {
    const { addresses, channel } = parseInvite(link('a.example:1,[2001:db8::1]:65535,[fe80::1%eth0]/'))
    expect(addresses).toEqual([
      { host: 'a.example', port: 1 },
      { host: '2001:db8::1', port: 65535 },
      { host: 'fe80::1%eth0', port: 7780 },
    ])
    expect(channel).toBe('')
  })

  it('forgives spaces around the link and the case of its scheme', () => {
    expect(parseInvite(`  PALABRE${link('h/C').slice(7)}\n`).channel).toBe('C')
  })

  it.each([
    ['', 'does not begin with palabre://'],
    ['https://example.com/', 'does not begin with palabre://'],
    [`palabre://h?k=${FINGERPRINT}&t=a`, 'the part after the address is missing'],
    [`palabre://h/C`, 'the part after the address is missing'],
    [`palabre://h/C?t=a`, 'the fingerprint is not complete'],
    [`palabre://h/C?k=${FINGERPRINT.slice(1)}&t=a`, 'the fingerprint is not complete'],
    [`palabre://h/C?k=${FINGERPRINT}`, 'the token is not complete'],
    [`palabre://h/C?k=${FINGERPRINT}&t=a/b`, 'the token is not complete'],
    [`palabre://h/C?k=${FINGERPRINT}&t=&lan=1`, 'the token is not complete'],
    [`palabre://h/C?k=${FINGERPRINT}&lan=`, 'the token is not complete'],
    [`palabre://h/C?k=${FINGERPRINT}&lan=0`, 'the token is not complete'],
    [link('/C'), 'an address is not valid'],
    [link('h:0/C'), 'an address is not valid'],
    [link('h:65536/C'), 'an address is not valid'],
    [link('h:1:2/C'), 'an address is not valid'],
    [link('[::1/C'), 'an address is not valid'],
    [link('[not-six]/C'), 'an address is not valid'],
    [link('user@h/C'), 'an address is not valid'],
    [link('h,,i/C'), 'an address is not valid'],
    [link(`${'h,'.repeat(8)}h/C`), 'too many addresses'],
    [link('h/%E0%A4%A'), 'the channel name is not readable'],
    [link(`h/${'x'.repeat(33)}`), 'the channel name is too long'],
    [link(`h/${'x'.repeat(3000)}`), 'too long'],
  ])('refuses %j', (text, why) => {
    expect(failure(text)).toBe(why)
  })

  it('reads a link to a host on the network, which has no token', () => {
    const lan = `palabre://10.0.0.1,[fe80::1%eth0]/?k=${FINGERPRINT}&lan=1`
    const invite = parseInvite(lan)
    expect(invite).toMatchObject({ channel: '', fingerprint: FINGERPRINT })
    expect('token' in invite).toBe(false)
    expect(formatInvite(invite)).toBe(lan)
    expect(parseInvite(`${link('h/C')}&lan=1`).token).toBe('token-1')
  })

  it('never throws anything but the named error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), fc.boolean(), (text, asLink) => {
        failure(asLink ? `palabre://${text}` : text)
      }),
    )
  })

  it('refuses every cut of a valid link but the one within its token', () => {
    const whole = link('h/C')
    for (let length = 0; length < whole.length - 'token-1'.length + 1; length++) {
      expect(failure(whole.slice(0, length)), String(length)).not.toBe('accepted')
    }
  })
})

describe('formatInvite', () => {
  const address = fc.record({
    host: fc.oneof(
      fc.ipV4(),
      fc.ipV6().filter((ip) => ip.length > 2),
      fc.constant('host.example'),
    ),
    port: fc.integer({ min: 1, max: 65535 }),
  })
  const base64 = (length: number) =>
    fc.string({
      minLength: length,
      maxLength: length,
      unit: fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_'),
    })

  it('is read back as it was', () => {
    fc.assert(
      fc.property(
        fc.record({
          addresses: fc.array(address, { minLength: 1, maxLength: LIMITS.inviteAddresses }),
          channel: fc.string({ maxLength: 8, unit: 'grapheme' }).filter((text) => text.isWellFormed()),
          fingerprint: base64(43),
          token: base64(22),
        }),
        (invite: Invite) => {
          expect(parseInvite(formatInvite(invite))).toEqual(invite)
        },
      ),
    )
  })
})
