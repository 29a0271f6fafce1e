import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../../electron/base/logger.ts'
import { PalabreError } from '../../../../../electron/contract/errors.ts'
import type { JobItem } from '../../../../../electron/contract/jobs.ts'
import { JOBS_CONFIG } from '../../../../../electron/host/jobs/config.ts'
import { HOST_ITSELF, JobService, type JobHandle } from '../../../../../electron/host/jobs/job-service.ts'
import { openStore, type Store } from '../../../../../electron/storage/store.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { FakeJobRunner, MADE, WISH } from '../../../../support/fake-job-runner.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const ADA = { kind: 'user', user: { id: 7, nickname: 'Ada', role: 'owner' } } as const
const DAY_MS = 86_400_000

let place: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
let clock: FakeClock
let runner: FakeJobRunner
let jobs: JobService
let told: JobItem[]

beforeEach(async () => {
  place = await temporaryFolder()
  store = openStore(place.folder)
  clock = new FakeClock()
  jobs = service()
})
afterEach(async () => {
  await jobs.close()
  store.close()
  await place.remove()
})

function service(config = {}): JobService {
  runner = new FakeJobRunner()
  told = []
  const made = new JobService({
    ...{ clock, runner, logger: silentLogger, repository: store.jobs },
    config: { ...JOBS_CONFIG, threadsMost: 3, ...config },
    terms: {
      'backup.create': { priority: 'normal', atOnce: 2, waiting: 2, limitMs: 1_000 },
      'backup.restore': { priority: 'normal', atOnce: 1, waiting: 1, limitMs: 1_000 },
      'backup.import': { priority: 'normal', atOnce: 1, waiting: 1, limitMs: 1_000 },
      'database.check': { priority: 'high', atOnce: 1, waiting: 1, limitMs: 1_000 },
      'recording.finish': { priority: 'normal', atOnce: 1, waiting: 1, limitMs: 1_000 },
    },
  })
  made.onChange((job) => told.push(job))
  return made
}

const submit = (by: typeof ADA | typeof HOST_ITSELF = ADA): JobHandle<'backup.create'> =>
  jobs.submit('backup.create', WISH, { by })

describe('a job', () => {
  it('is written down, done, and keeps what came of it', async () => {
    const { id, done } = submit()
    clock.advance(5)
    runner.last.progress({ fraction: 0.5, phase: 'copy' })
    expect(jobs.get(id)).toMatchObject({
      state: 'running',
      progress: 0.5,
      phase: 'copy',
      byName: 'Ada',
      byId: 7,
    })
    runner.last.succeed(MADE)
    expect(await done).toEqual(MADE)
    const at = clock.wallMs()
    expect(jobs.get(id)).toMatchObject({
      state: 'done',
      progress: 1,
      result: MADE,
      endedAt: at,
      errorCode: null,
    })
    expect(told.map(({ state, progress }) => [state, progress])).toEqual([
      ['queued', 0],
      ['running', 0],
      ['running', 0.5],
      ['done', 1],
    ])
  })

  it('fails with the code of its error, anything unknown as internal', async () => {
    const { id, done } = submit()
    runner.last.fail(new PalabreError('data-damaged', { detail: 'page 3' }))
    await expect(done).rejects.toMatchObject({ code: 'data-damaged' })
    expect(jobs.get(id)).toMatchObject({ state: 'failed', errorCode: 'data-damaged', errorDetail: 'page 3' })
    const other = submit()
    runner.last.fail(new TypeError('odd'))
    await expect(other.done).rejects.toMatchObject({
      code: 'internal',
      detail: expect.stringContaining('odd') as string,
    })
  })

  it('never goes back in its progress, nor beyond its end', () => {
    const { id } = submit()
    for (const fraction of [0.6, 0.2, 7]) runner.last.progress({ fraction, phase: 'copy' })
    expect(told.map(({ progress }) => progress)).toEqual([0, 0, 0.6, 0.6, 1])
    expect(jobs.get(id).state).toBe('running')
  })

  it('that takes too long is ended', async () => {
    const { id, done } = submit()
    clock.advance(1_000)
    await expect(done).rejects.toMatchObject({ code: 'job-timeout' })
    expect([jobs.get(id).state, jobs.get(id).errorCode]).toEqual(['failed', 'job-timeout'])
    expect(clock.pending).toBe(0)
  })

  it('goes on where its state cannot be written', async () => {
    store.close()
    place = await temporaryFolder()
    store = openStore(place.folder)
    jobs = service()
    const { done } = submit()
    store.close()
    runner.last.succeed(MADE)
    expect(await done).toEqual(MADE)
    store = openStore(place.folder)
    expect(service().get(1)).toMatchObject({ state: 'failed', errorCode: 'job-interrupted' })
  })
})

describe('many jobs', () => {
  it('run as many of a kind as it may, and the next when one ends', async () => {
    const handles = [submit(), submit(), submit()]
    expect(runner.runs).toHaveLength(2)
    runner.runs[0]?.succeed(MADE)
    await handles[0]?.done
    expect(runner.runs).toHaveLength(3)
  })

  it('let another kind pass where their own may not begin, the most urgent first', async () => {
    const handles = [submit(), submit(), submit()]
    jobs.submit('database.check', { database: 'a' }, { by: HOST_ITSELF })
    jobs.submit('database.check', { database: 'a' }, { by: HOST_ITSELF })
    expect(runner.runs.map(({ kind }) => kind)).toEqual(['backup.create', 'backup.create', 'database.check'])
    runner.last.succeed(null)
    runner.runs[0]?.succeed(MADE)
    await handles[0]?.done
    expect(runner.runs.map(({ kind }) => kind).slice(3)).toEqual(['database.check', 'backup.create'])
  })

  it('run no more than there are threads', () => {
    jobs = service({ threadsMost: 1 })
    submit()
    submit()
    expect(runner.runs).toHaveLength(1)
  })

  it('are refused where too many of the kind wait', () => {
    for (let count = 0; count < 4; count++) submit()
    expect(submit).toThrow(expect.objectContaining({ code: 'jobs-full', detail: 'backup.create' }))
    expect(jobs.metrics()).toMatchObject({ 'jobs:waiting': 2, 'jobs:running': 2 })
  })

  it('are counted by kind and end', async () => {
    const good = submit()
    runner.last.succeed(MADE)
    await good.done
    const bad = submit()
    jobs.cancel(bad.id)
    await bad.done.catch(() => {})
    expect(jobs.metrics()).toMatchObject({
      'jobs:backup.create:done': 1,
      'jobs:backup.create:failed': 0,
      'jobs:backup.create:cancelled': 1,
    })
  })
})

describe('cancelling', () => {
  it('ends a job that waits without ever beginning it', async () => {
    const handles = [submit(), submit(), submit()]
    const id = handles[2]?.id ?? 0
    jobs.cancel(id)
    await expect(handles[2]?.done).rejects.toMatchObject({ code: 'job-cancelled' })
    expect(jobs.get(id)).toMatchObject({ state: 'cancelled', startedAt: null })
    expect(runner.runs).toHaveLength(2)
  })

  it('ends a job that runs, once, and says so whatever the job says', async () => {
    runner.stubborn = true
    const { id, done } = submit()
    jobs.cancel(id)
    jobs.cancel(id)
    expect([runner.last.cancels, jobs.get(id).state]).toEqual([1, 'running'])
    runner.last.fail(new Error('torn'))
    await expect(done).rejects.toMatchObject({ code: 'job-cancelled' })
    expect(jobs.get(id)).toMatchObject({ state: 'cancelled', errorCode: 'job-cancelled' })
  })

  it('has nothing to end where a job has ended, or never was', async () => {
    const { id, done } = submit()
    runner.last.succeed(MADE)
    await done
    expect(() => {
      jobs.cancel(id)
    }).toThrow(expect.objectContaining({ code: 'job-ended' }))
    expect(() => {
      jobs.cancel(99)
    }).toThrow(expect.objectContaining({ code: 'job-unknown' }))
  })
})

describe('the end of the host', () => {
  it('ends every job, with a reason', async () => {
    const handles = [submit(), submit(), submit()]
    await jobs.close()
    for (const { id, done } of handles) {
      await expect(done).rejects.toMatchObject({ code: 'host-closing' })
      expect(jobs.get(id)).toMatchObject({ state: 'cancelled', errorCode: 'host-closing' })
    }
    expect([runner.closed, runner.runs.length]).toEqual([true, 2])
    expect(submit).toThrow(expect.objectContaining({ code: 'host-closing' }))
  })

  it('by force leaves jobs that the next start calls failed', () => {
    const { id } = submit()
    const next = service()
    expect(next.get(id)).toMatchObject({
      state: 'failed',
      errorCode: 'job-interrupted',
      endedAt: clock.wallMs(),
    })
  })
})

describe('ended jobs', () => {
  async function endOne(): Promise<number> {
    const { id, done } = submit()
    runner.last.succeed(MADE)
    await done
    return id
  }

  it('are kept for their days, running ones for ever', async () => {
    const old = await endOne()
    const running = submit().id
    clock.advance(JOBS_CONFIG.keepDays * DAY_MS - 1)
    expect([jobs.sweep(10), jobs.get(old).state]).toEqual([false, 'done'])
    clock.advance(2)
    jobs.sweep(10)
    expect(() => jobs.get(old)).toThrow(expect.objectContaining({ code: 'job-unknown' }))
    expect(jobs.get(running).id).toBe(running)
  })

  it('are kept to a number, the newest, a piece at a time', async () => {
    jobs = service({ keepMost: 1 })
    const ids = [await endOne(), await endOne(), await endOne(), await endOne()]
    expect([jobs.sweep(2), jobs.sweep(2)]).toEqual([true, false])
    expect(store.lists.count('jobs', [])).toBe(1)
    expect(jobs.get(ids[3] ?? 0).state).toBe('done')
  })
})
