import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from '../../../../../electron/contract/limits.ts'
import type { User } from '../../../../../electron/storage/repositories/users.ts'
import { OfflineCommunity } from '../../../../support/offline-community.ts'

let offline: OfflineCommunity
let ada: User

beforeEach(async () => {
  offline = await OfflineCommunity.open()
  ada = offline.user('Ada')
})
afterEach(() => offline.close())

const refused = (code: string) => expect.objectContaining({ code }) as Error
const key = (byte: number) => new Uint8Array(32).fill(byte)
const idsOf = (user: User) => offline.store.devices.ofUser(user.id).map(({ id }) => id)
const add = (byte: number) =>
  offline.store.devices.add({ userId: ada.id, publicKey: key(byte), name: '', at: 7 })
/** Ada comes in from one of her machines. */
const enterFrom = (deviceId: number, channelId = 1) => offline.enter(ada, channelId, { deviceId })

describe('two machines of one user', () => {
  it('are in at once, each with a stay of its own', () => {
    const [first = 0, second] = [idsOf(ada)[0], add(200)]
    const [desk, laptop] = [enterFrom(first), enterFrom(second, 2)]
    expect([desk.peer.ended, laptop.peer.ended]).toEqual([undefined, undefined])
    expect(desk.sourceId).not.toBe(laptop.sourceId)
    expect(offline.community.room.sessionsOf(ada.id)).toEqual([desk.session, laptop.session])
  })

  it('replace none but the stay of the same one', () => {
    const [first = 0, second] = [idsOf(ada)[0], add(200)]
    const [desk, laptop] = [enterFrom(first), enterFrom(second)]
    const again = enterFrom(first)
    expect([desk.peer.ended, laptop.peer.ended, again.peer.ended]).toEqual(['replaced', undefined, undefined])
  })

  it('have one name, whichever of them changes it, and one role', () => {
    const [first = 0, second] = [idsOf(ada)[0], add(200)]
    const desk = enterFrom(first)
    const laptop = offline.enter({ ...ada, nickname: 'Ada L.' }, 1, { deviceId: second })
    expect(desk.session.member.nickname).toBe('Ada L.')
    offline.community.room.rename(desk.session, 'Countess')
    expect(laptop.session.member.nickname).toBe('Countess')
    offline.community.room.rightsChanged(ada.id, 'admin')
    expect([desk, laptop].map(({ session }) => session.member.role)).toEqual(['admin', 'admin'])
  })

  it('both hear what is written to their user, and write where they are', () => {
    const [first = 0, second] = [idsOf(ada)[0], add(200)]
    const bob = offline.user('Bob')
    const both = [enterFrom(first), enterFrom(second, 2)]
    const { chat } = offline.community
    chat.say(bob, { userId: ada.id }, 'hello')
    expect(both.map(({ peer }) => peer.types.includes('messageSent'))).toEqual([true, true])
    for (const channelId of [1, 2]) expect(chat.say(ada, { channelId }, 'here').channelId).toBe(channelId)
  })

  it('are both whispered to', () => {
    const [first = 0, second] = [idsOf(ada)[0], add(200)]
    const both = [enterFrom(first), enterFrom(second, 2)]
    const { session, peer } = offline.enter(offline.user('Bob', 'admin'))
    offline.community.whispers.set(session, 1, { users: [ada.id], channels: [] })
    offline.clock.advance(1_000)
    expect(both.map((one) => one.peer.types.includes('whisperKeyed'))).toEqual([true, true])
    expect(peer.types).toContain('whisperKeyed')
  })
})

describe('the own machines', () => {
  it('are listed: which is here, and which asks', () => {
    const [first = 0, second, third] = [idsOf(ada)[0], add(200), add(201)]
    const { session } = enterFrom(first)
    enterFrom(third)
    offline.community.devices.name(session, second, ' Old laptop ')
    const list = offline.community.devices.list(session)
    expect(list.map(({ id, name, here, asking }) => [id, name, here, asking])).toEqual([
      [first, '', true, true],
      [second, 'Old laptop', false, false],
      [third, '', true, false],
    ])
  })

  it('are taken away, with the stay from there alone', () => {
    const [first = 0, second] = [idsOf(ada)[0], add(200)]
    const [desk, laptop] = [enterFrom(first), enterFrom(second)]
    offline.community.devices.remove(desk.session, second)
    expect([desk.peer.ended, laptop.peer.ended]).toEqual([undefined, 'device-removed'])
    expect(idsOf(ada)).toEqual([first])
    expect(offline.store.users.byKey(key(200))).toBeUndefined()
    const { devices } = offline.community
    expect(() => {
      devices.remove(desk.session, first)
    }).toThrow(refused('device-last'))
  })

  it('of others are not named, nor taken away', () => {
    const bobs = idsOf(offline.user('Bob'))[0] ?? 0
    const { session } = enterFrom(idsOf(ada)[0] ?? 0)
    const { devices } = offline.community
    expect(() => {
      devices.remove(session, bobs)
    }).toThrow(refused('machine-unknown'))
    expect(() => {
      devices.name(session, bobs, 'mine')
    }).toThrow(refused('machine-unknown'))
  })

  it('get no code for more than there may be', () => {
    for (let byte = 1; byte < LIMITS.devices; byte += 1) add(200 + byte)
    const { session } = enterFrom(idsOf(ada)[0] ?? 0)
    expect(() => offline.community.devices.makeCode(session)).toThrow(refused('devices-full'))
  })
})
