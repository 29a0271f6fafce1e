import { describe, expect, it } from 'vitest'
import {
  ERRORS,
  PalabreError,
  errorOf,
  isErrorCode,
  reportOf,
  sentenceOf,
} from '../../../../electron/contract/errors.ts'

describe('the error catalogue', () => {
  it.each(Object.entries(ERRORS))('%s has a cause, a next step and a status', (code, entry) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(entry.message).toMatch(/^[A-Z].*\.$/)
    expect(entry.next).toMatch(/^[A-Z].*\.$/)
    expect(entry.status).toBeGreaterThanOrEqual(400)
  })

  it('knows its own codes and no others', () => {
    expect(isErrorCode('port-in-use')).toBe(true)
    for (const code of ['', 'toString', '__proto__', 'port in use']) expect(isErrorCode(code)).toBe(false)
  })
})

describe('PalabreError', () => {
  it('survives a boundary as a report', () => {
    const keys = { promised: 'a', shown: 'b' }
    const report = new PalabreError('rate-limited', { detail: 'join', retryAfter: 2, keys }).report()
    expect(report).toMatchObject({ detail: 'join', retryAfter: 2, keys })
    expect(errorOf(report).report()).toEqual(report)
    expect(errorOf({ ...report, code: 'of the future' as never }).code).toBe('internal')
  })

  it('says cause, detail and next step in this order', () => {
    expect(sentenceOf(new PalabreError('port-in-use', { detail: '7780' }).report())).toBe(
      'Another program uses this port. (7780) Choose another port, or let Palabre choose one.',
    )
  })

  it('names anything else internal', () => {
    expect(reportOf(new TypeError('x'))).toMatchObject({ code: 'internal', detail: 'x' })
    expect(reportOf('x')).toMatchObject({ code: 'internal', detail: 'x' })
  })
})
