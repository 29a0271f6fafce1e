import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { PalabreError } from '../../../../../electron/contract/errors.ts'
import { runTask, type JobHandler, type JobProgress } from '../../../../../electron/host/jobs/job-task.ts'
import { MADE, WISH } from '../../../../support/fake-job-runner.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

function begin(handler: JobHandler<'backup.create'>) {
  const { port1, port2: port } = new MessageChannel()
  const cancelled = new SharedArrayBuffer(4)
  const clock = new FakeClock()
  const told: JobProgress[] = []
  port1.on('message', (progress: JobProgress) => told.push(progress))
  const closed = once(port1, 'close')
  const outcome = runTask(
    handler,
    { kind: 'backup.create', payload: WISH, port, cancelled, tellMs: 100 },
    clock,
  )
  const cancel = (): void => {
    Atomics.store(new Int32Array(cancelled), 0, 1)
    port1.postMessage('cancel')
  }
  return { outcome, closed, told, clock, cancel }
}

it('answers what came of it, and closes its port', async () => {
  const { outcome, closed } = begin((payload) => ({ ...MADE, file: payload.file }))
  expect(await outcome).toEqual({ ok: true, result: MADE })
  await closed
})

it('carries an error across as its code', async () => {
  const { outcome } = begin(() => {
    throw new PalabreError('data-damaged', { detail: 'page 3' })
  })
  expect(await outcome).toMatchObject({ ok: false, error: { code: 'data-damaged', detail: 'page 3' } })
})

it('tells a new phase at once, and progress within one now and then', async () => {
  const { outcome, closed, told } = begin((_payload, { progress }) => {
    progress(0, 'copy')
    progress(0.1, 'copy')
    progress(0.5, 'verify')
    return MADE
  })
  await outcome
  await closed
  expect(told).toEqual([
    { fraction: 0, phase: 'copy' },
    { fraction: 0.5, phase: 'verify' },
  ])
})

it('hears that it shall end, waiting or busy', async () => {
  const waiting = begin(async (_payload, { signal }) => {
    await new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error)
      })
    })
    return MADE
  })
  waiting.cancel()
  expect(await waiting.outcome).toMatchObject({ ok: false, error: { code: 'job-cancelled' } })
  const gate = Promise.withResolvers<undefined>()
  const busy = begin(async (_payload, { check }) => {
    await gate.promise
    check()
    return MADE
  })
  busy.cancel()
  gate.resolve(undefined)
  expect(await busy.outcome).toMatchObject({ ok: false, error: { code: 'job-cancelled' } })
})
