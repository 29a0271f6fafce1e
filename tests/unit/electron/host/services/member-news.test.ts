import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostEvent } from '../../../../../electron/contract/gateway.ts'
import type { Member } from '../../../../../electron/contract/models.ts'
import { MemberNews, type NewsConfig } from '../../../../../electron/host/services/member-news.ts'
import { Roster, type Session } from '../../../../../electron/host/services/roster.ts'
import { applyEvent, roomOf, type Room } from '../../../../../electron/session/room.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { memberOf, welcomeOf } from '../../../../support/fake-gateway.ts'
import { FakePeer } from '../../../../support/fake-peer.ts'

const CROWD: NewsConfig = { atOnce: { burst: 0, perSecond: 0 }, nearMs: 100, farMs: 250, audience: 4 }
let clock: FakeClock
let roster: Roster
let news: MemberNews

beforeEach(() => {
  clock = new FakeClock()
  roster = new Roster()
  news = open(CROWD)
})
afterEach(() => {
  news.close()
  expect(clock.pending).toBe(0)
})

function open(config: NewsConfig): MemberNews {
  return new MemberNews({ clock, config, find: (sourceId) => roster.ofSource(sourceId) })
}

class Guest {
  readonly peer = new FakePeer()
  readonly session: Session
  /** What it knew before what is in `peer`. */
  #known: Room

  constructor(sourceId: number, channelId: number) {
    const bytes = new Uint8Array(0)
    const member = memberOf(sourceId, { channelId, userId: sourceId })
    const keys = { hopKey: bytes, sessionNonce: bytes, address: '', deviceId: 0 }
    this.session = { peer: this.peer, member, downlink: 'auto', ...keys }
    roster.add(this.session)
    news.changed(member, 'joined')
    news.add(this.session)
    this.#known = roomOf(welcomeOf({ you: sourceId, members: [...roster.all()].map((one) => one.member) }))
  }

  set(change: Partial<Member>): void {
    roster.change(this.session, change)
    if ('channelId' in change) news.moved(this.session)
    else news.changed(this.session.member, 'nickname' in change ? 'changed' : 'flags')
  }

  leave(): void {
    roster.remove(this.session)
    news.remove(this.session)
    news.changed(this.session.member, 'left')
  }

  /** Whom it sees now. */
  get sees(): Member[] {
    const { members } = this.peer.events.reduce(applyEvent, this.#known)
    return [...members.values()].sort((one, other) => one.sourceId - other.sourceId)
  }

  take(): HostEvent[] {
    const events = this.peer.events.splice(0)
    this.#known = events.reduce(applyEvent, this.#known)
    return events
  }
}

const now = (): Member[] =>
  [...roster.all()].map(({ member }) => member).sort((one, other) => one.sourceId - other.sourceId)

/** A crowd whose coming has been told. */
function crowd(...channels: number[]): Guest[] {
  const guests = channels.map((channelId, index) => new Guest(index + 1, channelId))
  clock.advance(1_000)
  for (const guest of guests) guest.take()
  return guests
}

describe('on a small host', () => {
  it('tells each change by itself, at once', () => {
    news = open({ ...CROWD, atOnce: { burst: 100, perSecond: 10 } })
    const [ada, bob] = [new Guest(1, 1), new Guest(2, 2)]
    ada.set({ muted: true })
    bob.leave()
    expect(ada.peer.types).toEqual(['memberJoined', 'memberChanged', 'memberLeft'])
    expect(ada.sees).toEqual(now())
  })
})

describe('in a crowd', () => {
  it('tells the own channel within its window, and other channels within theirs', () => {
    const [ada, bob, cid] = crowd(1, 1, 2) as [Guest, Guest, Guest]
    ada.set({ muted: true })
    clock.advance(CROWD.nearMs)
    expect([ada.peer.types, bob.peer.types]).toEqual([['memberChanged'], ['memberChanged']])
    clock.advance(CROWD.farMs - CROWD.nearMs)
    expect(cid.peer.types).toEqual(['memberChanged'])
  })

  it('gathers changes in one event, flags as numbers, each once', () => {
    const [ada, bob, cid] = crowd(1, 1, 1) as [Guest, Guest, Guest]
    // The first is told at once: from then on the window counts.
    ada.set({ muted: true })
    clock.advance(0)
    cid.take()
    ada.set({ muted: false })
    ada.set({ muted: true, deafened: true })
    bob.set({ nickname: 'Robert' })
    clock.advance(CROWD.nearMs)
    expect(cid.take()).toEqual([
      { type: 'membersChanged', n: 1, members: [bob.session.member], flags: [[1, 3]], left: [] },
    ])
  })

  it('tells no channel more often than its window says, whatever goes on', () => {
    const [ada, bob, cid] = crowd(1, 1, 2) as [Guest, Guest, Guest]
    for (let turn = 0; turn < 200; turn += 1) {
      ada.set({ muted: turn % 2 === 0 })
      clock.advance(5)
    }
    expect(bob.peer.events.length).toBeLessThanOrEqual(11)
    expect(cid.peer.events.length).toBeLessThanOrEqual(5)
  })

  it('tells parts of a large channel one after the other', () => {
    const guests = crowd(1, 1, 1, 1, 1, 1, 1, 1)
    guests[0]?.set({ muted: true })
    clock.advance(0)
    const told = () => guests.filter(({ peer }) => peer.events.length > 0).length
    expect(told()).toBe(4)
    clock.advance(CROWD.nearMs)
    expect(told()).toBe(8)
  })

  it('tells who moves at once, with what the place it leaves has not heard yet', () => {
    const [ada, bob, cid] = crowd(1, 1, 2) as [Guest, Guest, Guest]
    ada.set({ muted: true })
    cid.set({ channelId: 1 })
    expect(cid.sees).toEqual(now())
    expect(cid.take()).toHaveLength(1)
    clock.advance(CROWD.farMs)
    for (const guest of [ada, bob]) expect(guest.sees).toEqual(now())
  })
})

describe('whatever happens', () => {
  const act = fc.record({
    what: fc.constantFrom('enter', 'leave', 'flags', 'rename', 'move', 'wait'),
    who: fc.nat(9),
    value: fc.nat(3),
  })

  it('everybody sees everybody as they are, in events numbered without a gap', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 80 }), fc.constantFrom(0, 12), (acts, burst) => {
        clock = new FakeClock()
        roster = new Roster()
        news = open({ ...CROWD, atOnce: { burst, perSecond: burst } })
        const here: Guest[] = []
        let next = 1
        for (const { what, who, value } of acts) {
          const guest = here[who % Math.max(1, here.length)]
          if (what === 'enter') here.push(new Guest(next++, 1 + (value % 3)))
          else if (what === 'wait') clock.advance(40 * value)
          else if (guest === undefined) continue
          else if (what === 'leave') here.splice(here.indexOf(guest), 1)[0]?.leave()
          else if (what === 'flags') guest.set({ muted: value % 2 === 0, deafened: value > 1 })
          else if (what === 'rename') guest.set({ nickname: `Name ${String(value)}` })
          else guest.set({ channelId: 1 + (value % 3) })
        }
        clock.advance(CROWD.farMs * 2)
        for (const { sees, peer } of here) {
          expect(sees).toEqual(now())
          expect(peer.events.map(({ n }) => n)).toEqual(peer.events.map((_, index) => index + 1))
        }
        news.close()
      }),
    )
  })
})
