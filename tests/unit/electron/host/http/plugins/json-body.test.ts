import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJson } from '../../../../../../electron/host/http/plugins/json-body.ts'

const DEPTH = 12
const invalid = expect.objectContaining({ code: 'request-invalid' }) as Error
const FORBIDDEN = ['__proto__', 'constructor', 'prototype']

describe('a body', () => {
  it('is read as JSON reads it', () => {
    const plain = fc.jsonValue({ maxDepth: 5 }).filter((value) => {
      const text = JSON.stringify(value)
      return !FORBIDDEN.some((name) => text.includes(`"${name}":`))
    })
    fc.assert(
      fc.property(plain, fc.nat(3), (value, spaces) => {
        const text = JSON.stringify(value, undefined, spaces)
        expect(readJson(text, DEPTH)).toEqual(JSON.parse(text))
      }),
    )
  })

  it.each([
    ['{"a":1,"a":2}'],
    ['{"a":1,"\\u0061":2}'],
    ['{"x":{"b":1,"b":1}}'],
    ['[{"b":1},{"b":1,"c":2,"b":1}]'],
    ['{"__proto__":{"admin":true}}'],
    ['{"\\u005f_proto__":1}'],
    ['{"a":[{"constructor" : {"prototype":1}}]}'],
    ['{"a":1'],
    [''],
    ['{a:1}'],
    ['\ufeff{}'],
  ])('%s is refused', (text) => {
    expect(() => readJson(text, DEPTH)).toThrow(invalid)
  })

  it.each(['{"a":"b","b":"a"}', '{"a":{"a":{"a":1}}}', '[{"a":1},{"a":1}]', '{"a":"{\\"a\\":[","b":"\\\\"}'])(
    '%s is fine',
    (text) => {
      expect(readJson(text, DEPTH)).toEqual(JSON.parse(text))
    },
  )

  it('is as deep as allowed and no deeper', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    expect(readJson(nested(DEPTH), DEPTH)).toBeInstanceOf(Array)
    for (const depth of [DEPTH + 1, 10_000]) expect(() => readJson(nested(depth), DEPTH)).toThrow(invalid)
  })
})
