import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../electron/base/logger.ts'
import type { EngineEvent } from '../../../../electron/contract/engine.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { DEFAULT_ENGINE } from '../../../../electron/processes/engine-defaults.ts'
import { ENGINE_PORT_CONFIG, EngineThread } from '../../../../electron/processes/engine-port.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { FakeEngineWorker, STOPPED } from '../../../support/fake-engine-worker.ts'
import { seededRandom } from '../../../support/seeded-random.ts'

function setUp(onSpawn: (worker: FakeEngineWorker) => void = (worker) => worker.start()) {
  const clock = new FakeClock()
  const workers: FakeEngineWorker[] = []
  const thread = new EngineThread({
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    spawn: (options) => {
      const worker = new FakeEngineWorker(options)
      workers.push(worker)
      onSpawn(worker)
      return worker
    },
  })
  const events: EngineEvent[] = []
  const lost: PalabreError[] = []
  thread.onEvent((event) => events.push(event))
  thread.onLost((error) => lost.push(error))
  const newest = (): FakeEngineWorker => {
    const worker = workers.at(-1)
    if (worker === undefined) throw new Error('no engine was started')
    return worker
  }
  return { clock, thread, workers, events, lost, newest }
}

describe('the engine in its thread', () => {
  it('starts, hands on commands and events, and stops with a last word', async () => {
    const { thread, newest, events, clock } = setUp()
    await thread.start(DEFAULT_ENGINE)
    thread.post({ type: 'flags', muted: true, deafened: false })
    expect(await thread.stop()).toEqual(STOPPED)
    expect(newest().options).toEqual(DEFAULT_ENGINE)
    expect(newest().commands.map(({ type }) => type)).toEqual(['flags', 'stop'])
    expect(events.map(({ type }) => type)).toEqual(['started', 'stopped'])
    expect(newest().isTerminated).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it('fails to start with what the engine said of itself', async () => {
    const { thread, clock, workers } = setUp((worker) => {
      worker.say({ type: 'failed', error: new PalabreError('file-unreadable', { detail: 'x.wav' }).report() })
      queueMicrotask(() => {
        worker.exit(1)
      })
    })
    await expect(thread.start(DEFAULT_ENGINE)).rejects.toMatchObject({
      code: 'file-unreadable',
      detail: 'x.wav',
    })
    await clock.advanceAsync(60_000)
    expect(workers).toHaveLength(1)
    expect(thread.isRunning).toBe(false)
  })

  it('fails to start where it only exits, or never says it has started', async () => {
    const dead = setUp((worker) => {
      queueMicrotask(() => {
        worker.exit(3)
      })
    })
    await expect(dead.thread.start(DEFAULT_ENGINE)).rejects.toMatchObject({ code: 'service-stopped' })
    const silent = setUp(() => {})
    const failure = silent.thread.start(DEFAULT_ENGINE).catch((error: unknown) => error)
    await silent.clock.advanceAsync(ENGINE_PORT_CONFIG.startMs)
    expect(await failure).toMatchObject({ code: 'service-stopped' })
    expect(silent.newest().isTerminated).toBe(true)
  })

  it('is started again after it died, with the devices chosen meanwhile', async () => {
    const { thread, newest, workers, lost, clock } = setUp()
    await thread.start(DEFAULT_ENGINE)
    const devices = { capture: { kind: 'silence' }, playback: { kind: 'null' } } as const
    thread.post({ type: 'devices', ...devices })
    thread.post({ type: 'processing', gain: false })
    newest().exit(139)
    expect(lost).toMatchObject([{ code: 'service-stopped' }])
    expect(thread.isRunning).toBe(true)
    await clock.advanceAsync(ENGINE_PORT_CONFIG.restart.firstMs)
    expect(workers).toHaveLength(2)
    expect(newest().options).toMatchObject(devices)
    expect(newest().options.processing).toEqual({ gain: false })
  })

  it('keeps for the next life what belongs to the newest session only', async () => {
    const { thread, newest, clock } = setUp()
    await thread.start(DEFAULT_ENGINE)
    newest().exit(1)
    thread.post({ type: 'members', members: [] })
    thread.post({ type: 'disconnect' })
    thread.post({ type: 'flags', muted: true, deafened: true })
    thread.post({ type: 'tunnelIn', datagram: new Uint8Array(1) })
    await clock.advanceAsync(ENGINE_PORT_CONFIG.restart.firstMs)
    expect(newest().commands.map(({ type }) => type)).toEqual(['disconnect', 'flags'])
  })

  it('waits ever longer where it dies again and again', async () => {
    let starts = 0
    const { thread, workers, clock } = setUp((worker) => {
      starts += 1
      if (starts === 1) worker.start()
      else
        queueMicrotask(() => {
          worker.exit(1)
        })
    })
    await thread.start(DEFAULT_ENGINE)
    workers[0]?.exit(1)
    await clock.advanceAsync(60_000)
    expect(workers.length).toBeGreaterThan(8)
    expect(workers.length).toBeLessThan(25)
    await thread.stop()
    expect(clock.pending).toBe(0)
  })

  it('ends a thread that does not answer', async () => {
    const { thread, newest, clock } = setUp()
    await thread.start(DEFAULT_ENGINE)
    newest().onCommand = () => {}
    const stopped = thread.stop()
    await clock.advanceAsync(ENGINE_PORT_CONFIG.stopMs)
    expect(await stopped).toBeUndefined()
    expect(newest().isTerminated).toBe(true)
  })

  it('takes no command while none runs', async () => {
    const { thread, workers } = setUp()
    thread.post({ type: 'disconnect' })
    expect(await thread.stop()).toBeUndefined()
    expect(workers).toHaveLength(0)
  })
})
