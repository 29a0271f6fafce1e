import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MembersChanged } from '../../../../electron/contract/member-messages.ts'
import { withFlags } from '../../../../electron/contract/member-flags.ts'
import type { Member } from '../../../../electron/contract/models.ts'
import { applyEvent, channelIn, othersIn, roomOf, selfIn, viewOf } from '../../../../electron/session/room.ts'
import { plainChannel } from '../../../support/channels.ts'
import { bytesText, welcomeOf } from '../../../support/fake-gateway.ts'
import { memberEvents } from '../../../support/member-events.ts'

const event = memberEvents({ sourceId: 30, channelId: 2 })

describe('the room', () => {
  it('holds exactly what a plain replay of the events holds', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const expected = new Map(welcomeOf().members.map((each) => [each.sourceId, each]))
        for (const each of events) {
          if (each.type === 'memberLeft') expected.delete(each.sourceId)
          else if (each.type === 'membersChanged') replay(expected, each)
          else if ('member' in each) expected.set(each.member.sourceId, each.member)
        }
        const room = events.reduce(applyEvent, roomOf(welcomeOf()))
        expect([...room.members].sort(bySource)).toEqual([...expected].sort(bySource))
      }),
    )
  })

  it('never changes an earlier room', () => {
    fc.assert(
      fc.property(event, (each) => {
        const room = roomOf(welcomeOf())
        const before = JSON.stringify(viewOf(room, 'none'))
        applyEvent(room, each)
        expect(JSON.stringify(viewOf(room, 'none'))).toBe(before)
      }),
    )
  })

  it('counts as others who shares the channel, never oneself', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const room = events.reduce(applyEvent, roomOf(welcomeOf()))
        const channelId = selfIn(room)?.channelId
        const others = othersIn(room).map((each) => each.sourceId)
        expect(others).not.toContain(room.you)
        expect(others).toEqual([...others].sort((one, other) => one - other))
        for (const id of others) expect(room.members.get(id)?.channelId).toBe(channelId)
      }),
    )
  })

  it('is the same object where an event changes nothing in it', () => {
    const room = roomOf(welcomeOf())
    const epoch = { channelId: 1, epoch: 4, secret: bytesText(32, 0) }
    expect(applyEvent(room, { type: 'epochChanged', n: 1, epoch })).toBe(room)
    expect(applyEvent(room, { type: 'memberLeft', n: 1, sourceId: 4000 })).toBe(room)
    expect(applyEvent(room, { type: 'closing', n: 1, code: 'host-closing' })).toBe(room)
  })

  it('keeps channels in their order', () => {
    const channels = [plainChannel(5, 'b', 1), plainChannel(4, 'c', 1), plainChannel(9, 'a', 0)]
    const room = applyEvent(roomOf(welcomeOf()), { type: 'channelsChanged', n: 1, channels })
    expect(room.channels.map(({ id }) => id)).toEqual([9, 4, 5])
    expect(channelIn(room)).toBeUndefined()
  })

  it('shows the cause of a path only where there is one', () => {
    const room = roomOf(welcomeOf())
    expect(viewOf(room, 'udp')).not.toHaveProperty('pathCause')
    expect(viewOf(room, 'tcp', 'no answer')).toMatchObject({ path: 'tcp', pathCause: 'no answer' })
  })
})

/** What several changes in one mean, one after the other. */
function replay(members: Map<number, Member>, { members: known, flags, left }: MembersChanged): void {
  for (const each of known) members.set(each.sourceId, each)
  for (const [id, bits] of flags) {
    const before = members.get(id)
    if (before !== undefined) members.set(id, withFlags(before, bits))
  }
  for (const id of left) members.delete(id)
}

function bySource([one]: [number, unknown], [other]: [number, unknown]): number {
  return one - other
}

describe('a warning of the host', () => {
  const warned = (code: string) => applyEvent(roomOf(welcomeOf()), { type: 'warned', n: 1, code })

  it('is shown as the catalogue says it, where this version knows it', () => {
    expect(viewOf(warned('voice-excess'), 'udp').warning).toMatchObject({ code: 'voice-excess' })
    expect(viewOf(warned('of-a-newer-version'), 'udp')).not.toHaveProperty('warning')
    const over = (code: string) => applyEvent(warned('data-unwritable'), { type: 'warningEnded', n: 2, code })
    expect(viewOf(over('voice-excess'), 'udp').warning).toMatchObject({ code: 'data-unwritable' })
    expect(viewOf(over('data-unwritable'), 'udp')).not.toHaveProperty('warning')
  })
})

describe('a recording', () => {
  it('is marked on its channel while it goes on', () => {
    const room = roomOf(welcomeOf())
    const [first] = room.channels
    const recording = { id: 3, startedBy: 'Ada', startedById: 1, startedAt: 5 }
    const channelId = first?.id ?? 0
    const on = applyEvent(room, { type: 'recordingChanged', n: 1, channelId, recording })
    expect(on.channels.map((channel) => channel.recording)).toEqual([
      recording,
      ...room.channels.slice(1).map(() => undefined),
    ])
    const off = applyEvent(on, {
      type: 'recordingChanged',
      n: 2,
      channelId,
      recording: null,
      reason: 'stopped',
    })
    expect(off.channels).toEqual(room.channels)
    expect(viewOf(on, 'udp').endedRecording).toBeUndefined()
    expect(viewOf(off, 'udp').endedRecording).toEqual({
      ...{ mark: recording, channelId, channel: first?.name, reason: 'stopped' },
    })
  })

  it('ends with its channel, while that still has a name', () => {
    const room = roomOf(welcomeOf())
    const [first, ...others] = room.channels
    if (first === undefined) throw new Error('no channels')
    const recording = { id: 3, startedBy: 'Ada', startedById: 1, startedAt: 5 }
    const on = { ...room, channels: [{ ...first, recording }, ...others] }
    const gone = applyEvent(on, { type: 'channelsChanged', n: 1, channels: others })
    const ended = { mark: recording, channelId: first.id, channel: first.name, reason: 'channel-removed' }
    expect(gone.endedRecording).toEqual(ended)
    const told = { type: 'recordingChanged', n: 2, channelId: first.id, recording: null } as const
    expect(applyEvent(gone, { ...told, reason: 'channel-removed' }).endedRecording).toEqual(ended)
  })
})
