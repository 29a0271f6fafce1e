import { Type, type Static } from 'typebox'
import { toBase64Url } from '../../../base/crypto.ts'
import { ById, DeviceItem, Reason } from '../../../contract/admin-items.ts'
import { PalabreError } from '../../../contract/errors.ts'
import { RowId } from '../../../contract/models.ts'
import type { ApiContext, Router } from '../api/api.ts'

const strict = { additionalProperties: false } as const

/** What is done to users who are here, and the machines they come from. */
export function registerPresence(route: Router, context: ApiContext): void {
  const { moderation, room } = context.community
  const sourcesOf = (userId: number): [number, ...number[]] => {
    const [first, ...others] = room.sessionsOf(userId).map(({ member }) => member.sourceId)
    if (first === undefined) throw new PalabreError('user-unknown', { detail: 'not here now' })
    return [first, ...others]
  }
  route({
    ...{ method: 'POST', url: '/users/:id/kick', summary: 'End the stay of a user', tag: 'users' },
    scope: 'moderate',
    rights: ['kick'],
    params: ById,
    body: Type.Object({ reason: Reason }, strict),
    handle: ({ params, body, actor }) => {
      moderation.kick(actor, sourcesOf(params.id)[0], body.reason)
      return undefined
    },
  })
  route({
    ...{ method: 'POST', url: '/users/:id/move', summary: 'Bring a user into another channel', tag: 'users' },
    description: 'Where several machines of the user are in, all of them.',
    scope: 'moderate',
    rights: ['move'],
    params: ById,
    body: Type.Object({ channelId: RowId }, strict),
    handle: ({ params, body, actor }) => {
      for (const sourceId of sourcesOf(params.id)) moderation.move(actor, sourceId, body.channelId)
      return undefined
    },
  })
  registerDevices(route, context)
}

function registerDevices(route: Router, { store, community }: ApiContext): void {
  route({
    ...{ method: 'GET', url: '/users/:id/devices', summary: 'The machines of a user', tag: 'users' },
    scope: 'read',
    rights: ['manageUsers'],
    params: ById,
    answer: Type.Object({ items: Type.Array(DeviceItem) }, strict),
    handle: ({ params }) => {
      if (store.users.byId(params.id) === undefined) throw new PalabreError('user-unknown')
      return { items: store.devices.ofUser(params.id).map(shapeDevice) }
    },
  })
  route({
    ...{ method: 'DELETE', url: '/users/:id/devices/:deviceId', summary: 'Take a machine from its user' },
    ...{ tag: 'users', scope: 'manage' },
    rights: ['manageUsers'],
    description: 'The key of that machine is nobody’s then; its stay ends, those of other machines go on.',
    params: Type.Object({ id: RowId, deviceId: RowId }, strict),
    handle: ({ params: { id, deviceId }, actor }) => {
      community.moderation.removeDevice(actor, id, deviceId)
      return undefined
    },
  })
}

type Device = ReturnType<ApiContext['store']['devices']['ofUser']>[number]

function shapeDevice({ id, name, publicKey, createdAt, lastSeenAt }: Device): Static<typeof DeviceItem> {
  return { id, name, publicKey: toBase64Url(publicKey), createdAt, lastSeenAt }
}
