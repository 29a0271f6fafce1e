import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseMessage } from '../../../../../../electron/host/gateway/messages/parse.ts'

it('reads what the contract allows', () => {
  expect(parseMessage('{"type":"join","id":4,"channelId":2}')).toEqual({
    ok: true,
    message: { type: 'join', id: 4, channelId: 2 },
  })
})

it.each([
  ['{"type":"join","id":4,"channelId":0}', 'message-malformed', 4],
  ['{"type":"join","id":-1,"channelId":1}', 'message-malformed', undefined],
  ['{"type":"rename","id":4,"nickname":" "}', 'name-invalid', 4],
  ['{"type":"rename","id":4,"nickname":7}', 'message-malformed', 4],
  ['{"__proto__":{"type":"leave","id":1}}', 'message-malformed', undefined],
  ['[]', 'message-malformed', undefined],
  ['', 'message-malformed', undefined],
])('names what is wrong with %s', (text, code, id) => {
  expect(parseMessage(text)).toMatchObject({ ok: false, error: { code }, id })
})

it('never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(typeof parseMessage(text).ok).toBe('boolean')
    }),
  )
})
