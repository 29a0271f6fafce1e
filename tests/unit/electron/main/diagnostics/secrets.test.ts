import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textWithoutSecrets, valueWithoutSecrets } from '../../../../../electron/main/diagnostics/secrets.ts'

const PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
})
const HEART = String(PEM).split('\n')[1] ?? ''

describe('a text', () => {
  it('loses links, tokens, keys, passwords and addresses in every shape they are written in', () => {
    const nested = JSON.stringify(JSON.stringify({ password: 'open "sesame" 1' }))
    const cases: [text: string, secret: string][] = [
      ['see palabre://host:7780/Lobby?k=AAAA&t=deadbeef now', 'deadbeef'],
      ['authorization: Bearer abc.def.ghi', 'abc.def.ghi'],
      ['{"password":"open sesame","x":1}', 'sesame'],
      [String.raw`{"password":"open \"sesame\" 1"}`, 'sesame'],
      [nested, 'sesame'],
      ["{ ownerToken: 'short' }", 'short'],
      ['token=short&x=1', 'short'],
      ['PALABRE_HOST_SECRET = short', 'short'],
      [`key:\n${String(PEM)}`, HEART],
      [JSON.stringify({ text: PEM }), HEART],
      [String(PEM).split('\n').slice(1).join('\n'), HEART],
      ['from 203.0.113.77:7780', '203.0.113.77'],
      ['from [2001:db8::77]:7780', '2001:db8::77'],
      ['from fe80::1%eth0', 'fe80::1'],
    ]
    for (const [text, secret] of cases) {
      expect(text).toContain(secret)
      expect(textWithoutSecrets(text)).not.toContain(secret)
    }
  })

  it('keeps what tells of the fault', () => {
    const kept = [
      '{"level":50,"time":1795803600000,"subject":"host","code":"port-in-use","msg":"the host could not start again"}',
      "TypeError: Cannot read properties of undefined (reading 'sourceId')",
      '    at HostService.start (file:///usr/share/palabre/electron/processes/host-service.ts:71:20)',
      'listening on 127.0.0.1:7780 and [::1]:7780 at 12:34:56',
    ]
    for (const text of kept) expect(textWithoutSecrets(text)).toBe(text)
  })

  it('loses chance of 16 bytes and more wherever it stands, and known words of any kind', () => {
    const around = fc.constantFrom(' ', '"', '/', '=', '\n', ',', '(', '.')
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 64 })
    fc.assert(
      fc.property(bytes, fc.constantFrom('base64url', 'hex'), around, around, (secret, form, a, b) => {
        const written = Buffer.from(secret).toString(form)
        // Sixteen zeroes are no chance, and no key.
        fc.pre(/\d/.test(written) || (/[A-Z]{2}/.test(written) && /[a-z]/.test(written)))
        return !textWithoutSecrets(`said${a}${written}${b}so`).includes(written)
      }),
    )
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), (secret) => {
        fc.pre(!'[removed]'.includes(secret) && !'said  so'.includes(secret))
        return !textWithoutSecrets(`said ${secret} so`, [secret]).includes(secret)
      }),
    )
  })

  it('of hostile length is looked through in no time worth speaking of', () => {
    for (const piece of ['key', 'a', '\\"', '"token":"', ':', 'palabre:']) {
      // Quadratic work would outlast the test's limit by far.
      const text = piece.repeat(100_000)
      expect(textWithoutSecrets(text).length).toBeLessThan(text.length * 3)
    }
  })
})

it('a value loses fields by their name, and secrets in any text of it', () => {
  const value = {
    ...{ theme: 'dark', port: 7780, nickname: 'Ada', publicKey: 'abc', useToken: true, nothing: null },
    recentHosts: [{ name: 'Den', invite: 'palabre://x' }],
    deep: [{ note: 'go to palabre://x?t=y', count: 3 }],
  }
  expect(valueWithoutSecrets(value)).toEqual({
    ...{ theme: 'dark', port: 7780, nickname: '[removed]', publicKey: '[removed]', useToken: true },
    ...{ nothing: null, recentHosts: '1 [removed]' },
    deep: [{ note: 'go to [removed]', count: 3 }],
  })
})
