import { afterEach, beforeEach, expect, it } from 'vitest'
import { LIMITS } from '../../../../../electron/contract/limits.ts'
import { acting, HOST_ACTOR, OfflineCommunity } from '../../../../support/offline-community.ts'

let offline: OfflineCommunity
beforeEach(async () => {
  offline = await OfflineCommunity.open()
})
afterEach(() => offline.close())

const refused = (code: string) => expect.objectContaining({ code }) as Error
const JUDGE = { name: 'Judge', rank: 50, rights: ['kick'] as const }

it('makes, changes and removes roles between guest and admin', () => {
  const { roleService, permissions } = offline.community
  const { id } = roleService.create(HOST_ACTOR, { ...JUDGE, rank: 5_000 })
  expect(permissions.roles().find((role) => role.id === id)).toMatchObject({ rank: 899 })
  expect(() => roleService.create(HOST_ACTOR, { ...JUDGE, name: 'JUDGE' })).toThrow(refused('name-taken'))
  expect(roleService.change(HOST_ACTOR, id, { rights: ['mute'], rank: -4 })).toMatchObject({
    rank: 1,
    rights: ['mute'],
  })
  roleService.remove(HOST_ACTOR, id)
  expect(() => {
    roleService.remove(HOST_ACTOR, id)
  }).toThrow(refused('role-unknown'))
  expect(() => {
    roleService.remove(HOST_ACTOR, 3)
  }).toThrow(refused('role-fixed'))
})

it('holds a limited number', () => {
  const { roleService } = offline.community
  for (let count = 4; count < LIMITS.roles; count += 1)
    roleService.create(HOST_ACTOR, { ...JUDGE, name: `r${String(count)}` })
  expect(() => roleService.create(HOST_ACTOR, JUDGE)).toThrow(refused('roles-full'))
})

it('nobody makes or gives what is not below it, or what it lacks', () => {
  const { roleService, permissions } = offline.community
  const chief = offline.user('Chief')
  const role = roleService.create(HOST_ACTOR, {
    name: 'Chief',
    rank: 500,
    rights: ['manageRoles', 'manageUsers', 'kick'],
  })
  roleService.grant(HOST_ACTOR, chief.id, role.id, true)
  expect(roleService.create(acting(chief), JUDGE)).toMatchObject({ name: 'Judge' })
  const make = (change: object) => () =>
    roleService.create(acting(chief), { ...JUDGE, name: 'Other', ...change })
  expect(make({ rank: 500 })).toThrow(refused('permission-denied'))
  expect(make({ rights: ['ban'] })).toThrow(refused('permission-denied'))
  const bob = offline.user('Bob')
  const give = (id: number) => () => {
    roleService.grant(acting(chief), bob.id, id, true)
  }
  expect(give(role.id)).toThrow(refused('permission-denied'))
  expect(() => {
    roleService.setRole(acting(chief), bob.id, 'admin')
  }).toThrow(refused('permission-denied'))
  roleService.setRole(acting(chief), bob.id, 'guest')
  expect(permissions.may({ ...bob, role: offline.store.users.byId(bob.id)?.role ?? 'owner' }, 'invite')).toBe(
    false,
  )
})

it('ownership is neither given nor taken, and a new role shows at once', () => {
  const { roleService } = offline.community
  const [owner, bob] = [offline.user('Owner', 'owner'), offline.user('Bob')]
  const { session } = offline.enter(bob)
  expect(() => {
    roleService.setRole(HOST_ACTOR, bob.id, 'owner')
  }).toThrow(refused('role-fixed'))
  expect(() => {
    roleService.setRole(HOST_ACTOR, owner.id, 'member')
  }).toThrow(refused('role-fixed'))
  roleService.setRole(acting(owner), bob.id, 'admin')
  expect([session.member.role, offline.store.users.byId(bob.id)?.role]).toEqual(['admin', 'admin'])
  expect(() => {
    roleService.setRole(HOST_ACTOR, 99, 'guest')
  }).toThrow(refused('user-unknown'))
})

it('a granted role counts until it is taken', () => {
  const { roleService, permissions } = offline.community
  const bob = offline.user('Bob')
  const { id } = roleService.create(HOST_ACTOR, JUDGE)
  for (const on of [true, false]) {
    roleService.grant(HOST_ACTOR, bob.id, id, on)
    expect(permissions.may(bob, 'kick')).toBe(on)
  }
})
