import { Type, type Static } from 'typebox'
import { ById } from '../../../contract/admin-items.ts'
import { JobItem } from '../../../contract/jobs.ts'
import type { ApiContext, Router } from '../api/api.ts'
import { registerList } from '../api/list-routes.ts'

const strict = { additionalProperties: false } as const

const RIGHTS = ['manageHost'] as const

/** A job with what came of it: what its kind answers; null unless it is done. */
const JobAnswer = Type.Object({ ...JobItem.properties, result: Type.Unknown() }, strict)

/** The long work of the host. */
export function registerJobs(route: Router, { store, jobs, community }: ApiContext): void {
  registerList(route, store.lists, {
    ...{ name: 'jobs', url: '/jobs', summary: 'Long work, the newest first', tag: 'jobs', scope: 'read' },
    rights: RIGHTS,
    item: JobItem,
    shape: (row) => jobs.current(row as Static<typeof JobItem>),
  })
  route({
    ...{
      method: 'GET',
      url: '/jobs/:id',
      summary: 'A job, with what came of it',
      tag: 'jobs',
      scope: 'read',
    },
    rights: RIGHTS,
    params: ById,
    answer: JobAnswer,
    handle: ({ params }) => jobs.get(params.id),
  })
  route({
    ...{
      method: 'DELETE',
      url: '/jobs/:id',
      summary: 'End a job before its time',
      tag: 'jobs',
      scope: 'host',
    },
    rights: RIGHTS,
    params: ById,
    handle: ({ params, actor }) => {
      const { kind } = jobs.get(params.id)
      jobs.cancel(params.id)
      community.audit.note(actor, 'job.cancel', { kind: 'host', id: params.id, name: kind })
      return undefined
    },
  })
}
