import { Type } from 'typebox'
import { ERRORS } from '../../../contract/errors.ts'
import { HostSettings, HostSettingsChange } from '../../../contract/host-settings.ts'
import { AudioChange, ChannelAudio } from '../../../contract/models.ts'
import type { ApiContext, Router } from '../api/api.ts'
import { ErrorCodeName } from '../api/schemas.ts'

const strict = { additionalProperties: false } as const
const HOST = { kind: 'host', id: 1 } as const
const AUDIO = { kind: 'audio', id: 1 } as const

/** The host as a whole: what its owner decides, how new channels sound, and what its errors mean. */
export function registerHost(route: Router, { community }: ApiContext): void {
  const { settings } = community
  route({
    ...{ method: 'GET', url: '/host', summary: 'The settings of the host', tag: 'host', scope: 'read' },
    rights: ['manageHost'],
    versioned: () => HOST,
    answer: HostSettings,
    handle: () => settings.now,
  })
  route({
    ...{ method: 'PATCH', url: '/host', summary: 'Change settings of the host', tag: 'host', scope: 'host' },
    rights: ['manageHost'],
    versioned: () => HOST,
    body: HostSettingsChange,
    answer: HostSettings,
    handle: ({ body, actor }) => settings.change(actor, body),
  })
  route({
    ...{ method: 'GET', url: '/audio', summary: 'How voice is carried in new channels', tag: 'audio' },
    scope: 'read',
    rights: ['manageHost', 'manageChannels'],
    versioned: () => AUDIO,
    answer: ChannelAudio,
    handle: () => settings.audio,
  })
  route({
    ...{ method: 'PATCH', url: '/audio', summary: 'Change how voice is carried in new channels' },
    ...{ tag: 'audio', scope: 'host' },
    rights: ['manageHost'],
    description: 'Channels that are there already stay as they are; see `/channels/{id}/audio`.',
    versioned: () => AUDIO,
    body: AudioChange,
    answer: ChannelAudio,
    handle: ({ body, actor }) => settings.changeAudio(actor, body),
  })
  registerErrors(route)
}

function registerErrors(route: Router): void {
  const ErrorItem = Type.Object(
    {
      code: ErrorCodeName,
      /** The cause, and what to do. */
      ...{ message: Type.String(), next: Type.String() },
      /** Of the answer, where a request is refused for it. */
      status: Type.Integer(),
    },
    strict,
  )
  const items = Object.entries(ERRORS).map(([code, entry]) => ({ code, ...entry }))
  route({
    ...{ method: 'GET', url: '/errors', summary: 'All errors, with cause and next step', tag: 'host' },
    description: 'Programs match on `code`; codes are added and never changed.',
    answer: Type.Object({ items: Type.Array(ErrorItem) }, strict),
    handle: () => ({
      items: items as { code: keyof typeof ERRORS; message: string; next: string; status: number }[],
    }),
  })
}
