import { describe, expect, it } from 'vitest'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { PendingRequests } from '../../../../electron/session/pending-requests.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

describe('pending requests', () => {
  it('give each request an id of its own and its own answer', async () => {
    const pending = new PendingRequests(new FakeClock(), 1000)
    const [one, other] = [pending.add(), pending.add()]
    expect(one.id).not.toBe(other.id)
    pending.resolve(other.id, { type: 'ok', re: other.id })
    pending.reject(one.id, new PalabreError('channel-unknown'))
    expect(await other.answer).toMatchObject({ re: other.id })
    await expect(one.answer).rejects.toMatchObject({ code: 'channel-unknown' })
    expect(pending.size).toBe(0)
  })

  it('end after the limit, and an answer that comes later is nobody’s', async () => {
    const clock = new FakeClock()
    const pending = new PendingRequests(clock, 1000)
    const { id, answer } = pending.add()
    clock.advance(1000)
    await expect(answer).rejects.toMatchObject({ code: 'host-unreachable' })
    expect(pending.resolve(id, { type: 'ok', re: id })).toBe(false)
    expect(clock.pending).toBe(0)
  })

  it('all end with a lost connection', async () => {
    const clock = new FakeClock()
    const pending = new PendingRequests(clock, 1000)
    const answers = [pending.add(), pending.add()].map(({ answer }) => answer.catch(String))
    pending.rejectAll(new PalabreError('host-closing'))
    expect(await Promise.all(answers)).toHaveLength(2)
    expect(clock.pending).toBe(0)
  })
})
