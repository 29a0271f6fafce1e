import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '../../../../../electron/contract/models.ts'
import {
  CHANNEL_RIGHTS,
  RIGHTS,
  type ChannelRight,
  type Right,
} from '../../../../../electron/contract/permissions.ts'
import { OfflineCommunity } from '../../../../support/offline-community.ts'

let offline: OfflineCommunity
beforeEach(async () => {
  offline = await OfflineCommunity.open()
})
afterEach(() => offline.close())

/** What each role may do where no channel says otherwise: o owner, a admin, m member, g guest. */
const MATRIX: Record<Right, string> = {
  enter: 'oamg',
  speak: 'oamg',
  text: 'oamg',
  direct: 'oam',
  whisper: 'oam',
  invite: 'oam',
  makeTemporary: 'oam',
  record: 'oa',
  refuseRecording: 'oamg',
  priority: 'oa',
  move: 'oa',
  mute: 'oa',
  kick: 'oa',
  ban: 'oa',
  deleteMessages: 'oa',
  manageChannels: 'oa',
  manageUsers: 'oa',
  manageRoles: 'o',
  manageHost: 'o',
  readAudit: 'oa',
}
const ROLES: readonly Role[] = ['owner', 'admin', 'member', 'guest']

describe.each(ROLES)('%s', (role) => {
  it.each(RIGHTS)('%s is as the table says, and as explained', (right) => {
    const { permissions } = offline.community
    const user = offline.user('Ada', role)
    const allowed = MATRIX[right].includes(role.charAt(0))
    for (const channelId of [undefined, 1]) {
      const explanation = permissions.explain(user, right, channelId)
      expect([explanation.allowed, permissions.may(user, right, channelId)]).toEqual([allowed, allowed])
      const by = role === 'owner' ? 'owner' : allowed ? 'role' : 'nothing'
      expect(explanation.reason.by).toBe(by)
    }
  })

  it.each(CHANNEL_RIGHTS)('%s follows what a channel decides, there and within it alone', (right) => {
    const { permissions, tree } = offline.community
    const inner = tree.create({ name: 'Inner', parentId: 2 })
    const user = offline.user('Ada', role)
    const usual = MATRIX[right].includes(role.charAt(0))
    for (const effect of ['allow', 'deny'] as const) {
      const subject = { kind: 'role', id: permissions.rolesOf(user)[0] ?? 0 } as const
      offline.store.overrides.set({ channelId: 2, subject, right, effect })
      permissions.reload()
      const decided = role === 'owner' || effect === 'allow'
      for (const channelId of [2, inner.id]) {
        const explanation = permissions.explain(user, right, channelId)
        expect([explanation.allowed, permissions.may(user, right, channelId)]).toEqual([decided, decided])
        if (role !== 'owner')
          expect(explanation.reason).toMatchObject({ by: 'override', channelId: 2, effect })
      }
      for (const elsewhere of [1, undefined]) expect(permissions.may(user, right, elsewhere)).toBe(usual)
    }
  })
})

describe('a role of the host’s own', () => {
  it('adds what it grants, until it is taken', () => {
    const { permissions } = offline.community
    const ada = offline.user('Ada')
    const id = offline.store.roles.add({ name: 'Judge', rank: 50, rights: ['kick'] })
    offline.store.roles.grant(ada.id, id)
    permissions.reload()
    expect(permissions.explain(ada, 'kick')).toEqual({
      allowed: true,
      reason: { by: 'role', roleId: id, name: 'Judge' },
    })
    offline.store.roles.withdraw(ada.id, id)
    permissions.reload()
    expect(permissions.may(ada, 'kick')).toBe(false)
  })

  it('decides by its rank where two roles are named in a channel', () => {
    const { permissions } = offline.community
    const ada = offline.user('Ada')
    const high = offline.store.roles.add({ name: 'High', rank: 500, rights: [] })
    offline.store.roles.grant(ada.id, high)
    const set = (id: number, effect: 'allow' | 'deny', right: ChannelRight = 'speak') => {
      offline.store.overrides.set({ channelId: 1, subject: { kind: 'role', id }, right, effect })
    }
    set(3, 'deny')
    set(high, 'allow')
    permissions.reload()
    expect(permissions.explain(ada, 'speak', 1)).toMatchObject({
      allowed: true,
      reason: { subject: { name: 'High' } },
    })
  })
})
