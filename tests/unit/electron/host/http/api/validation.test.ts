import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { compileSchema } from '../../../../../../electron/host/http/api/validation.ts'

const schema = Type.Object(
  {
    count: Type.Optional(Type.Integer()),
    share: Type.Optional(Type.Number()),
    on: Type.Optional(Type.Boolean()),
    name: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
type Part = 'querystring' | 'body'
const check = (httpPart: Part, given: unknown): unknown =>
  compileSchema({ schema, httpPart, method: 'GET', url: '/' })(given)

it('reads the texts of a query as what they stand for', () => {
  expect(check('querystring', { count: '-12', share: '0.5', on: 'true', name: '7' })).toEqual({
    value: { count: -12, share: 0.5, on: true, name: '7' },
  })
})

it.each<object>([
  { count: '1.5' },
  { count: '0x10' },
  { count: '1e3' },
  { count: '' },
  { count: ['1', '2'] },
  { share: 'NaN' },
  { share: '.5' },
  { on: 'yes' },
  { on: '1' },
  { constructor: 'x' },
])('does not guess: %j', (given) => {
  expect(check('querystring', given)).toMatchObject({ error: { code: 'request-invalid' } })
})

it('takes a body as it is', () => {
  expect(check('body', { count: 1, on: false })).toEqual({ value: { count: 1, on: false } })
  for (const given of [{ count: '1' }, { on: 'true' }, null, [], 'x'])
    expect(check('body', given)).toMatchObject({ error: { code: 'request-invalid' } })
})
