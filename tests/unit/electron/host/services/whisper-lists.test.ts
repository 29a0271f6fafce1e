import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MediaCommand } from '../../../../../electron/contract/media.ts'
import type { Session } from '../../../../../electron/host/services/roster.ts'
import type { FakePeer } from '../../../../support/fake-peer.ts'
import { HOST_ACTOR, OfflineCommunity } from '../../../../support/offline-community.ts'

let offline: OfflineCommunity
beforeEach(async () => {
  offline = await OfflineCommunity.open()
})
afterEach(() => offline.close())

const refused = (code: string) => expect.objectContaining({ code }) as Error
const users = (...ids: number[]) => ({ users: ids, channels: [] })
const channel = (id: number, inner = false) => ({ users: [], channels: [{ id, inner }] })
const NOBODY = { users: [], channels: [] }

interface Guest {
  readonly session: Session
  readonly peer: FakePeer
  readonly sourceId: number
  readonly userId: number
}

function enter(nickname: string, channelId = 1): Guest {
  const user = offline.user(nickname)
  return { ...offline.enter(user, channelId), userId: user.id }
}

/** What a guest was told of lists. */
interface Told {
  readonly from?: number
  readonly ended?: number
  readonly list: number
  readonly epoch?: number
  readonly secret?: string
  readonly listeners?: number[] | undefined
}

const told = ({ peer }: Pick<Guest, 'peer'>): Told[] =>
  peer.events.flatMap((event): Told[] => {
    if (event.type === 'whisperEnded') return [{ ended: event.from, list: event.list }]
    if (event.type !== 'whisperKeyed') return []
    const { from, list, epoch, secret, listeners } = event
    return [{ from, list, epoch, secret, listeners }]
  })
const posted = (type: MediaCommand['type']) => offline.media.filter((command) => command.type === type)
const listeners = () =>
  offline.media.findLast((command) => command.type === 'whisperListeners')?.listeners ?? []

function forget(...guests: Guest[]): void {
  offline.clock.advance(1_000)
  for (const { peer } of guests) peer.events.length = 0
  offline.media.length = 0
}

describe('a list', () => {
  it('gives the same fresh key to owner and listeners, after the media worker, and to nobody else', () => {
    const [ada, bob, cid] = [enter('Ada'), enter('Bob'), enter('Cid', 2)]
    forget(ada, bob, cid)
    offline.community.whispers.set(ada.session, 3, users(cid.userId))
    const [key] = told(cid)
    expect(key).toMatchObject({ from: ada.sourceId, list: 3, epoch: 0, listeners: undefined })
    expect(told(ada)).toEqual([{ ...key, listeners: [cid.sourceId] }])
    expect(told(bob)).toEqual([])
    expect(offline.media).toMatchObject([
      { type: 'whisperListeners', sourceId: ada.sourceId, list: 3, listeners: [cid.sourceId] },
      { type: 'whisperEpoch', sourceId: ada.sourceId, list: 3, epoch: 0 },
    ])
    const [channelKey] = posted('epoch')
    expect(channelKey).toBeUndefined()
  })

  it('of a channel reaches who is there, with or without those within, and never the owner', async () => {
    const ada = enter('Ada')
    const { id } = await offline.community.channelService.create(HOST_ACTOR, { name: 'Inner', parentId: 1 })
    const [bob, cid] = [enter('Bob'), enter('Cid', id)]
    offline.community.whispers.set(ada.session, 1, channel(1))
    expect(listeners()).toEqual([bob.sourceId])
    offline.community.whispers.set(ada.session, 1, channel(1, true))
    expect([...listeners()].sort()).toEqual([bob.sourceId, cid.sourceId])
  })

  it('names each once, however often it is meant', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob')]
    const targets = { users: [bob.userId, bob.userId, ada.userId], channels: [{ id: 1, inner: true }] }
    offline.community.whispers.set(ada.session, 1, targets)
    expect(listeners()).toEqual([bob.sourceId])
  })

  it('is another key for each number and owner', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob')]
    offline.community.whispers.set(ada.session, 1, users(bob.userId))
    offline.community.whispers.set(ada.session, 2, users(bob.userId))
    offline.community.whispers.set(bob.session, 1, users(ada.userId))
    const secrets = posted('whisperEpoch').map(
      (one) => 'secret' in one && Buffer.from(one.secret).toString('hex'),
    )
    expect(new Set(secrets).size).toBe(3)
  })

  it('ends for everybody when it names nobody, and begins with fresh keys', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob')]
    const { whispers } = offline.community
    whispers.set(ada.session, 1, users(bob.userId))
    const [before] = told(bob)
    forget(ada, bob)
    whispers.set(ada.session, 1, NOBODY)
    const end = [{ ended: ada.sourceId, list: 1 }]
    expect([told(ada), told(bob), whispers.size]).toEqual([end, end, 0])
    expect(posted('whisperEnded')).toMatchObject([{ sourceId: ada.sourceId, list: 1 }])
    whispers.set(ada.session, 1, users(bob.userId))
    const again = told(bob).at(-1)
    expect(again).toMatchObject({ epoch: 0 })
    expect(again).not.toEqual(before)
  })
})

describe('a list follows', () => {
  it('who moves away: told, off at once, and a fresh key for the rest', () => {
    const [ada, bob, cid] = [enter('Ada'), enter('Bob', 2), enter('Cid', 2)]
    offline.community.whispers.set(ada.session, 1, channel(2))
    const [first] = told(cid)
    forget(ada, bob, cid)
    offline.community.room.join(bob.session, 3)
    expect(told(bob)).toEqual([{ ended: ada.sourceId, list: 1 }])
    expect(listeners()).toEqual([cid.sourceId])
    expect(told(cid)).toMatchObject([{ epoch: 1 }])
    expect(told(cid)[0]).not.toMatchObject({ secret: first?.secret })
  })

  it('who comes: the key there is within the window, then one fresh key for all', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob', 2)]
    offline.community.whispers.set(ada.session, 1, channel(2))
    const [first] = told(bob)
    const [cid, dan] = [enter('Cid', 2), enter('Dan', 2)]
    expect(told(cid)).toEqual([first])
    expect(told(dan)).toEqual([first])
    offline.clock.advance(250)
    const fresh = [bob, cid, dan].map((guest) => told(guest).at(-1))
    expect(fresh[0]).toMatchObject({ epoch: 1 })
    expect(fresh).toEqual([fresh[0], fresh[0], fresh[0]])
    expect(posted('whisperEpoch').length).toBe(2)
  })

  it('a user over leaving and coming back', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob')]
    offline.community.whispers.set(ada.session, 1, users(bob.userId))
    forget(ada, bob)
    offline.community.room.leave(bob.session)
    expect(told(ada)).toEqual([{ ended: ada.sourceId, list: 1 }])
    expect(offline.media.map(({ type }) => type).slice(0, 2)).toEqual(['whisperEnded', 'memberRemoved'])
    const user = offline.store.users.byId(bob.userId)
    if (user === undefined) throw new Error('Bob is known')
    const again = offline.enter(user)
    expect(listeners()).toEqual([again.sourceId])
    expect(told(ada).at(-1)).toMatchObject({ listeners: [again.sourceId] })
  })

  it('its owner, whose leaving ends it', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob')]
    offline.community.whispers.set(ada.session, 1, users(bob.userId))
    forget(ada, bob)
    offline.community.room.leave(ada.session)
    expect(told(bob)).toEqual([{ ended: ada.sourceId, list: 1 }])
    expect(offline.community.whispers.size).toBe(0)
    expect(bob.peer.types.indexOf('whisperEnded')).toBeLessThan(bob.peer.types.indexOf('memberLeft'))
  })

  it('the tree of channels', async () => {
    const ada = enter('Ada')
    const bob = enter('Bob', 3)
    offline.community.whispers.set(ada.session, 1, channel(2, true))
    expect(listeners()).toEqual([])
    await offline.community.channelService.change(HOST_ACTOR, 3, { parentId: 2 })
    expect(listeners()).toEqual([bob.sourceId])
    offline.community.channelService.remove(HOST_ACTOR, 2)
    expect(told(bob).at(-1)).toEqual({ ended: ada.sourceId, list: 1 })
  })

  it('a media worker that begins anew, with fresh keys', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob')]
    offline.community.whispers.set(ada.session, 1, users(bob.userId))
    forget(ada, bob)
    offline.community.room.restore()
    const types = offline.media.map(({ type }) => type)
    expect(types.lastIndexOf('memberAdded')).toBeLessThan(types.indexOf('whisperListeners'))
    expect(types.indexOf('whisperListeners')).toBeLessThan(types.indexOf('whisperEpoch'))
    expect(told(bob)).toMatchObject([{ epoch: 1 }])
  })
})

describe('the right to whisper', () => {
  const guestRole = () => offline.community.permissions.roles().find(({ name }) => name === 'guest')?.id ?? 0

  it('is asked where those are', () => {
    const gus = { ...offline.enter(offline.user('Gus', 'guest')) }
    const bob = enter('Bob', 2)
    const { whispers, channelService } = offline.community
    expect(() => {
      whispers.set(gus.session, 1, users(bob.userId))
    }).toThrow(refused('permission-denied'))
    const subject = { kind: 'role', id: guestRole() } as const
    channelService.decide(HOST_ACTOR, 2, subject, 'whisper', 'allow')
    whispers.set(gus.session, 1, { users: [bob.userId], channels: [{ id: 1, inner: false }] })
    expect(listeners()).toEqual([bob.sourceId])
    // Where bob goes, gus may not.
    offline.community.room.join(bob.session, 3)
    expect(told(bob).at(-1)).toEqual({ ended: gus.sourceId, list: 1 })
  })

  it('ends with the role that gave it', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob')]
    offline.community.whispers.set(ada.session, 1, users(bob.userId))
    const subject = { kind: 'user', id: ada.userId } as const
    offline.community.channelService.decide(HOST_ACTOR, 1, subject, 'whisper', 'deny')
    expect(told(bob).at(-1)).toEqual({ ended: ada.sourceId, list: 1 })
  })

  it('changes nothing of a list where a change is refused', () => {
    const [ada, bob] = [enter('Ada'), enter('Bob')]
    const { whispers } = offline.community
    whispers.set(ada.session, 1, users(bob.userId))
    offline.media.length = 0
    for (const [targets, code] of [
      [users(999), 'user-unknown'],
      [channel(99), 'channel-unknown'],
    ] as const) {
      expect(() => {
        whispers.set(ada.session, 1, targets)
      }).toThrow(refused(code))
    }
    expect([offline.media, whispers.size]).toEqual([[], 1])
  })
})
