import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ERRORS } from '../../../../electron/contract/errors.ts'
import { isEvent, readHostMessage, refusalOf } from '../../../../electron/session/host-messages.ts'
import { memberOf, welcomeOf } from '../../../support/fake-gateway.ts'

describe('messages of the host', () => {
  it('are read where they have the agreed form', () => {
    expect(readHostMessage(JSON.stringify(welcomeOf()))).toEqual(welcomeOf())
  })

  it.each([
    '',
    '[]',
    'null',
    '{"type":"welcome"}',
    '{"type":"novelty","n":1}',
    JSON.stringify({ ...welcomeOf(), extra: true }),
    JSON.stringify({ type: 'memberLeft', n: 0, sourceId: 1 }),
    JSON.stringify({ type: 'memberJoined', n: 1, member: memberOf(70_000) }),
  ])('are refused otherwise: %s', (text) => {
    expect(readHostMessage(text)).toBeUndefined()
  })

  it('never throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        readHostMessage(text)
      }),
    )
  })

  it('are events only where they are numbered and no answer', () => {
    expect(isEvent(welcomeOf())).toBe(false)
    expect(isEvent({ type: 'ok', re: 1 })).toBe(false)
    expect(isEvent({ type: 'closing', n: 1, code: 'kicked' })).toBe(true)
  })

  it('become errors of the catalogue', () => {
    const plain = { type: 'error', code: 'invite-spent', message: ERRORS['invite-spent'].message } as const
    expect(refusalOf(plain).report()).not.toHaveProperty('detail')
    expect(refusalOf({ ...plain, message: 'why', retryAfter: 3 })).toMatchObject({
      detail: 'why',
      retryAfter: 3,
    })
    expect(refusalOf({ ...plain, code: 'novelty', message: 'why' })).toMatchObject({
      code: 'internal',
      detail: 'novelty: why',
    })
  })
})
