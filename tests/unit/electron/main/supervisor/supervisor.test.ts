import { beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../../electron/base/logger.ts'
import { LogTail } from '../../../../../electron/base/log-tail.ts'
import type { Clock } from '../../../../../electron/base/clock.ts'
import { startSupervisor, type Supervisor } from '../../../../../electron/main/supervisor/supervisor.ts'
import { portPair } from '../../../../../electron/processes/port.ts'
import type {
  ProcessName,
  Runner,
  RunningService,
  ServiceName,
} from '../../../../../electron/processes/runner.ts'

/** A started service of which the test decides when it ends. */
interface FakeRun {
  readonly service: ProcessName
  exit(code: number): void
  isStopped: boolean
  /** As if it wrote to its log. */
  say(text: string): void
}

let nowMs: number
let timers: { atMs: number; callback: () => void }[]
let runs: FakeRun[]
let log: LogTail
let events: { service: ServiceName; running: boolean }[]
let supervisor: Supervisor

const clock: Clock = {
  nowNs: () => BigInt(nowMs) * 1_000_000n,
  nowMs: () => nowMs,
  wallMs: () => nowMs,
  after(delayMs, callback) {
    const timer = { atMs: nowMs + delayMs, callback }
    timers.push(timer)
    return () => {
      timers = timers.filter((other) => other !== timer)
    }
  },
}

const runner: Runner = {
  start(service): RunningService {
    const listeners: ((code: number | null) => void)[] = []
    const run: FakeRun = {
      service,
      isStopped: false,
      say: () => {},
      exit(code) {
        for (const listener of listeners) listener(code)
      },
    }
    runs.push(run)
    return {
      pid: runs.length,
      open: () => portPair()[0],
      onLog: (listener) => {
        run.say = listener
      },
      onExit: (listener) => {
        listeners.push(listener)
      },
      stop: () => {
        run.isStopped = true
        run.exit(0)
        return Promise.resolve()
      },
    }
  },
}

/** Lets time pass and answers how long the next timer was away. */
function nextTimer(): number {
  const timer = timers.shift()
  if (timer === undefined) throw new Error('No timer is set.')
  const waited = timer.atMs - nowMs
  nowMs = timer.atMs
  timer.callback()
  return waited
}

const latest = (service: ServiceName): FakeRun => {
  const run = runs.filter((one) => one.service === service).at(-1)
  if (run === undefined) throw new Error(`${service} was not started.`)
  return run
}

beforeEach(() => {
  nowMs = 0
  timers = []
  runs = []
  events = []
  log = new LogTail(5)
  const random = { bytes: () => new Uint8Array(0), fraction: () => 0 }
  supervisor = startSupervisor({ runner, dataDir: '/nowhere', clock, random, logger: silentLogger, log })
  supervisor.onService((event) => events.push(event))
})

describe('supervisor', () => {
  it('starts both services and hands out lines to them', () => {
    expect(runs.map(({ service }) => service)).toEqual(['host', 'voice'])
    expect(supervisor.open('host')).toBeDefined()
  })

  it('starts a service again that stopped by itself, and tells both', () => {
    latest('voice').exit(1)
    expect(supervisor.open('voice')).toBeUndefined()
    expect(supervisor.open('host')).toBeDefined()
    nextTimer()
    expect(supervisor.open('voice')).toBeDefined()
    expect(events).toEqual([
      { service: 'voice', running: false },
      { service: 'voice', running: true },
    ])
    expect(supervisor.stats().voice.restarts).toBe(1)
  })

  it('keeps the end of what a service wrote, also over its end', () => {
    latest('host').say('about to break\n')
    latest('host').exit(1)
    nextTimer()
    latest('host').say('here again\n')
    expect(log.lines()).toEqual(['host: about to break', 'host: here again'])
  })

  it('waits longer each time, at most 10 s, and is quick again after a sound run', () => {
    const waits = Array.from({ length: 8 }, () => {
      latest('host').exit(1)
      return nextTimer()
    })
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
    nowMs += 30_000
    latest('host').exit(1)
    expect(nextTimer()).toBe(250)
  })

  it('leaves a service ended after close, also one that waits to be started', async () => {
    latest('host').exit(1)
    await supervisor.close()
    expect(timers).toEqual([])
    expect(latest('voice').isStopped).toBe(true)
    expect(runs).toHaveLength(2)
  })
})
