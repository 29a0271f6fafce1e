import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acting, HOST_ACTOR, OfflineCommunity } from '../../../../support/offline-community.ts'

let offline: OfflineCommunity
beforeEach(async () => {
  offline = await OfflineCommunity.open()
})
afterEach(() => offline.close())

const refused = (code: string) => expect.objectContaining({ code }) as Error

describe('making', () => {
  it('needs the right to manage, or for a temporary one its own', async () => {
    const { channelService } = offline.community
    const [admin, member, guest] = [offline.user('A', 'admin'), offline.user('M'), offline.user('G', 'guest')]
    await expect(channelService.create(acting(admin), { name: 'one' })).resolves.toMatchObject({
      temporary: false,
    })
    await expect(channelService.create(acting(member), { name: 'two' })).rejects.toEqual(
      refused('permission-denied'),
    )
    await expect(
      channelService.create(acting(member), { name: 'two', temporary: true }),
    ).resolves.toBeDefined()
    await expect(channelService.create(acting(guest), { name: 'three', temporary: true })).rejects.toEqual(
      refused('permission-denied'),
    )
  })

  it('tells everybody, and keeps no password in the log', async () => {
    const { peer } = offline.enter(offline.user('Bob'))
    await offline.community.channelService.create(HOST_ACTOR, { name: 'Vault', password: 'open sesame' })
    expect(peer.events.at(-1)).toMatchObject({ type: 'channelsChanged' })
    const [entry] = offline.store.audit.latest(1)
    expect([entry?.action, entry?.detail.includes('sesame')]).toEqual(['channel.create', false])
  })
})

describe('doors', () => {
  it('ask for the password, but not of those who manage', async () => {
    const { channelService, doors } = offline.community
    const { id } = await channelService.create(HOST_ACTOR, { name: 'Vault', password: 'caf\u00e9' })
    const [bob, admin] = [offline.user('Bob'), offline.user('Ada', 'admin')]
    await expect(doors.open(bob, id)).rejects.toEqual(refused('password-required'))
    await expect(doors.open(bob, id, 'cafe')).rejects.toEqual(refused('password-wrong'))
    await expect(doors.open(bob, id, 'cafe\u0301')).resolves.toMatchObject({ locked: true })
    await expect(doors.open(admin, id)).resolves.toBeDefined()
    expect([doors.isOpen(bob, id), doors.isOpen(admin, id), doors.isOpen(bob, 1)]).toEqual([
      false,
      true,
      true,
    ])
    await channelService.change(HOST_ACTOR, id, { password: '' })
    await expect(doors.open(bob, id)).resolves.toMatchObject({ locked: false })
  })

  it('close when a channel is full, and to whom it is denied', async () => {
    const { channelService, doors } = offline.community
    await channelService.change(HOST_ACTOR, 2, { memberLimit: 1 })
    offline.enter(offline.user('First'), 2)
    const bob = offline.user('Bob')
    await expect(doors.open(bob, 2)).rejects.toEqual(refused('channel-full'))
    channelService.decide(HOST_ACTOR, 3, { kind: 'user', id: bob.id }, 'enter', 'deny')
    await expect(doors.open(bob, 3)).rejects.toEqual(refused('permission-denied'))
    await expect(doors.open(bob, 99)).rejects.toEqual(refused('channel-unknown'))
  })
})

describe('temporary channels', () => {
  it('go with their last member, and the empty ones around them', async () => {
    const { channelService, room, tree } = offline.community
    const outer = await channelService.create(HOST_ACTOR, { name: 'Outer', temporary: true })
    const inner = await channelService.create(HOST_ACTOR, {
      name: 'Inner',
      temporary: true,
      parentId: outer.id,
    })
    const { session } = offline.enter(offline.user('Bob'), inner.id)
    room.join(session, outer.id)
    expect(tree.find(inner.id)).toBeUndefined()
    room.leave(session)
    expect(tree.all.map(({ name }) => name)).toEqual(['Lobby', 'Games', 'Quiet'])
  })
})

describe('removing', () => {
  it('brings who is there to the first channel', () => {
    const { session } = offline.enter(offline.user('Bob'), 3)
    offline.community.channelService.remove(HOST_ACTOR, 3)
    expect(session.member.channelId).toBe(1)
    expect(offline.media.filter(({ type }) => type === 'memberMoved')).toHaveLength(1)
  })
})

describe('deciding rights', () => {
  it('silences at once who may not speak there any more', () => {
    const bob = offline.user('Bob')
    const { sourceId } = offline.enter(bob, 2)
    const last = () => offline.media.filter(({ type }) => type === 'memberFlags').at(-1)
    const decide = (effect: 'deny' | null) => {
      offline.community.channelService.decide(HOST_ACTOR, 2, { kind: 'user', id: bob.id }, 'speak', effect)
    }
    decide('deny')
    expect(last()).toEqual({ type: 'memberFlags', sourceId, muted: true, deafened: false })
    decide(null)
    expect(last()).toMatchObject({ muted: false })
  })

  it('nobody decides upon its own rank or above, nor what it may not do itself', () => {
    const { channelService } = offline.community
    const [ada, eve] = [offline.user('Ada', 'admin'), offline.user('Eve', 'admin')]
    const decide =
      (id: number, kind: 'user' | 'role' = 'user') =>
      () => {
        channelService.decide(acting(ada), 1, { kind, id }, 'speak', 'deny')
      }
    expect(decide(eve.id)).toThrow(refused('permission-denied'))
    expect(decide(2, 'role')).toThrow(refused('permission-denied'))
    expect(decide(3, 'role')).not.toThrow()
    expect(decide(999)).toThrow(refused('user-unknown'))
    expect(decide(999, 'role')).toThrow(refused('role-unknown'))
    channelService.decide(HOST_ACTOR, 1, { kind: 'user', id: ada.id }, 'kick', 'deny')
    const give = () => {
      channelService.decide(acting(ada), 1, { kind: 'role', id: 4 }, 'kick', 'allow')
    }
    expect(give).toThrow(refused('permission-denied'))
  })
})

describe('how voice comes down', () => {
  const audio = { delivery: 'auto', topN: 3 } as const

  it('is set for a channel by who may, kept, and told to the media worker once', async () => {
    const { channelService, room, tree } = offline.community
    room.configure()
    offline.media.length = 0
    await channelService.change(HOST_ACTOR, 2, { audio })
    await channelService.change(HOST_ACTOR, 2, { description: 'others stay as they are' })
    expect(offline.media).toEqual([{ type: 'channelAudio', channelId: 2, audio }])
    expect(tree.find(2)?.audio).toMatchObject({ ...audio, kind: 'voice' })
    expect(offline.store.channels.list()[1]?.audio).toMatchObject(audio)
    const guest = acting(offline.user('G', 'guest'))
    await expect(channelService.change(guest, 2, { audio })).rejects.toEqual(refused('permission-denied'))
  })

  it('is asked for by a guest, and not lost when another media worker begins', async () => {
    const { channelService, room } = offline.community
    const { session, sourceId } = offline.enter(offline.user('Ada'))
    room.setDownlink(session, 'mix')
    room.setDownlink(session, 'mix')
    expect(offline.media.filter(({ type }) => type === 'memberDownlink')).toEqual([
      { type: 'memberDownlink', sourceId, downlink: 'mix' },
    ])
    await channelService.change(HOST_ACTOR, 2, { audio })
    offline.media.length = 0
    room.restore()
    expect(offline.media[1]).toEqual({ type: 'channelAudio', channelId: 2, audio })
    expect(offline.media[3]).toMatchObject({ type: 'memberAdded', member: { downlink: 'mix' } })
  })
})
