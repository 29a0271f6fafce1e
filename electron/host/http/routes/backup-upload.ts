import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { JobStarted } from '../../../contract/admin-items.ts'
import { PalabreError } from '../../../contract/errors.ts'
import { BACKUP_CONFIG } from '../../../storage/backup/config.ts'
import { actorOf, requireAccess } from '../api/access.ts'
import type { ApiContext } from '../api/api.ts'
import { Problem } from '../api/schemas.ts'
import type { HttpsServer } from '../server.ts'

const FILE_TYPE = 'application/octet-stream'
const ACCEPTED = 202

/** Brings a backup file to the host. It is the one body that is no JSON and is never held whole. */
export function registerUpload(app: FastifyInstance<HttpsServer>, { backups, community }: ApiContext): void {
  const refused = { description: 'Refused.', content: { 'application/problem+json': { schema: Problem } } }
  // In a scope of its own, so that no other route takes such bodies.
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(FILE_TYPE, (_request, payload, parsed) => {
      parsed(null, payload)
    })
    scope.post(
      '/api/v1/backups/import',
      {
        onRequest: requireAccess({ scope: 'host', rights: ['manageHost'] }, community.permissions),
        config: { bodyMs: BACKUP_CONFIG.uploadMs },
        schema: {
          ...{ summary: 'Bring a backup file, as another host or this one made it', tags: ['backups'] },
          description:
            'Written to the disk as it comes; a job then tries it, and it stands among the backups once that is done. Nothing is restored by this.',
          security: [{ token: ['host'] }],
          consumes: [FILE_TYPE],
          body: { content: { [FILE_TYPE]: { schema: Type.Unknown() } } },
          response: { [ACCEPTED]: JobStarted, '4xx': refused, '5xx': refused },
        },
      },
      async (request, reply) => {
        const promised = Number(request.headers['content-length'] ?? 0)
        if (promised > BACKUP_CONFIG.uploadBytes) throw new PalabreError('message-too-large')
        const { id } = await backups.receive(actorOf(request), request.body as Readable)
        return reply.code(ACCEPTED).send({ jobId: id })
      },
    )
    done()
  })
}
