import { describe, expect, it } from 'vitest'
import { Roster, type Session } from '../../../../../electron/host/services/roster.ts'

function session(sourceId: number, userId: number, channelId: number): Session {
  const member = { sourceId, userId, channelId, nickname: 'x', role: 'member', sessionNonce: '' } as const
  return {
    peer: { deliver() {}, tunnel() {}, end() {} },
    member: { ...member, muted: false, deafened: false, serverMuted: false, priority: false, path: 'none' },
    downlink: 'auto',
    hopKey: new Uint8Array(32),
    sessionNonce: new Uint8Array(16),
    address: '',
    deviceId: 0,
  }
}

describe('Roster', () => {
  it('finds a session by source, user and channel', () => {
    const roster = new Roster()
    const one = session(1, 10, 100)
    roster.add(one)
    expect([roster.ofSource(1), [...roster.ofUser(10)], [...roster.inChannel(100)]]).toEqual([
      one,
      [one],
      [one],
    ])
    roster.change(one, { channelId: 200 })
    expect([roster.inChannel(100).size, roster.inChannel(200).size]).toEqual([0, 1])
  })

  it('does not take out another session that has the same source id by now', () => {
    const roster = new Roster()
    const [older, newer] = [session(1, 10, 100), session(1, 11, 100)]
    roster.add(older)
    expect([roster.remove(older), roster.remove(older)]).toEqual([true, false])
    roster.add(newer)
    expect([roster.remove(older), roster.size]).toEqual([false, 1])
  })
})
