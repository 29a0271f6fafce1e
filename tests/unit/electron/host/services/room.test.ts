import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MediaCommand } from '../../../../../electron/contract/media.ts'
import { HOST_CONFIG } from '../../../../../electron/host/config.ts'
import { ChannelTree } from '../../../../../electron/host/services/channel-tree.ts'
import { Room } from '../../../../../electron/host/services/room.ts'
import type { Session } from '../../../../../electron/host/services/roster.ts'
import { openStore, type Store } from '../../../../../electron/storage/store.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { FakePeer } from '../../../../support/fake-peer.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const FLAGS = { muted: false, deafened: false }
let place: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
let clock: FakeClock
let media: MediaCommand[]
let order: string[]
let room: Room

beforeEach(async () => {
  place = await temporaryFolder()
  store = openStore(place.folder)
  clock = new FakeClock()
  media = []
  order = []
  room = new Room({
    clock,
    random: seededRandom(9),
    users: store.users,
    tree: new ChannelTree(store.channels),
    maySpeak: () => true,
    refusesRecording: () => false,
    post: (command) => {
      media.push(command)
      order.push(`media ${command.type}`)
    },
    members: () => 3,
    epochWindowMs: 250,
    sourceRestMs: 8_000,
    news: HOST_CONFIG.news,
  })
})
afterEach(async () => {
  room.close('host-closing')
  expect(clock.pending).toBe(0)
  store.close()
  await place.remove()
})

function enter(nickname: string, channelId = 1): { session: Session; peer: FakePeer } {
  const publicKey = new Uint8Array(32).fill(nickname.charCodeAt(0))
  const user = store.users.byKey(publicKey) ?? store.users.add({ publicKey, nickname, role: 'member', at: 0 })
  const peer = new FakePeer((what) => order.push(what))
  return { session: room.enter(user, channelId, FLAGS, peer), peer }
}

/** Past every window, and nothing heard so far counts. */
function settle(...peers: FakePeer[]): void {
  clock.advance(1_000)
  for (const peer of peers) peer.events.length = 0
  media.length = 0
  order.length = 0
}

describe('entering', () => {
  it('tells the media worker first, then the others', () => {
    const ada = enter('Ada')
    settle(ada.peer)
    enter('Bob')
    expect(order.slice(0, 4)).toEqual([
      'media memberAdded',
      'guest memberJoined',
      'media epoch',
      'guest epochChanged',
    ])
    expect(ada.peer.events.map(({ n }) => n)).toEqual([1, 2])
  })

  it('gives each session keys of its own', () => {
    const [ada, bob] = [enter('Ada').session, enter('Bob').session]
    expect(ada.hopKey).not.toEqual(bob.hopKey)
    expect(ada.member.sessionNonce).not.toBe(bob.member.sessionNonce)
    expect([ada.member.sourceId, bob.member.sourceId]).toEqual([1, 2])
  })

  it('replaces the older session of the same user', () => {
    const older = enter('Ada')
    const newer = enter('Ada')
    expect([older.peer.ended, newer.peer.ended, room.size]).toEqual(['replaced', undefined, 1])
    // The closing of the older socket comes later and changes nothing.
    room.leave(older.session)
    expect(room.members()).toEqual([newer.session.member])
  })

  it('ends where the host is full', () => {
    for (const name of ['Ada', 'Bob', 'Cid']) enter(name)
    expect(() => enter('Dan')).toThrow(expect.objectContaining({ code: 'host-full' }))
    expect(() => enter('Cid')).not.toThrow()
  })
})

describe('moving', () => {
  it('gives both channels fresh keys, and the mover only that of the new one', () => {
    const [ada, bob, cid] = [enter('Ada'), enter('Bob'), enter('Cid', 2)]
    settle(ada.peer, bob.peer, cid.peer)
    room.join(bob.session, 2)
    const keys = ({ peer }: { peer: FakePeer }) =>
      peer.events.flatMap((event) => (event.type === 'epochChanged' ? [event.epoch.channelId] : []))
    expect([keys(ada), keys(bob), keys(cid)]).toEqual([[1], [2], [2]])
    expect(media.map(({ type }) => type)).toEqual(['memberMoved', 'epoch', 'epoch'])
  })

  it('gives who moves within the window the key there is, then the fresh one', () => {
    const ada = enter('Ada')
    const bob = enter('Bob', 2)
    settle(ada.peer, bob.peer)
    enter('Cid', 2)
    room.join(ada.session, 2)
    const before = ada.peer.events.findLast((event) => event.type === 'epochChanged')
    clock.advance(250)
    const after = ada.peer.events.findLast((event) => event.type === 'epochChanged')
    expect(before).toMatchObject({ epoch: { channelId: 2, epoch: 1 } })
    expect(after).toMatchObject({ epoch: { channelId: 2, epoch: 2 } })
  })

  it('is kept for the next time', () => {
    const { session } = enter('Ada')
    room.join(session, 3)
    expect(store.users.byKey(new Uint8Array(32).fill('A'.charCodeAt(0)))?.lastChannelId).toBe(3)
  })

  it('to where one is changes nothing, and to nowhere is refused', () => {
    const { session, peer } = enter('Ada')
    settle(peer)
    room.join(session, 1)
    expect(() => {
      room.join(session, 9)
    }).toThrow(expect.objectContaining({ code: 'channel-unknown' }))
    expect([media, peer.events]).toEqual([[], []])
  })
})

describe('changes of a member', () => {
  it('reach everybody, the member too, and the media worker where it matters', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob', 2)]
    settle(ada.peer, bob.peer)
    room.setFlags(ada.session, { muted: true, deafened: true })
    room.rename(ada.session, 'Countess')
    room.setPath(ada.session.member.sourceId, 'udp')
    const last = { nickname: 'Countess', muted: true, deafened: true, path: 'udp' }
    expect(bob.peer.events.at(-1)).toMatchObject({ type: 'memberChanged', member: last })
    expect(ada.peer.types).toEqual(['memberChanged', 'memberChanged', 'memberChanged'])
    expect(media).toEqual([{ type: 'memberFlags', sourceId: 1, muted: true, deafened: true }])
  })

  it('that change nothing are not told', () => {
    const { session, peer } = enter('Ada')
    settle(peer)
    room.setFlags(session, FLAGS)
    room.rename(session, 'Ada')
    room.setPath(session.member.sourceId, 'none')
    room.setPath(77, 'udp')
    expect([media, peer.events]).toEqual([[], []])
  })
})

describe('leaving', () => {
  it('is told once, takes the key away, and lets the source id rest', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob')]
    settle(ada.peer, bob.peer)
    room.leave(bob.session)
    room.leave(bob.session)
    expect(order).toEqual(['media memberRemoved', 'guest memberLeft', 'media epoch', 'guest epochChanged'])
    expect(bob.peer.events).toEqual([])
    expect(enter('Bob').session.member.sourceId).toBe(3)
  })
})

describe('a new media worker', () => {
  it('is told of all members, under fresh keys, and all paths are open again', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob', 2)]
    room.setPath(ada.session.member.sourceId, 'udp')
    settle(ada.peer, bob.peer)
    room.restore()
    const channels = Array.from({ length: 3 }, () => 'channelAudio')
    expect(media.map(({ type }) => type)).toEqual([
      ...channels,
      'memberAdded',
      'memberAdded',
      'epoch',
      'epoch',
    ])
    expect(bob.peer.types).toEqual(['memberChanged', 'epochChanged'])
    expect(ada.session.member.path).toBe('none')
  })

  it('numbers its packets beyond those of every worker before it, for the hop keys stay', () => {
    enter('Ada')
    room.restore()
    enter('Bob', 2)
    room.restore()
    const added = media.flatMap((command) => (command.type === 'memberAdded' ? [command.member] : []))
    expect(added.map(({ sourceId, hopSequence }) => [sourceId, hopSequence])).toEqual([
      [1, undefined],
      [1, 2 ** 24],
      [2, undefined],
      [1, 2 * 2 ** 24],
      [2, 2 * 2 ** 24],
    ])
  })

  it('ends the sessions whose numbers are used up: their guests come back with new keys', () => {
    const ada = enter('Ada')
    for (let worker = 1; worker < 256; worker += 1) room.restore()
    expect([room.size, ada.peer.ended]).toEqual([1, undefined])
    room.restore()
    expect([room.size, ada.peer.ended]).toEqual([0, 'service-stopped'])
  })
})

describe('what a voice has behind it', () => {
  it('is told to the channel, and to who comes into it', () => {
    const [ada, bob, eve] = [enter('Ada'), enter('Bob'), enter('Eve', 2)]
    settle(ada.peer, bob.peer, eve.peer)
    room.setSendDelay(ada.session, { captureMs: 10.06, networkMs: 3 })
    const { sourceId } = ada.session.member
    const told = { type: 'delaysChanged', delays: [{ sourceId, delay: { captureMs: 10.1, networkMs: 3 } }] }
    expect([ada.peer.types, bob.peer.events, eve.peer.types]).toMatchObject([[], [told], []])
    room.join(eve.session, 1)
    expect(eve.peer.events.filter(({ type }) => type === 'delaysChanged')).toMatchObject([told])
    // The media worker has nothing to do with it.
    expect(media.map(({ type }) => type)).not.toContain('memberFlags')
  })

  it('comes with every later change of its member', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob', 2)]
    room.setSendDelay(ada.session, { captureMs: 10, networkMs: 3 })
    settle(ada.peer, bob.peer)
    room.join(ada.session, 2)
    expect(bob.peer.events[0]).toMatchObject({ member: { sendDelay: { captureMs: 10, networkMs: 3 } } })
    expect(ada.peer.types).not.toContain('delaysChanged')
  })
})

describe('tunnelled voice', () => {
  it('goes to its member alone', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob')]
    room.tunnel(2, new Uint8Array([1]))
    room.tunnel(9, new Uint8Array([2]))
    expect([ada.peer.tunnelled, bob.peer.tunnelled]).toEqual([[], [new Uint8Array([1])]])
  })
})

describe('abuse 14: more voice than is allowed', () => {
  it('is told to who sends it, and to nobody else, and ends its stay where it goes on', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob')]
    settle(ada.peer, bob.peer)
    room.excess(ada.session.member.sourceId, 'first')
    expect(ada.peer.events).toMatchObject([{ type: 'warned', code: 'voice-excess' }])
    expect([bob.peer.events, ada.peer.ended]).toEqual([[], undefined])
    room.excess(ada.session.member.sourceId, 'most')
    expect([ada.peer.ended, bob.peer.ended, room.size]).toEqual(['voice-excess', undefined, 1])
  })

  it('of who has left is nobody’s', () => {
    room.excess(77, 'most')
    expect(room.size).toBe(0)
  })
})
