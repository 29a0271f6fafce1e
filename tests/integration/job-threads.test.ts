import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/base/clock.ts'
import { JOBS_CONFIG } from '../../electron/host/jobs/config.ts'
import { JobThreads } from '../../electron/host/jobs/job-threads.ts'
import type { JobProgress } from '../../electron/host/jobs/job-task.ts'
import { entryUrl } from '../../electron/processes/entry.ts'
import { DATABASE_FILE, openStore } from '../../electron/storage/store.ts'
import { WISH } from '../support/fake-job-runner.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ODD = pathToFileURL(join(import.meta.dirname, '../support/odd-jobs.worker.ts'))
let threads: JobThreads | undefined

afterEach(async () => {
  await threads?.close()
  threads = undefined
})

function open(entry: URL, config = {}): JobThreads {
  threads = new JobThreads(entry, { ...JOBS_CONFIG, graceMs: 100, ...config }, systemClock)
  return threads
}

/** Begins an odd job; resolves once it has told that it is at work. */
async function startOdd(database: string) {
  const told: JobProgress[] = []
  const began = Promise.withResolvers<undefined>()
  const run = threads?.start('backup.create', { ...WISH, database }, (progress) => {
    told.push(progress)
    began.resolve(undefined)
  })
  if (run === undefined) throw new Error('There are no threads.')
  await Promise.race([began.promise, run.done.catch(() => {})])
  return { ...run, told }
}

describe('threads for jobs', () => {
  it('do what the product does: a backup of a store that is open', async () => {
    open(entryUrl('jobs.worker'))
    const { folder, remove } = await temporaryFolder()
    const store = openStore(folder)
    try {
      const wish = { ...WISH, database: join(folder, DATABASE_FILE), file: join(folder, 'copy.db') }
      const phases: string[] = []
      const run = threads?.start('backup.create', wish, ({ phase }) => phases.push(phase))
      expect(await run?.done).toMatchObject({ file: wish.file })
      expect(phases).toEqual(['copy', 'verify', 'pack', 'read'])
      const check = threads?.start('database.check', { database: wish.database }, () => {})
      expect(await check?.done).toBeNull()
      const bad = threads?.start('backup.create', { ...wish, database: join(folder, 'none') }, () => {})
      await expect(bad?.done).rejects.toMatchObject({ code: 'internal' })
    } finally {
      store.close()
      await remove()
    }
  })

  it('grow with the work, to their bound, and end when idle', async () => {
    open(ODD, { threadsMost: 2, idleMs: 50 })
    expect(threads?.threads).toBe(0)
    const runs = await Promise.all([startOdd('busy'), startOdd('busy')])
    expect(threads?.threads).toBe(2)
    for (const run of runs) run.cancel()
    await Promise.allSettled(runs.map(({ done }) => done))
    await expect.poll(() => threads?.threads, { timeout: 20_000 }).toBe(0)
  })

  it('outlive a job that is cancelled and listens', async () => {
    open(ODD, { threadsMost: 1, graceMs: 60_000 })
    const busy = await startOdd('busy')
    busy.cancel()
    await expect(busy.done).rejects.toMatchObject({ code: 'job-cancelled' })
    const fine = await startOdd('fine')
    expect(await fine.done).toEqual({ file: 'b', bytes: 1, sha256: '' })
    expect(fine.told).toEqual([{ fraction: 0.5, phase: 'copy' }])
  })

  it('are ended with a job that does not listen, and others take their place', async () => {
    open(ODD, { threadsMost: 1 })
    const deaf = await startOdd('deaf')
    deaf.cancel()
    await expect(deaf.done).rejects.toMatchObject({ code: 'job-cancelled' })
    expect(await (await startOdd('fine')).done).toEqual({ file: 'b', bytes: 1, sha256: '' })
  })

  it('fail alone where one dies', async () => {
    open(ODD, { threadsMost: 1 })
    await expect((await startOdd('dying')).done).rejects.toMatchObject({ code: 'internal' })
    expect(await (await startOdd('fine')).done).toEqual({ file: 'b', bytes: 1, sha256: '' })
  })
})
