import { Type, type Static } from 'typebox'
import { Channel, ChannelChange, NewChannel, RowId } from '../../../contract/models.ts'
import { ChannelRightName, Effect } from '../../../contract/permissions.ts'
import type { ApiContext, Router } from '../api/api.ts'
import { answerList, listAnswer, listQuery } from '../api/lists.ts'
import { ById, MessageItem } from '../api/schemas.ts'

const strict = { additionalProperties: false } as const

/** Channels, what they decide of rights, and what was written in them. */
export function registerPlaces(route: Router, context: ApiContext): void {
  const { tree, channelService } = context.community
  route({
    ...{ method: 'GET', url: '/channels', summary: 'All channels', tag: 'channels', scope: 'read' },
    answer: Type.Object({ items: Type.Array(Channel) }, strict),
    handle: () => ({ items: [...tree.all] }),
  })
  route({
    ...{ method: 'GET', url: '/channels/:id', summary: 'A channel', tag: 'channels', scope: 'read' },
    params: ById,
    answer: Channel,
    handle: ({ params }) => tree.get(params.id),
  })
  route({
    ...{ method: 'POST', url: '/channels', summary: 'Make a channel', tag: 'channels', scope: 'manage' },
    status: 201,
    body: NewChannel,
    answer: Channel,
    handle: ({ body, actor }) => channelService.create(actor, body),
  })
  route({
    ...{
      method: 'PATCH',
      url: '/channels/:id',
      summary: 'Change a channel',
      tag: 'channels',
      scope: 'manage',
    },
    params: ById,
    body: ChannelChange,
    answer: Channel,
    handle: ({ params, body, actor }) => channelService.change(actor, params.id, body),
  })
  route({
    ...{ method: 'DELETE', url: '/channels/:id', summary: 'Remove a channel and all within it' },
    ...{ tag: 'channels', scope: 'manage' },
    params: ById,
    handle: ({ params, actor }) => {
      channelService.remove(actor, params.id)
      return undefined
    },
  })
  registerOverrides(route, context)
  registerMessages(route, context)
}

function registerOverrides(route: Router, { store, community }: ApiContext): void {
  const Subject = Type.Object({ kind: Type.Enum(['user', 'role'] as const), id: RowId }, strict)
  const Override = Type.Object({ subject: Subject, right: ChannelRightName, effect: Effect }, strict)
  route({
    ...{ method: 'GET', url: '/channels/:id/overrides', summary: 'What a channel decides of rights' },
    ...{ tag: 'channels', scope: 'read' },
    params: ById,
    answer: Type.Object({ items: Type.Array(Override) }, strict),
    handle: ({ params }) => {
      community.tree.get(params.id)
      const here = store.overrides.list().filter(({ channelId }) => channelId === params.id)
      return { items: here.map(({ subject, right, effect }) => ({ subject, right, effect })) }
    },
  })
  route({
    ...{
      method: 'PUT',
      url: '/channels/:id/overrides',
      summary: 'Let a channel decide a right, or (null) no more',
    },
    ...{ tag: 'channels', scope: 'manage' },
    params: ById,
    body: Type.Object(
      { subject: Subject, right: ChannelRightName, effect: Type.Union([Effect, Type.Null()]) },
      strict,
    ),
    handle: ({ params, body: { subject, right, effect }, actor }) => {
      community.channelService.decide(actor, params.id, subject, right, effect)
      return undefined
    },
  })
}

function registerMessages(route: Router, { store }: ApiContext): void {
  route({
    ...{ method: 'GET', url: '/channels/:id/messages', summary: 'What was written in a channel' },
    ...{ tag: 'messages', scope: 'moderate' },
    params: ById,
    query: listQuery('messages'),
    answer: listAnswer(MessageItem),
    handle: ({ params, query }) =>
      answerList(
        store.lists,
        'messages',
        { ...query, channelId: params.id },
        (row) => row as Static<typeof MessageItem>,
      ),
  })
}
