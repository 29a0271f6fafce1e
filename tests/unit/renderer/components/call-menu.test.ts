import { describe, expect, it } from 'vitest'
import type { Right } from '../../../../electron/contract/permissions.ts'
import type { MenuEntry } from '../../../../renderer/components/base/menu-entries.ts'
import {
  actOf,
  channelMenu,
  mayMove,
  memberMenu,
  type MenuFacts,
} from '../../../../renderer/components/call/call-menu.ts'
import { FAKE_CHANNELS, fakeMember } from '../../../support/fake-services.ts'

const [LOBBY, WORKSHOP] = FAKE_CHANNELS
const BO = fakeMember(2, 'Bo')

function factsOf(role: 'admin' | 'member' | 'guest', ...rights: readonly Right[]): MenuFacts {
  return {
    you: fakeMember(1, 'Ada', { role }),
    channels: FAKE_CHANNELS.map((channel) => ({ channel, depth: 0, members: [] })),
    may: (right) => rights.includes(right),
    silenced: () => false,
    t: (key) => key,
  }
}

const textsOf = (entries: readonly MenuEntry[]) =>
  entries.flatMap((entry) => (entry.kind === 'line' || entry.kind === 'title' ? [] : [entry.text]))

describe('the menu of a member', () => {
  it('offers to everybody what concerns them alone', () => {
    expect(textsOf(memberMenu(factsOf('guest'), BO))).toEqual(['call.about', 'call.silence'])
    expect(textsOf(memberMenu(factsOf('guest'), fakeMember(1, 'Ada')))).toEqual(['call.moveTo'])
  })

  it('offers more to those who may, and never upon an equal', () => {
    const all: Right[] = ['direct', 'move', 'mute', 'kick', 'manageChannels']
    const more = ['call.moveTo', 'call.setPriority', 'call.setServerMuted', 'call.kick']
    expect(textsOf(memberMenu(factsOf('admin', ...all), BO))).toEqual(expect.arrayContaining(more))
    expect(textsOf(memberMenu(factsOf('member', ...all), BO))).toEqual([
      'call.about',
      'call.silence',
      'call.message',
    ])
    expect(mayMove(factsOf('admin', 'move'), BO)).toBe(true)
    expect(mayMove(factsOf('member', 'move'), BO)).toBe(false)
    expect(mayMove(factsOf('guest'), fakeMember(1, 'Ada'))).toBe(true)
  })

  it('names the channels one may be moved to, and where one is', () => {
    const move = memberMenu(factsOf('guest'), fakeMember(1, 'Ada')).find(({ kind }) => kind === 'more')
    if (move?.kind !== 'more') throw new Error('no menu')
    expect(textsOf(move.entries)).toEqual(['Lobby', 'Workshop', 'Quiet corner'])
    expect(move.entries.map((entry) => entry.kind === 'choice' && entry.chosen)).toEqual([true, false, false])
    const [, workshop] = move.entries
    expect(workshop?.kind === 'choice' && actOf(workshop.id)).toEqual({ act: 'move', channelId: 2 })
  })
})

describe('keeping the own voice out of recordings', () => {
  it('is offered to those who may, of themselves alone, and shows what is', () => {
    const facts = factsOf('guest', 'refuseRecording')
    const kept = (refusesRecording: boolean) =>
      memberMenu(facts, fakeMember(1, 'Ada', { refusesRecording })).flatMap((entry) =>
        entry.kind === 'check' && actOf(entry.id).act === 'keepOut' ? [entry.checked] : [],
      )
    expect(kept(false)).toEqual([false])
    expect(kept(true)).toEqual([true])
    expect(textsOf(memberMenu(facts, BO))).not.toContain('recording.keepOut')
    expect(textsOf(memberMenu(factsOf('guest'), fakeMember(1, 'Ada')))).not.toContain('recording.keepOut')
  })
})

describe('the menu of a channel', () => {
  it('goes there, and for those who may makes, changes and removes', () => {
    if (LOBBY === undefined || WORKSHOP === undefined) throw new Error('no channels')
    expect(textsOf(channelMenu(factsOf('guest'), LOBBY))).toEqual([])
    expect(textsOf(channelMenu(factsOf('guest'), WORKSHOP))).toEqual(['call.join'])
    expect(textsOf(channelMenu(factsOf('member', 'makeTemporary', 'invite'), WORKSHOP))).toEqual([
      'call.join',
      'call.inviteHere',
      'channel.createIn',
    ])
    expect(textsOf(channelMenu(factsOf('admin', 'manageChannels'), WORKSHOP))).toEqual([
      'call.join',
      'channel.createIn',
      'channel.edit',
      'channel.remove',
    ])
  })

  it('begins and ends a recording, for those who may', () => {
    if (LOBBY === undefined) throw new Error('no channels')
    const recording = { id: 1, startedBy: 'Bo', startedById: 2, startedAt: 0 }
    expect(textsOf(channelMenu(factsOf('member', 'record'), LOBBY))).toEqual(['recording.start'])
    const recorded = { ...LOBBY, recording }
    expect(textsOf(channelMenu(factsOf('member', 'record'), recorded))).toEqual(['recording.stop'])
    expect(textsOf(channelMenu(factsOf('member'), recorded))).toEqual([])
  })
})
