import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { PalabreError } from '../../../electron/contract/errors.ts'
import { backupFile } from '../../../electron/storage/backup/backup-folder.ts'
import { MADE } from '../fake-job-runner.ts'
import { forgeBackup } from '../forged-backup.ts'
import type { OfflineApi } from '../offline-api.ts'
import { problem } from './expectations.ts'

const NAME = '2026-01-01T00-00-00-005Z.palabre'

/** Backups of the host. Their making and coming back are of threads; here it is who may, and what follows. */
export function backupCases(api: () => OfflineApi): void {
  describe('backups', () => {
    // Enough was asked for the allowance of a minute.
    afterAll(() => {
      api().offline.clock.advance(60_000)
    })

    const act = async (action: string): Promise<unknown> =>
      (await api().ask('GET /audit', { query: `action=${action}` })).body

    it('are made by a job, with the keys of the host or without them', async () => {
      const made = await api().ask('POST /backups', { body: {} })
      expect(made).toMatchObject({ status: 202, body: { jobId: expect.any(Number) as number } })
      expect(api().runner.last.payload).toMatchObject({ reason: 'request', secrets: true })
      api().runner.last.succeed(MADE)
      await expect.poll(() => api().runner.runs.length).toBeGreaterThan(0)
      const { jobId } = made.body as { jobId: number }
      await expect
        .poll(async () => (await api().ask('GET /jobs/{id}', { id: jobId })).body)
        .toMatchObject({
          ...{ state: 'done', result: MADE },
        })
      await api().ask('POST /backups', { body: { secrets: false } })
      expect(api().runner.last.payload).toMatchObject({ reason: 'export', secrets: false })
      api().runner.last.succeed(MADE)
      expect(await act('backup.create')).toMatchObject({ items: [{ detail: { secrets: false } }, {}] })
    })

    it('are listed, taken away and removed, and that is noted', async () => {
      forgeBackup(backupFile(api().offline.folder, NAME), Buffer.from('x'))
      expect((await api().ask('GET /backups')).body).toMatchObject({
        items: [{ name: NAME, reason: 'request' }],
      })
      const file = await api().ask('GET /backups/{name}', { name: NAME })
      expect(file.headers['content-disposition']).toBe(`attachment; filename="${NAME}"`)
      expect(String(file.body)).toMatch(/^PALABRE1/)
      expect((await api().ask('DELETE /backups/{name}', { name: NAME })).status).toBe(204)
      expect((await api().ask('GET /backups')).body).toEqual({ items: [] })
      expect(await act('backup.take')).toMatchObject({ items: [{ detail: { name: NAME } }] })
      expect(await act('backup.remove')).toMatchObject({ items: [{ detail: { name: NAME } }] })
    })

    it('are taken from elsewhere: written down, tried by a job, and noted', async () => {
      const headers = { 'content-type': 'application/octet-stream' }
      const file = Buffer.from('what somebody brings')
      const brought = await api().ask('POST /backups/import', { body: file, headers })
      expect(brought).toMatchObject({ status: 202, body: { jobId: expect.any(Number) as number } })
      expect(api().runner.last.kind).toBe('backup.import')
      const { from, file: to } = api().runner.last.payload as { from: string; file: string }
      expect(from).toBe(`${to}.upload`)
      expect(dirname(to)).toBe(join(api().offline.folder, 'backups'))
      expect(readFileSync(from)).toEqual(file)
      // Not among them before it was tried.
      expect((await api().ask('GET /backups')).body).toEqual({ items: [] })
      expect(await act('backup.import')).toMatchObject({ items: [{ detail: { name: basename(to) } }] })
      api().runner.last.fail(new PalabreError('backup-invalid'))
      const json = await api().ask('POST /backups/import', { body: {} })
      expect(json).toMatchObject({ status: 415, body: { code: 'request-invalid' } })
      const strange = await api().ask('POST /bans', { body: file, headers })
      expect(strange).toMatchObject({ status: 415, body: { code: 'request-invalid' } })
    })

    it('come back by a restart, after the present state was backed up', async () => {
      forgeBackup(backupFile(api().offline.folder, NAME), Buffer.from('x'))
      const { restarts } = api()
      const asked = api().ask('POST /backups/{name}/restore', { name: NAME })
      await expect.poll(() => api().runner.last.payload).toMatchObject({ reason: 'before-restore' })
      api().runner.last.succeed(MADE)
      expect(await asked).toMatchObject({ status: 202, body: { jobId: expect.any(Number) as number } })
      expect(api().restarts).toBe(restarts)
      expect(api().runner.last.kind).toBe('backup.restore')
      api().runner.last.succeed(null)
      await expect.poll(() => api().restarts).toBe(restarts + 1)
      expect(await act('backup.restore')).toMatchObject({ items: [{ detail: { name: NAME } }] })
      const reader = await api().ask('POST /tokens', { body: { name: 'reader', scopes: ['read', 'manage'] } })
      const { token } = reader.body as { token: string }
      expect((await api().ask('GET /backups', { token })).body).toEqual(problem('scope-missing'))
    })
  })
}
