import { Type, type Static } from 'typebox'
import { OverrideWish } from '../../../contract/admin-bodies.ts'
import { ById, MessageItem, OverrideItem } from '../../../contract/admin-items.ts'
import {
  AudioChange,
  Channel,
  ChannelAudio,
  ChannelChange,
  NewChannel,
  RowId,
} from '../../../contract/models.ts'
import { RIGHTS } from '../../../contract/permissions.ts'
import type { ApiContext, Router } from '../api/api.ts'
import { registerList } from '../api/list-routes.ts'

/** A channel, and what it decides of rights: both count as one thing. */
const channel = ({ id }: { id: number }) => ({ kind: 'channel', id }) as const
const strict = { additionalProperties: false } as const

const DIRECT_ARE_PRIVATE =
  'Direct messages are private: no token and no role reads them or takes them away, the owner’s included.'

/** Channels, what they decide of rights, and what was written in them. */
export function registerPlaces(route: Router, context: ApiContext): void {
  const { tree, channelService } = context.community
  route({
    ...{ method: 'GET', url: '/channels', summary: 'All channels', tag: 'channels', scope: 'read' },
    rights: RIGHTS,
    answer: Type.Object({ items: Type.Array(Channel) }, strict),
    handle: () => ({ items: [...tree.all] }),
  })
  route({
    ...{ method: 'GET', url: '/channels/:id', summary: 'A channel', tag: 'channels', scope: 'read' },
    rights: RIGHTS,
    params: ById,
    versioned: channel,
    answer: Channel,
    handle: ({ params }) => tree.get(params.id),
  })
  route({
    ...{ method: 'POST', url: '/channels', summary: 'Make a channel', tag: 'channels', scope: 'manage' },
    status: 201,
    rights: ['manageChannels', 'makeTemporary'],
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
    rights: ['manageChannels'],
    params: ById,
    versioned: channel,
    body: ChannelChange,
    answer: Channel,
    handle: ({ params, body, actor, unchanged }) => channelService.change(actor, params.id, body, unchanged),
  })
  route({
    ...{ method: 'DELETE', url: '/channels/:id', summary: 'Remove a channel and all within it' },
    ...{ tag: 'channels', scope: 'manage' },
    rights: ['manageChannels'],
    params: ById,
    versioned: channel,
    handle: ({ params, actor }) => {
      channelService.remove(actor, params.id)
      return undefined
    },
  })
  registerAudio(route, context)
  registerOverrides(route, context)
  registerMessages(route, context)
}

/** How voice is carried in a channel, by itself: a program that tunes sound needs no more. */
function registerAudio(route: Router, { community }: ApiContext): void {
  const { tree, channelService } = community
  const audio = { url: '/channels/:id/audio', tag: 'audio', params: ById, versioned: channel } as const
  route({
    ...{ ...audio, method: 'GET', summary: 'How voice is carried in a channel', scope: 'read' },
    rights: RIGHTS,
    answer: ChannelAudio,
    handle: ({ params }) => tree.get(params.id).audio,
  })
  route({
    ...{ ...audio, method: 'PATCH', summary: 'Change how voice is carried in a channel', scope: 'manage' },
    rights: ['manageChannels'],
    body: AudioChange,
    answer: ChannelAudio,
    handle: async ({ params, body, actor, unchanged }) => {
      const changed = await channelService.change(actor, params.id, { audio: body }, unchanged)
      return changed.audio
    },
  })
}

function registerOverrides(route: Router, { store, community }: ApiContext): void {
  route({
    ...{ method: 'GET', url: '/channels/:id/overrides', summary: 'What a channel decides of rights' },
    ...{ tag: 'channels', scope: 'read' },
    rights: ['manageChannels'],
    params: ById,
    versioned: channel,
    answer: Type.Object({ items: Type.Array(OverrideItem) }, strict),
    handle: ({ params, actor }) => {
      community.tree.get(params.id)
      if (actor.kind === 'user') community.permissions.require(actor.user, 'manageChannels', params.id)
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
    rights: ['manageChannels'],
    params: ById,
    versioned: channel,
    body: OverrideWish,
    handle: ({ params, body: { subject, right, effect }, actor }) => {
      community.channelService.decide(actor, params.id, subject, right, effect)
      return undefined
    },
  })
}

function registerMessages(route: Router, { store, community }: ApiContext): void {
  registerList(route, store.lists, {
    ...{ name: 'messages', url: '/channels/:id/messages', summary: 'What was written in a channel' },
    ...{ tag: 'messages', scope: 'moderate', description: DIRECT_ARE_PRIVATE },
    ...{ params: ById, item: MessageItem },
    fixed: ({ id }) => ({ channelId: id }),
    check: ({ id }) => {
      community.tree.get(id)
    },
    shape: (row) => row as Static<typeof MessageItem>,
  })
  route({
    ...{ method: 'DELETE', url: '/channels/:id/messages/:messageId', summary: 'Take a message away' },
    ...{ tag: 'messages', scope: 'moderate' },
    description: `Its place in the history stays, without its text. ${DIRECT_ARE_PRIVATE}`,
    params: Type.Object({ id: RowId, messageId: RowId }, strict),
    handle: ({ params: { id, messageId }, actor }) => {
      community.chat.takeAway(actor, id, messageId)
      return undefined
    },
  })
}
