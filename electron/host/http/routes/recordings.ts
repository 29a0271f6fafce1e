import { createReadStream } from 'node:fs'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type, type Static } from 'typebox'
import { ById, RecordingItem, RecordingWithTracks } from '../../../contract/admin-items.ts'
import { PalabreError } from '../../../contract/errors.ts'
import { RowId } from '../../../contract/models.ts'
import { MIX_FILE, trackFile } from '../../../contract/recording.ts'
import { requireAccess } from '../api/access.ts'
import type { ApiContext, Router } from '../api/api.ts'
import { byteRange } from '../api/byte-range.ts'
import { registerList } from '../api/list-routes.ts'
import { Problem } from '../api/schemas.ts'
import type { HttpsServer } from '../server.ts'

const strict = { additionalProperties: false } as const
const TAG = 'recordings'
const MEDIA_TYPE = 'audio/ogg'
const HTTP = { ok: 200, partial: 206, unsatisfiable: 416 } as const

/** The only names that files of recordings have: nothing else comes near a path. */
const FileName = Type.String({ pattern: '^(?:mix|track-[1-9][0-9]{0,4})\\.opus$' })
const FileParams = Type.Object({ id: RowId, file: FileName }, strict)

/** Recordings of channels: what there is, beginning and ending them, and their files. */
export function registerRecordings(
  app: FastifyInstance<HttpsServer>,
  route: Router,
  { store, community }: ApiContext,
): void {
  const { recordings } = community
  registerList(route, store.lists, {
    ...{ name: 'recordings', url: '/recordings', summary: 'The recordings, the newest first', tag: TAG },
    scope: 'read',
    rights: ['manageHost'],
    item: RecordingItem,
    shape: (row) => row as Static<typeof RecordingItem>,
  })
  route({
    ...{ method: 'GET', url: '/recordings/:id', summary: 'A recording, with its files' },
    ...{ tag: TAG, scope: 'read' },
    rights: ['manageHost'],
    params: ById,
    answer: RecordingWithTracks,
    handle: ({ params }) => {
      const { tracks, ...row } = recordings.get(params.id)
      return { ...row, files: tracks.map(({ number, ...track }) => ({ file: nameOf(number), ...track })) }
    },
  })
  route({
    ...{ method: 'POST', url: '/recordings', summary: 'Begin to record a channel; everybody sees it' },
    ...{ tag: TAG, scope: 'manage', status: 201 },
    rights: ['record'],
    body: Type.Object({ channelId: RowId }, strict),
    answer: Type.Object({ id: RowId }, strict),
    handle: ({ body, actor }) => ({ id: recordings.start(actor, body.channelId) }),
  })
  route({
    ...{ method: 'POST', url: '/recordings/:id/stop', summary: 'End a recording; its files are made then' },
    ...{ tag: TAG, scope: 'manage' },
    rights: ['record'],
    params: ById,
    handle: ({ params, actor }) => {
      const { state, channelId } = recordings.get(params.id)
      if (state !== 'recording') throw new PalabreError('recording-none')
      recordings.stop(actor, channelId)
      return undefined
    },
  })
  route({
    ...{ method: 'DELETE', url: '/recordings/:id', summary: 'Remove a recording with its files' },
    ...{ tag: TAG, scope: 'host' },
    rights: ['manageHost'],
    params: ById,
    handle: ({ params, actor }) => {
      recordings.remove(actor, params.id)
      return undefined
    },
  })
  registerFiles(app, community)
}

function registerFiles(
  app: FastifyInstance<HttpsServer>,
  { recordings, permissions }: ApiContext['community'],
): void {
  const file = {
    description: 'The file, or the part of it that was asked for.',
    content: { [MEDIA_TYPE]: { schema: Type.String() } },
  }
  const refused = { description: 'Refused.', content: { 'application/problem+json': { schema: Problem } } }
  app.get<{ Params: Static<typeof FileParams> }>(
    '/api/v1/recordings/:id/files/:file',
    {
      onRequest: requireAccess({ scope: 'host', rights: ['manageHost'] }, permissions),
      schema: {
        ...{ summary: 'A file of a recording: the mix, or the track of one person', tags: [TAG] },
        description: 'Ogg Opus. One range of bytes may be asked for (RFC 9110, 14).',
        security: [{ token: ['host'] }],
        params: FileParams,
        response: { [HTTP.ok]: file, [HTTP.partial]: file, '4xx': refused, '5xx': refused },
      },
    },
    (request, reply) => {
      const { id, file: name } = request.params
      const { path, bytes } = recordings.fileOf(id, numberOf(name))
      const saved = `recording-${String(id)}-${name}`
      void reply
        .header('content-disposition', `attachment; filename="${saved}"`)
        .type(`${MEDIA_TYPE}; codecs=opus`)
      return sendFile(reply, path, bytes, request.headers.range)
    },
  )
}

/** The whole file, or the range that was asked for. */
function sendFile(reply: FastifyReply, path: string, bytes: number, asked: string | undefined): FastifyReply {
  void reply.header('accept-ranges', 'bytes')
  const range = byteRange(asked, bytes)
  if (range === 'unsatisfiable') {
    void reply.header('content-range', `bytes */${String(bytes)}`)
    throw new PalabreError('range-unsatisfiable')
  }
  if (range === undefined)
    return reply.code(HTTP.ok).header('content-length', bytes).send(createReadStream(path))
  const { start, end } = range
  return reply
    .code(HTTP.partial)
    .header('content-range', `bytes ${String(start)}-${String(end)}/${String(bytes)}`)
    .header('content-length', end - start + 1)
    .send(createReadStream(path, { start, end }))
}

/** 0 is the mix. */
function nameOf(number: number): string {
  return number === 0 ? MIX_FILE : trackFile(number)
}

function numberOf(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0)
}
