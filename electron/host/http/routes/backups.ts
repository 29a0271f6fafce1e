import { createReadStream } from 'node:fs'
import { Type } from 'typebox'
import { BackupItem, JobStarted } from '../../../contract/admin-items.ts'
import { BACKUP_NAME_PATTERN } from '../../../storage/backup/backup-folder.ts'
import type { ApiContext, Router } from '../api/api.ts'
import { Download } from '../api/download.ts'

const strict = { additionalProperties: false } as const
/** Nothing of another form comes near a path; what the time is worth is seen there. */
const ByName = Type.Object({ name: Type.String({ maxLength: 64, pattern: BACKUP_NAME_PATTERN }) }, strict)
const HOST_RIGHTS = ['manageHost'] as const
const FILE_TYPE = 'application/octet-stream'

/** Backups of the host, and the server as one file to take elsewhere. */
export function registerBackups(route: Router, { backups }: ApiContext): void {
  route({
    ...{ method: 'GET', url: '/backups', summary: 'The backups, the newest first', tag: 'backups' },
    rights: HOST_RIGHTS,
    scope: 'host',
    answer: Type.Object({ items: Type.Array(BackupItem) }, strict),
    handle: () => ({ items: backups.list() }),
  })
  route({
    ...{
      method: 'POST',
      url: '/backups',
      summary: 'Make a backup',
      tag: 'backups',
      rights: HOST_RIGHTS,
      scope: 'host',
      status: 202,
    },
    description: 'Without `secrets` the file holds no keys and tokens of the host: an export, to be shared.',
    body: Type.Object({ secrets: Type.Optional(Type.Boolean()) }, strict),
    answer: JobStarted,
    handle: ({ body, actor }) => ({ jobId: backups.create(actor, body.secrets ?? true).id }),
  })
  route({
    ...{
      method: 'GET',
      url: '/backups/:name',
      summary: 'A backup as a file',
      tag: 'backups',
      rights: HOST_RIGHTS,
      scope: 'host',
    },
    params: ByName,
    contents: { [FILE_TYPE]: Type.String() },
    handle: ({ params: { name }, actor }) => {
      const file = backups.file(name)
      backups.taken(actor, name)
      return new Download(FILE_TYPE, name, createReadStream(file) as AsyncIterable<Buffer>)
    },
  })
  route({
    ...{
      method: 'DELETE',
      url: '/backups/:name',
      summary: 'Remove a backup',
      tag: 'backups',
      rights: HOST_RIGHTS,
      scope: 'host',
    },
    params: ByName,
    handle: ({ params, actor }) => {
      backups.remove(actor, params.name)
      return undefined
    },
  })
  route({
    ...{ method: 'POST', url: '/backups/:name/restore', summary: 'Bring a backup back', tag: 'backups' },
    ...{ rights: HOST_RIGHTS, scope: 'host', status: 202 },
    description:
      'The present state is backed up first. Once the job is done the host closes and starts again; guests come back by themselves.',
    params: ByName,
    answer: JobStarted,
    handle: async ({ params, actor }) => ({ jobId: (await backups.restore(actor, params.name)).id }),
  })
}
