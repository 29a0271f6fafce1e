import { describe, expect, it } from 'vitest'
import type { JobItem } from '../../../electron/contract/jobs.ts'
import { HOST_ITSELF } from '../../../electron/host/jobs/job-service.ts'
import { WISH } from '../fake-job-runner.ts'
import type { OfflineApi } from '../offline-api.ts'
import { problem } from './expectations.ts'

/** Long work of the host. */
export function jobCases(api: () => OfflineApi): void {
  describe('jobs', () => {
    it('are listed with the progress of this moment, looked at, and ended', async () => {
      const made = api().jobs.submit('backup.create', WISH, { by: HOST_ITSELF })
      api().runner.last.progress({ fraction: 0.25, phase: 'copy' })
      const { body } = await api().ask('GET /jobs', { query: 'state=running' })
      const { items } = body as { items: JobItem[] }
      expect(items).toMatchObject([{ id: made.id, kind: 'backup.create', progress: 0.25, phase: 'copy' }])
      expect((await api().ask('GET /jobs/export', { query: 'format=json' })).status).toBe(200)
      expect((await api().ask('DELETE /jobs/{id}', { id: made.id })).status).toBe(204)
      await made.done.catch(() => {})
      expect((await api().ask('GET /jobs/{id}', { id: made.id })).body).toMatchObject({
        ...{ state: 'cancelled', errorCode: 'job-cancelled', result: null },
      })
      expect((await api().ask('DELETE /jobs/{id}', { id: made.id })).body).toEqual(problem('job-ended'))
      expect((await api().ask('GET /jobs/{id}', { id: 99 })).body).toEqual(problem('job-unknown'))
    })
  })
}
