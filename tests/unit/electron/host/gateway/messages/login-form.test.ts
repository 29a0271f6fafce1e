import { describe, expect, it } from 'vitest'
import { isErrorCode } from '../../../../../../electron/contract/errors.ts'
import { parseMessage } from '../../../../../../electron/host/gateway/messages/parse.ts'

const LOGIN = {
  type: 'login',
  id: 1,
  version: 1,
  publicKey: 'A'.repeat(43),
  signature: 'A'.repeat(86),
  nickname: 'Ada',
  token: 'token',
  channel: 'Lobby',
  muted: false,
  deafened: false,
}
type Field = keyof typeof LOGIN
const FIELDS = Object.keys(LOGIN) as Field[]
const OPTIONAL: readonly Field[] = ['token', 'channel']

/** The code of the refusal; undefined where the message is one. */
function refusal(text: string): string | undefined {
  const parsed = parseMessage(text)
  return parsed.ok ? undefined : parsed.error.code
}

describe('abuse 21: a login', () => {
  it('is taken as it should be', () => {
    expect(refusal(JSON.stringify(LOGIN))).toBeUndefined()
  })

  it.each(FIELDS)('without %s', (field) => {
    const rest = Object.fromEntries(Object.entries(LOGIN).filter(([name]) => name !== field))
    expect(refusal(JSON.stringify(rest))).toBe(OPTIONAL.includes(field) ? undefined : 'message-malformed')
  })

  it.each(FIELDS)('with %s of another type', (field) => {
    for (const wrong of [null, {}, [], '\u0000', 1.5, -1, true, 'x'.repeat(5_000)]) {
      if (typeof wrong === typeof LOGIN[field] && typeof wrong === 'boolean') continue
      if (field === 'version' && wrong === -1) continue
      const code = refusal(JSON.stringify({ ...LOGIN, [field]: wrong }))
      const isName = field === 'nickname' && typeof wrong === 'string'
      const isToken = field === 'token' && wrong === '\u0000'
      if (!isToken)
        expect([field, wrong, code]).toEqual([field, wrong, isName ? 'name-invalid' : 'message-malformed'])
    }
  })

  it.each(FIELDS)('with %s twice: the last counts, and must be right', (field) => {
    const text = JSON.stringify(LOGIN)
    const twice = (first: string, last: string): string =>
      `${text.slice(0, -1).replace(`"${field}":${JSON.stringify(LOGIN[field])}`, `"${field}":${first}`)},"${field}":${last}}`
    const right = JSON.stringify(LOGIN[field])
    expect(refusal(twice('[]', right))).toBeUndefined()
    expect(refusal(twice(right, '[]'))).toBe('message-malformed')
  })

  it('with what does not belong to it, or would change every object', () => {
    for (const extra of ['"x":1', '"__proto__":{"polluted":1}', '"constructor":1']) {
      const code = refusal(`${JSON.stringify(LOGIN).slice(0, -1)},${extra}}`)
      expect(code === undefined ? '' : isErrorCode(code)).toBe(true)
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('too large in a field by one', () => {
    const long: Partial<Record<Field, string>> = {
      nickname: 'n'.repeat(33),
      channel: 'c'.repeat(33),
      token: 't'.repeat(129),
      publicKey: 'A'.repeat(44),
      signature: 'A'.repeat(87),
    }
    for (const [field, value] of Object.entries(long)) {
      const code = refusal(JSON.stringify({ ...LOGIN, [field]: value }))
      expect([field, code]).toEqual([field, field === 'nickname' ? 'name-invalid' : 'message-malformed'])
    }
  })
})
