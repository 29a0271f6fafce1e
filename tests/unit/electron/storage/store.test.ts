import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { USUAL_AUDIO } from '../../../../electron/host/services/channel-tree.ts'
import { openStore, type Store } from '../../../../electron/storage/store.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const KEY = new Uint8Array(32).fill(7)
let place: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store

beforeEach(async () => {
  place = await temporaryFolder()
  store = openStore(place.folder)
})
afterEach(async () => {
  store.close()
  await place.remove()
})

const reopen = (): void => {
  store.close()
  store = openStore(place.folder)
}

it('belongs to one host at a time, also after a try of another', () => {
  for (let tries = 0; tries < 2; tries++) {
    expect(() => openStore(place.folder)).toThrow(
      expect.objectContaining({ code: 'data-unwritable', detail: `another host uses ${place.folder}` }),
    )
  }
})

describe('users', () => {
  it('are known by each of their devices, the first one included', () => {
    const { id } = store.users.add({ publicKey: KEY, nickname: 'Ada', role: 'member', at: 1 })
    const second = new Uint8Array(32).fill(8)
    const device = store.devices.add({ userId: id, publicKey: second, name: 'laptop', at: 2 })
    reopen()
    expect([store.users.byKey(KEY)?.id, store.users.byKey(second)?.id]).toEqual([id, id])
    expect(store.devices.ofUser(id).map(({ name }) => name)).toEqual(['', 'laptop'])
    expect([store.devices.remove(id + 1, device), store.devices.remove(id, device)]).toEqual([false, true])
    expect(store.users.byKey(second)).toBeUndefined()
  })

  it('are known by their key, over a restart', () => {
    const made = store.users.add({ publicKey: KEY, nickname: 'Ada', role: 'member', at: 1 })
    store.users.moved(made.id, 2)
    store.users.rename(made.id, 'Ada L.')
    reopen()
    expect(store.users.byKey(KEY)).toEqual({ ...made, nickname: 'Ada L.', lastChannelId: 2 })
    expect([store.users.byKey(new Uint8Array(32)), store.users.count()]).toEqual([undefined, 1])
  })

  it('take what a login brings', () => {
    const { id } = store.users.add({ publicKey: KEY, nickname: 'Ada', role: 'member', at: 1 })
    store.users.seen(id, { nickname: 'A', role: 'owner', at: 2 })
    expect(store.users.byKey(KEY)).toMatchObject({ nickname: 'A', role: 'owner' })
  })

  it('have one key each, of the right length', () => {
    store.users.add({ publicKey: KEY, nickname: 'Ada', role: 'member', at: 1 })
    const add = (publicKey: Uint8Array) => () =>
      store.users.add({ publicKey, nickname: 'Eve', role: 'member', at: 1 })
    expect(add(KEY)).toThrow('UNIQUE')
    expect(add(new Uint8Array(31))).toThrow('CHECK')
  })

  it('cannot be in a channel that is not there', () => {
    const { id } = store.users.add({ publicKey: KEY, nickname: 'Ada', role: 'member', at: 1 })
    expect(() => {
      store.users.moved(id, 99)
    }).toThrow('FOREIGN KEY')
  })
})

describe('invites', () => {
  const terms = {
    ...{ tokenHash: KEY, channelId: 1, role: 'guest' as const, createdBy: null },
    ...{ at: 1, expiresAt: 10, usesLimit: 2 },
  } as const

  it('count their uses and can be withdrawn, once', () => {
    const id = store.invites.add(terms)
    store.invites.use(id)
    store.invites.revoke(id, 5)
    store.invites.revoke(id, 6)
    reopen()
    const row = {
      ...{ id, channelId: 1, role: 'guest', createdBy: null, expiresAt: 10 },
      ...{ usesLimit: 2, uses: 1, revokedAt: 5 },
    }
    expect(store.invites.byHash(KEY)).toEqual(row)
    expect(store.invites.byHash(new Uint8Array(32))).toBeUndefined()
  })
})

describe('state', () => {
  it('keeps a text per key', () => {
    expect(store.state.get('hostName')).toBeUndefined()
    store.state.set('hostName', 'one')
    store.state.set('hostName', 'two')
    reopen()
    expect(store.state.get('hostName')).toBe('two')
  })
})

describe('transaction', () => {
  it('holds wholly or not at all', () => {
    const fail = () =>
      store.transaction(() => {
        store.users.add({ publicKey: KEY, nickname: 'Ada', role: 'member', at: 1 })
        throw new Error('half way')
      })
    expect(fail).toThrow('half way')
    expect(store.users.count()).toBe(0)
    expect(store.transaction(() => 7)).toBe(7)
  })

  it('lists the channels in order', () => {
    expect(store.channels.list()).toEqual([
      expect.objectContaining({ id: 1, name: 'Lobby', order: 1, parentId: null, passwordHash: null }),
      expect.objectContaining({ id: 2, name: 'Games', order: 2, temporary: false, audio: USUAL_AUDIO }),
      expect.objectContaining({ id: 3, name: 'Quiet', order: 3, memberLimit: 0 }),
    ])
  })
})
