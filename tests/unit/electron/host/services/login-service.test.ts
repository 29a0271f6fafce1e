import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyPairOf, sign, toBase64Url, type KeyPair } from '../../../../../electron/base/crypto.ts'
import { addressBytes, parseAddress } from '../../../../../electron/base/address-range.ts'
import { BUILT_IN_ROLES } from '../../../../../electron/contract/permissions.ts'
import { LIMITS } from '../../../../../electron/contract/limits.ts'
import { BanList } from '../../../../../electron/host/services/ban-list.ts'
import { ChannelTree } from '../../../../../electron/host/services/channel-tree.ts'
import { InviteService } from '../../../../../electron/host/services/invite-service.ts'
import { LinkCodes } from '../../../../../electron/host/services/link-codes.ts'
import { HOST_CONFIG } from '../../../../../electron/host/config.ts'
import {
  LoginService,
  loginText,
  type LoginMessage,
  type LoginOptions,
} from '../../../../../electron/host/services/login-service.ts'
import { openStore, type Store } from '../../../../../electron/storage/store.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const FINGERPRINT = new Uint8Array(32).fill(1)
const CHALLENGE = new Uint8Array(32).fill(2)
const OWNER = keyPairOf(new Uint8Array(32).fill(3))
const GUEST = keyPairOf(new Uint8Array(32).fill(4))

let place: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
let invites: InviteService
let options: LoginOptions
let service: LoginService
let clock: FakeClock
let links: LinkCodes
let linked: string[]

beforeEach(async () => {
  place = await temporaryFolder()
  store = openStore(place.folder)
  clock = new FakeClock()
  links = new LinkCodes(HOST_CONFIG.linkCodes, clock, seededRandom(6))
  linked = []
  invites = new InviteService({ store, clock, random: seededRandom(5) })
  const owners = new Set([toBase64Url(OWNER.publicKey)])
  options = {
    ...{ store, invites, clock, fingerprint: FINGERPRINT, owners },
    ...{ tree: new ChannelTree(store.channels), bans: new BanList(store.bans, clock), isOpen: () => true },
    claim: { fits: () => false, spend: () => {} },
    rankOf: ({ role }) => BUILT_IN_ROLES[role].rank,
    ...{ links, onLinked: (user) => linked.push(user.nickname) },
    isNeighbour: (address) => address.startsWith('10.'),
  }
  service = new LoginService(options)
})
afterEach(async () => {
  store.close()
  await place.remove()
})

function login(key: KeyPair, change: Partial<LoginMessage> = {}): LoginMessage {
  return {
    type: 'login',
    id: 1,
    version: 1,
    publicKey: toBase64Url(key.publicKey),
    signature: toBase64Url(sign(loginText(FINGERPRINT, CHALLENGE), key)),
    nickname: 'Ada',
    muted: false,
    deafened: false,
    ...change,
  }
}

const refused = (code: string) => expect.objectContaining({ code }) as Error

it('binds the proof to this host and this challenge', () => {
  const admit = (signed: Uint8Array) => () =>
    service.admit(login(OWNER, { signature: toBase64Url(sign(signed, OWNER)) }), CHALLENGE)
  expect(admit(loginText(CHALLENGE, CHALLENGE))).toThrow(refused('login-rejected'))
  expect(admit(loginText(FINGERPRINT, FINGERPRINT))).toThrow(refused('login-rejected'))
  expect(admit(loginText(FINGERPRINT, CHALLENGE))()).toMatchObject({ user: { role: 'owner' } })
})

/** Points of Ed25519 whose small multiples come back to where they began: whoever likes can sign for them. */
const LOW_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
]

it.each(LOW_ORDER)('abuse 25: takes nobody by a key that is nobody’s: %s', (hex) => {
  const token = invites.create({ lifetimeS: 60, uses: 0 })
  const publicKey = toBase64Url(Buffer.from(hex, 'hex'))
  // What fits every message for such a key where it is not refused: the neutral point, and no multiple of it.
  for (const first of [hex, LOW_ORDER[0] ?? '']) {
    const signature = toBase64Url(Buffer.concat([Buffer.from(first, 'hex'), Buffer.alloc(32)]))
    const forged = { ...login(GUEST), publicKey, signature, token }
    expect(() => service.admit(forged, CHALLENGE)).toThrow(refused('login-rejected'))
  }
})

it('spends a use and makes the user in one, or neither', () => {
  const token = invites.create({ lifetimeS: 60, uses: 1, channelId: 3 })
  const broken = {
    ...store,
    users: {
      ...store.users,
      add: () => {
        throw new Error('disk full')
      },
    },
  }
  const failing = new LoginService({ ...options, store: broken })
  expect(() => failing.admit(login(GUEST, { token }), CHALLENGE)).toThrow('disk full')
  expect([invites.check(token).uses, store.users.count()]).toEqual([0, 0])
  expect(service.admit(login(GUEST, { token }), CHALLENGE)).toMatchObject({ channelId: 3 })
  expect(() => invites.check(token)).toThrow(refused('invite-spent'))
})

it('needs no invite of whom it knows, and spends none', () => {
  const token = invites.create({ lifetimeS: 60, uses: 2 })
  service.admit(login(GUEST, { token }), CHALLENGE)
  service.admit(login(GUEST, { token }), CHALLENGE)
  service.admit(login(GUEST, { token: 'rubbish' }), CHALLENGE)
  expect(invites.check(token).uses).toBe(1)
})

it('starts where it was asked to, else where the user was last, else in the first channel', () => {
  const channelOf = (change: Partial<LoginMessage>) =>
    service.admit(login(OWNER, change), CHALLENGE).channelId
  expect([channelOf({}), channelOf({ channel: 'QUIET' }), channelOf({})]).toEqual([1, 3, 3])
  expect(() => channelOf({ channel: 'Cellar' })).toThrow(refused('channel-unknown'))
})

it('takes the name of the newest login, and makes a known user owner', () => {
  const { id } = store.users.add({ publicKey: OWNER.publicKey, nickname: 'old', role: 'member', at: 0 })
  const { user } = service.admit(login(OWNER, { nickname: 'new' }), CHALLENGE)
  expect(user).toMatchObject({ id, nickname: 'new', role: 'owner' })
  expect(store.users.byKey(OWNER.publicKey)).toMatchObject({ nickname: 'new', role: 'owner' })
})

it('makes an owner of the one who claims it, known or not, and asks for no invite', () => {
  const spent: string[] = []
  let present = 'claim'
  const claim = {
    fits: (token: string) => token === present,
    spend: (user: { nickname: string }) => {
      spent.push(user.nickname)
      present = ''
    },
  }
  const claiming = new LoginService({ ...options, claim })
  const enter = (key: KeyPair, change: Partial<LoginMessage>) =>
    claiming.admit(login(key, change), CHALLENGE).user
  expect(() => enter(GUEST, { token: 'clam' })).toThrow(refused('invite-unknown'))
  expect(enter(GUEST, { token: 'claim' })).toMatchObject({ role: 'owner' })
  expect(store.users.hasOwner()).toBe(true)
  expect(enter(GUEST, { token: 'claim' })).toMatchObject({ role: 'owner' })
  const other = keyPairOf(new Uint8Array(32).fill(9))
  expect(() => enter(other, { token: 'claim' })).toThrow(refused('invite-unknown'))
  const known = enter(other, { token: invites.create({ lifetimeS: 60, uses: 1 }), nickname: 'Bo' })
  expect(known.role).toBe('member')
  present = 'second'
  expect(enter(other, { token: 'second', nickname: 'Bo' })).toMatchObject({ id: known.id, role: 'owner' })
  expect(spent).toEqual(['Ada', 'Bo'])
})

it('keeps out who is banned, by whichever key or address, but never an owner', () => {
  const token = invites.create({ lifetimeS: 60, uses: 0 })
  const ban = { nickname: '', createdBy: null, createdAt: 0 }
  options.bans.add({
    ...ban,
    publicKey: GUEST.publicKey,
    address: null,
    prefix: null,
    reason: 'noise',
    expiresAt: options.clock.wallMs() + 60_000,
  })
  const admit = (key: KeyPair, address?: string) => () =>
    service.admit(login(key, { token }), CHALLENGE, address)
  expect(admit(GUEST)).toThrow(
    expect.objectContaining({ code: 'banned', detail: 'noise', retryAfter: 60 }) as Error,
  )
  const address = addressBytes(parseAddress('192.0.2.0') ?? 0n)
  options.bans.add({ ...ban, publicKey: null, address, prefix: 96 + 24, reason: '', expiresAt: null })
  const stranger = keyPairOf(new Uint8Array(32).fill(8))
  expect(admit(stranger, '192.0.2.77')).toThrow(refused('banned'))
  expect(admit(stranger, '192.0.3.77')()).toMatchObject({ user: { role: 'member' } })
  expect(admit(OWNER, '192.0.2.77')()).toMatchObject({ user: { role: 'owner' } })
})

it('passes by channels that do not open, and refuses where none does', () => {
  const admit = (isOpen: (id: number) => boolean) => () =>
    new LoginService({ ...options, isOpen: (_user, id) => isOpen(id) }).admit(
      login(OWNER, { channel: 'Quiet' }),
      CHALLENGE,
    )
  expect(admit((id) => id === 2)()).toMatchObject({ channelId: 2 })
  expect(admit(() => false)).toThrow(refused('permission-denied'))
})

it('lets neighbours in without an invite, as guests, and those from there alone', () => {
  const admit = (address: string, change: Partial<LoginMessage> = {}) => {
    return service.admit(login(GUEST, change), CHALLENGE, address).user
  }
  expect(() => admit('192.0.2.1')).toThrow(refused('invite-required'))
  const { id } = admit('10.0.0.2')
  expect(admit('10.0.0.3', { nickname: 'Ada L' })).toMatchObject({ id, role: 'guest', lanOnly: true })
  expect(() => admit('192.0.2.1')).toThrow(refused('invite-required'))
  expect(() => admit('10.0.0.2', { token: 'rubbish' })).toThrow(refused('invite-unknown'))
})

it('makes a member of a neighbour who shows an invite, from then on from anywhere', () => {
  const token = invites.create({ lifetimeS: 60, uses: 1 })
  const { id } = service.admit(login(GUEST), CHALLENGE, '10.0.0.2').user
  const [invited, later] = [{ token }, {}].map(
    (change) => service.admit(login(GUEST, change), CHALLENGE, '192.0.2.1').user,
  )
  expect(invited).toMatchObject({ id, role: 'member', lanOnly: false })
  expect(later).toMatchObject({ id, role: 'member' })
  expect(() => invites.check(token)).toThrow(refused('invite-spent'))
})

it('lets a neighbour who was given a role come from anywhere', () => {
  const { id } = service.admit(login(GUEST), CHALLENGE, '10.0.0.2').user
  store.users.setRole(id, 'member')
  expect(service.admit(login(GUEST), CHALLENGE, '192.0.2.1').user).toMatchObject({ id, role: 'member' })
})

it('keeps a banned neighbour out', () => {
  const address = addressBytes(parseAddress('10.0.0.0') ?? 0n)
  const ban = { publicKey: null, nickname: '', reason: '', createdBy: null, createdAt: 0, expiresAt: null }
  options.bans.add({ ...ban, address, prefix: 96 + 8 })
  expect(() => service.admit(login(GUEST), CHALLENGE, '10.0.0.2')).toThrow(refused('banned'))
  expect(store.users.count()).toBe(0)
})

describe('a further machine of a user', () => {
  const SECOND = keyPairOf(new Uint8Array(32).fill(40))
  const THIRD = keyPairOf(new Uint8Array(32).fill(41))
  const enter = (key: KeyPair, change: Partial<LoginMessage> = {}, address = '203.0.113.7') =>
    service.admit(login(key, change), CHALLENGE, address)
  const newcomer = () => {
    const token = invites.create({ lifetimeS: 60, uses: 1, role: 'admin' })
    return enter(GUEST, { token, nickname: 'Grace' }).user
  }

  it('is the same user by its code, with name and role, then without one', () => {
    const { id } = newcomer()
    const { code } = links.make(id)
    const { user } = enter(SECOND, { linkCode: code, nickname: 'Laptop' })
    expect(user).toMatchObject({ id, nickname: 'Grace', role: 'admin' })
    expect(linked).toEqual(['Grace'])
    expect(store.devices.ofUser(id)).toHaveLength(2)
    expect(enter(SECOND).user.id).toBe(id)
    expect(enter(GUEST).user.id).toBe(id)
  })

  it('needs a code of its own each', () => {
    const { id } = newcomer()
    const { code } = links.make(id)
    enter(SECOND, { linkCode: code })
    expect(() => enter(THIRD, { linkCode: code })).toThrow(refused('link-code-used'))
    expect(store.devices.ofUser(id)).toHaveLength(2)
  })

  it('is not taken with a wrong or an old code', () => {
    const { code } = links.make(newcomer().id)
    expect(() => enter(SECOND, { linkCode: 'ZZZZ-ZZZZ' })).toThrow(refused('link-code-wrong'))
    clock.advance(HOST_CONFIG.linkCodes.lifetimeMs)
    expect(() => enter(SECOND, { linkCode: code })).toThrow(refused('link-code-expired'))
    expect(store.users.byKey(SECOND.publicKey)).toBeUndefined()
  })

  it('leaves its user for the one it is linked to, unless it would be able to do less', () => {
    const { id } = newcomer()
    const { code } = links.make(id)
    enter(OWNER)
    expect(() => enter(OWNER, { linkCode: code })).toThrow(refused('link-outranked'))
    const before = enter(SECOND, { token: invites.create({ lifetimeS: 60, uses: 1, role: 'member' }) })
    const after = enter(SECOND, { linkCode: code })
    expect([after.user.id, before.user.id === id]).toEqual([id, false])
    expect([store.devices.ofUser(id).length, store.devices.ofUser(before.user.id).length]).toEqual([2, 0])
    expect(after.deviceId).not.toBe(before.deviceId)
  })

  it('may show the code again, as the answer may have been lost', () => {
    const { id } = newcomer()
    const { code } = links.make(id)
    enter(SECOND, { linkCode: code })
    expect(enter(SECOND, { linkCode: code, nickname: 'Laptop' }).user).toMatchObject({
      id,
      nickname: 'Grace',
    })
    expect(store.devices.ofUser(id)).toHaveLength(2)
  })

  it('is one too many beyond the limit', () => {
    const { id } = newcomer()
    for (let index = 1; index < LIMITS.devices; index += 1)
      enter(keyPairOf(new Uint8Array(32).fill(50 + index)), { linkCode: links.make(id).code })
    expect(() => enter(SECOND, { linkCode: links.make(id).code })).toThrow(refused('devices-full'))
    expect(store.devices.ofUser(id)).toHaveLength(LIMITS.devices)
  })

  it('is guessed at a slow pace, from one address', () => {
    const { code } = links.make(newcomer().id)
    for (let index = 0; index < HOST_CONFIG.linkCodes.tries.burst; index += 1)
      expect(() => enter(SECOND, { linkCode: 'ZZZZ-ZZZZ' })).toThrow(refused('link-code-wrong'))
    expect(() => enter(SECOND, { linkCode: code })).toThrow(refused('rate-limited'))
    expect(enter(SECOND, { linkCode: code }, '203.0.113.8').user.nickname).toBe('Grace')
  })

  it('keeps the name its user has, where it asks for that', () => {
    const { id } = newcomer()
    expect(enter(GUEST, { keepName: true, nickname: 'machine' }).user).toMatchObject({
      id,
      nickname: 'Grace',
    })
    const token = invites.create({ lifetimeS: 60, uses: 1, role: 'member' })
    expect(enter(SECOND, { token, keepName: true, nickname: 'New' }).user.nickname).toBe('New')
  })

  it('that is somebody new is told of another one of its name', () => {
    newcomer()
    const token = invites.create({ lifetimeS: 60, uses: 0, role: 'member' })
    expect(enter(SECOND, { token, nickname: 'GRACE' }).warning).toBe('name-shared')
    expect(enter(THIRD, { token, nickname: 'Gracie' })).not.toHaveProperty('warning')
    expect(enter(SECOND, { nickname: 'Grace' })).not.toHaveProperty('warning')
  })

  it('is kept out with its user', () => {
    const { id } = newcomer()
    const { code } = links.make(id)
    const ban = {
      publicKey: GUEST.publicKey,
      address: null,
      prefix: null,
      nickname: 'Grace',
    }
    options.bans.add({ ...ban, reason: '', createdBy: null, createdAt: 0, expiresAt: null })
    expect(() => enter(SECOND, { linkCode: code })).toThrow(refused('banned'))
    expect(store.users.byKey(SECOND.publicKey)).toBeUndefined()
  })

  it('leaves the code good where the disk fails', () => {
    const { id } = newcomer()
    const { code } = links.make(id)
    const failing = new LoginService({
      ...options,
      isOpen: () => {
        throw new Error('disk full')
      },
    })
    expect(() => failing.admit(login(SECOND, { linkCode: code }), CHALLENGE)).toThrow('disk full')
    expect(store.devices.ofUser(id)).toHaveLength(1)
    expect(enter(SECOND, { linkCode: code }).user.id).toBe(id)
  })
})
