import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { EngineEvent } from '../../electron/contract/engine.ts'
import type { ErrorCode } from '../../electron/contract/errors.ts'
import { EngineProcess } from '../support/engine-process.ts'
import { EngineWorker, joinCommands } from '../support/engine-worker.ts'
import { epochSecret, PacketGuest } from '../support/packet-guest.ts'
import { startPulse, type PulseServer } from '../support/pulse.ts'
import { SinkEar } from '../support/pulse-tape.ts'
import { requirePart } from '../support/requirement.ts'
import { RouterWorker } from '../support/router-worker.ts'

/** What a change has to pass; PALABRE_LONG plays the 200 that are promised. */
const ROUNDS = Number(process.env['PALABRE_ROUNDS'] ?? (process.env['PALABRE_LONG'] === undefined ? 80 : 200))
/** Rounds after which everything that is made once has been made. */
const WARM_UP = 5
/** What the product promises. */
const BACK_MS = 2_000
/** The tone of the far side is played at -18 dBFS, the microphone's sine louder. */
const LOUD_DB = -40

describe.skipIf(requirePart('pulseaudio'))('devices that go and come back', () => {
  let pulse: PulseServer
  let router: RouterWorker
  let far: EngineWorker
  let near: EngineProcess | undefined
  let lastId = 0

  beforeAll(async () => {
    router = await RouterWorker.start('native')
    router.post({ type: 'epoch', channelId: 1, epoch: 1, secret: epochSecret(1, 1) })
  })
  afterAll(async () => {
    await router.stop()
  })

  /** An engine with these devices, and one without that speaks a tone and listens to it. */
  async function call(capture: string, playback: string): Promise<EngineProcess> {
    const [one, other] = [new PacketGuest((lastId += 1), 1), new PacketGuest((lastId += 1), 1)]
    for (const { member } of [one, other]) router.post({ type: 'memberAdded', member })
    const { port } = router.started
    far = await EngineWorker.start({ capture: { kind: 'tone', hz: 1_000 } })
    near = await EngineProcess.start(
      { capture: { kind: 'device', name: capture }, playback: { kind: 'device', name: playback } },
      pulse.env,
    )
    near.post(...joinCommands(port, one.member, [other.member]))
    far.post(...joinCommands(port, other.member, [one.member]))
    return near
  }

  afterEach(async () => {
    await near?.stop()
    await far.stop()
    await pulse.close()
    near = undefined
  })

  /** When the far side hears the near one's microphone from now on. */
  const farHears = (): Promise<unknown> =>
    far.until(
      (event) => event.type === 'levels' && event.levels.speakers.some(({ levelDb }) => levelDb > LOUD_DB),
      far.events.length,
    )
  /** When the engine tells from now on that another device works in the place of the chosen one. */
  const tellsReplaced = (engine: EngineProcess, which: 'capture' | 'playback'): Promise<unknown> =>
    engine.until(
      (event) => event.type === 'device' && event.which === which && event.error?.code === 'device-replaced',
      engine.events.length,
    )
  const codes = (engine: EngineProcess, which: 'capture' | 'playback'): (ErrorCode | null)[] =>
    engine.events
      .filter((event): event is Extract<EngineEvent, { type: 'device' }> => event.type === 'device')
      .filter((event) => event.which === which)
      .map(({ error }) => error?.code ?? null)

  test(
    `the chosen ones: ${String(ROUNDS)} times pulled and plugged in again`,
    { timeout: 60_000 + ROUNDS * 3_000 },
    async () => {
      pulse = await startPulse(['other', 'quiet', 'tone'])
      await pulse.pactl('load-module', 'module-sine', 'sink=tone', 'frequency=440')
      await pulse.pactl('set-default-sink', 'other')
      await pulse.pactl('set-default-source', 'quiet.monitor')
      let [pullEar, pullMouth] = [await pulse.plugSink('ear'), await pulse.plugMicrophone('mouth')]
      const engine = await call('pulse:mouth', 'pulse:ear')
      const other = new SinkEar(pulse, 'other')
      await farHears()
      const [replaced, back, spoken]: [number[], number[], number[]] = [[], [], []]
      let before = footprint(engine.pid)

      for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
        if (round === WARM_UP) before = footprint(engine.pid)
        const pulledMs = performance.now()
        const [noEar, noMouth] = [tellsReplaced(engine, 'playback'), tellsReplaced(engine, 'capture')]
        other.levelDb = -Infinity
        await Promise.all([pullEar(), pullMouth()])
        await other.hears(LOUD_DB)
        replaced.push(performance.now() - pulledMs)
        await Promise.all([noEar, noMouth])

        ;[pullEar, pullMouth] = await Promise.all([pulse.plugSink('ear'), pulse.plugMicrophone('mouth')])
        const pluggedMs = performance.now()
        const ear = new SinkEar(pulse, 'ear')
        await Promise.all([
          ear.hears(LOUD_DB).then(() => back.push(performance.now() - pluggedMs)),
          farHears().then(() => spoken.push(performance.now() - pluggedMs)),
        ])
        await ear.close()
        // Sound flows to the right place for a while.
        await delay(50)
      }
      await delay(500)
      const after = footprint(engine.pid)
      const streams = await pulse.streams()
      await other.close()
      const report = `${String(ROUNDS)} rounds, p50/p95/max ms: another device ${spread(replaced)}, loudspeaker back ${spread(back)}, microphone back ${spread(spoken)}; descriptors ${String(before.descriptors)} to ${String(after.descriptors)}, memory ${String(before.megabytes)} to ${String(after.megabytes)} MB\n`
      process.stderr.write(report)
      for (const times of [replaced, back, spoken]) expect(Math.max(...times), report).toBeLessThan(BACK_MS)
      expect(after.descriptors, report).toBeLessThanOrEqual(before.descriptors + 2)
      expect(after.megabytes, report).toBeLessThan(before.megabytes * 1.1 + 10)
      // The engine's two, the sine, the microphone's way to it, and the ear of the other sink.
      expect(streams).toEqual({ playback: 2, capture: 3 })
      for (const which of ['capture', 'playback'] as const) {
        const told = codes(engine, which)
        expect(told.filter((code) => code === 'device-replaced').length).toBe(WARM_UP + ROUNDS)
        expect(told.at(-1)).toBeNull()
      }
    },
  )

  test('with no other to fall back to: silence, and sound with the device', { timeout: 60_000 }, async () => {
    pulse = await startPulse(['ear'])
    await pulse.pactl('unload-module', 'module-null-sink')
    const engine = await call('default', 'default')
    const times: number[] = []
    for (let round = 0; round < 5; round += 1) {
      // The call goes on by the clock meanwhile.
      const from = engine.events.length
      await engine.until((event) => event.type === 'stats' && event.stats.packetsReceived > 20, from)
      expect(codes(engine, 'playback').at(-1)).toBeTruthy()
      const pull = await pulse.plugSink('ear')
      const pluggedMs = performance.now()
      const ear = new SinkEar(pulse, 'ear')
      // The default microphone is the monitor of what the far side says.
      await Promise.all([ear.hears(LOUD_DB), farHears()])
      times.push(performance.now() - pluggedMs)
      await ear.close()
      const pulledAt = engine.events.length
      await pull()
      await engine.until((event) => event.type === 'device' && event.error !== null, pulledAt)
    }
    expect(Math.max(...times), spread(times)).toBeLessThan(BACK_MS)
  })

  test('a sound server that hangs holds up nothing but the sound', { timeout: 60_000 }, async () => {
    pulse = await startPulse(['ear'])
    const engine = await call('default', 'default')
    await farHears()
    process.kill(pulse.pid, 'SIGSTOP')
    const stoppedAt = engine.events.length
    await delay(4_000)
    const stats = engine.events.slice(stoppedAt).filter(({ type }) => type === 'stats')
    expect(stats.length).toBeGreaterThanOrEqual(3)
    expect(codes(engine, 'playback').at(-1)).toBe('device-failed')
    process.kill(pulse.pid, 'SIGCONT')
    const wokenMs = performance.now()
    await farHears()
    expect(performance.now() - wokenMs).toBeLessThan(BACK_MS)
  })
})

function footprint(pid: number): { descriptors: number; megabytes: number } {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
  return {
    descriptors: readdirSync(`/proc/${String(pid)}/fd`).length,
    megabytes: Math.round(kilobytes / 1024),
  }
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((one, other) => one - other)
  const at = (share: number): string => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0)
  return `${at(0.5)}/${at(0.95)}/${at(1)}`
}
