import { Type, type Static } from 'typebox'
import { NewRole, RoleChange, UserChange } from '../../../contract/admin-bodies.ts'
import { ById, RoleItem, UserItem } from '../../../contract/admin-items.ts'
import { PalabreError } from '../../../contract/errors.ts'
import { type Role, RowId } from '../../../contract/models.ts'
import { Explanation, RightName } from '../../../contract/permissions.ts'
import { builtInRole, type Permissions } from '../../services/permissions.ts'
import type { RoleFacts } from '../../services/permission-rule.ts'
import type { ApiContext, Router } from '../api/api.ts'
import { registerList } from '../api/list-routes.ts'

const user = ({ id }: { id: number }) => ({ kind: 'user', id }) as const
const role = ({ id }: { id: number }) => ({ kind: 'role', id }) as const
const strict = { additionalProperties: false } as const
/** Who has to know people, to do something about them. */
const PEOPLE_READERS = [
  'manageUsers',
  'manageRoles',
  'manageChannels',
  'kick',
  'ban',
  'mute',
  'move',
] as const
/** Who has to know roles: to give them, to change them, and to let channels decide about them. */
const ROLE_READERS = ['manageUsers', 'manageRoles', 'manageChannels'] as const

/** Users and roles. */
export function registerPeople(route: Router, { store, community }: ApiContext): void {
  const { permissions, roleService, moderation, room } = community
  const shapeUser = (row: Readonly<Record<string, unknown>>): Static<typeof UserItem> => {
    const user = row as { id: number; nickname: string; role: Static<typeof Role>; serverMuted: number } & {
      createdAt: number
      lastSeenAt: number
    }
    const [, ...roles] = permissions.rolesOf(user)
    const channelId = room.sessionsOf(user.id).at(-1)?.member.channelId ?? null
    return { ...user, serverMuted: user.serverMuted !== 0, roles, channelId }
  }
  registerList(route, store.lists, {
    ...{ name: 'users', url: '/users', summary: 'The users this host knows', tag: 'users', scope: 'read' },
    ...{ item: UserItem, shape: shapeUser, rights: PEOPLE_READERS },
  })
  route({
    ...{ method: 'GET', url: '/users/:id', summary: 'A user', tag: 'users', scope: 'read' },
    rights: PEOPLE_READERS,
    params: ById,
    versioned: user,
    answer: UserItem,
    handle: ({ params }) => {
      const [row] = store.lists.page('users', onlyOne(params.id)).rows
      if (row === undefined) throw new PalabreError('user-unknown')
      return shapeUser(row)
    },
  })
  route({
    ...{ method: 'PATCH', url: '/users/:id', summary: 'Change a user', tag: 'users', scope: 'manage' },
    rights: ['manageUsers', 'mute'],
    params: ById,
    versioned: user,
    body: UserChange,
    handle: ({ params: { id }, body: { nickname, role, serverMuted }, actor }) => {
      if (nickname !== undefined) moderation.rename(actor, id, nickname)
      if (role !== undefined) roleService.setRole(actor, id, role)
      if (serverMuted !== undefined) moderation.setServerMuted(actor, id, serverMuted)
      return undefined
    },
  })
  route({
    ...{ method: 'GET', url: '/users/:id/explain', summary: 'Why a user may or may not do something' },
    ...{ tag: 'users', scope: 'read' },
    rights: ['manageUsers'],
    params: ById,
    query: Type.Object({ right: RightName, channelId: Type.Optional(RowId) }, strict),
    answer: Explanation,
    handle: ({ params, query: { right, channelId } }) => {
      const user = store.users.byId(params.id)
      if (user === undefined) throw new PalabreError('user-unknown')
      if (channelId !== undefined) community.tree.get(channelId)
      return permissions.explain(user, right, channelId)
    },
  })
  registerRoles(route, community)
}

function onlyOne(id: number) {
  return { filters: [{ field: 'id', test: 'equals', value: id }], descending: true, limit: 1 } as const
}

function registerRoles(route: Router, { permissions, roleService }: ApiContext['community']): void {
  route({
    ...{ method: 'GET', url: '/roles', summary: 'All roles, the highest first', tag: 'roles', scope: 'read' },
    rights: ROLE_READERS,
    answer: Type.Object({ items: Type.Array(RoleItem) }, strict),
    handle: () => ({ items: rolesOf(permissions) }),
  })
  route({
    ...{ method: 'GET', url: '/roles/:id', summary: 'A role', tag: 'roles', scope: 'read' },
    rights: ROLE_READERS,
    params: ById,
    versioned: role,
    answer: RoleItem,
    handle: ({ params }) => {
      const found = rolesOf(permissions).find(({ id }) => id === params.id)
      if (found === undefined) throw new PalabreError('role-unknown')
      return found
    },
  })
  route({
    ...{ method: 'POST', url: '/roles', summary: 'Make a role', tag: 'roles', scope: 'manage', status: 201 },
    rights: ['manageRoles'],
    body: NewRole,
    answer: RoleItem,
    handle: ({ body, actor }) => ({
      ...roleService.create(actor, body),
      rights: body.rights,
      builtIn: false,
    }),
  })
  route({
    ...{ method: 'PATCH', url: '/roles/:id', summary: 'Change a role', tag: 'roles', scope: 'manage' },
    rights: ['manageRoles'],
    params: ById,
    versioned: role,
    body: RoleChange,
    answer: RoleItem,
    handle: ({ params, body, actor }) => {
      const role = roleService.change(actor, params.id, body)
      return { ...role, rights: [...role.rights], builtIn: false }
    },
  })
  route({
    ...{ method: 'DELETE', url: '/roles/:id', summary: 'Remove a role', tag: 'roles', scope: 'manage' },
    rights: ['manageRoles'],
    params: ById,
    versioned: role,
    handle: ({ params, actor }) => {
      roleService.remove(actor, params.id)
      return undefined
    },
  })
  for (const [method, on] of [
    ['PUT', true],
    ['DELETE', false],
  ] as const) {
    route({
      ...{
        method,
        url: '/users/:id/roles/:roleId',
        summary: on ? 'Give a user a role' : 'Take a role from a user',
      },
      ...{ tag: 'roles', scope: 'manage', rights: ['manageUsers'] },
      params: Type.Object({ id: RowId, roleId: RowId }, strict),
      versioned: user,
      handle: ({ params: { id, roleId }, actor }) => {
        roleService.grant(actor, id, roleId, on)
        return undefined
      },
    })
  }
}

function rolesOf(permissions: Permissions): Static<typeof RoleItem>[] {
  return permissions.roles().map(({ id, name, rank, rights }: RoleFacts) => {
    return { id, name, rank, rights: [...rights], builtIn: builtInRole(id) !== undefined }
  })
}
