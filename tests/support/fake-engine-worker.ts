import { EventEmitter } from 'node:events'
import type { EngineCommand, EngineEvent, EngineOptions } from '../../electron/contract/engine.ts'
import type { SessionStats, SpeakerStats } from '../../electron/contract/stats.ts'
import type { EngineStopped, EngineWorker } from '../../electron/processes/engine-port.ts'

export const NO_STATS: SessionStats = {
  timeS: 0,
  path: 'none',
  downlink: 'forward',
  framesSent: 0,
  bytesSent: 0,
  sending: {
    ...{
      frameMs: 10,
      bitrate: 64_000,
      redundancy: 0,
      redundancyBitrate: 0,
      expectedLossPercent: 5,
      dtx: false,
    },
    ...{ listeners: 0, reportedLoss: null, reportedJitterMs: null, reportedDelayMs: null, uplinkLoss: null },
    kbps: 0,
  },
  packetsReceived: 0,
  bytesReceived: 0,
  crowdedOut: 0,
  lost: 0,
  late: 0,
  duplicate: 0,
  reordered: 0,
  recoveredByRedundancy: 0,
  recoveredByFec: 0,
  concealed: 0,
  comfortNoise: 0,
  accelerated: 0,
  expanded: 0,
  jitterMs: 0,
  targetDelayMs: 0,
  bufferMs: 0,
  mixDelayMs: 0,
  ownDelay: { capture: 0, processing: 0, frame: 10, codec: 2.5, network: null, mix: 0, playback: 0 },
  rttMs: null,
  underruns: 0,
  overruns: 0,
  deviceUnderruns: 0,
  deviceOverruns: 0,
  captureLevelDb: -127,
  drops: {},
  speakers: [],
}

/** Somebody who is heard. */
export function speakerOf(change: Partial<SpeakerStats>): SpeakerStats {
  return {
    ...{ sourceId: 1, nickname: 'Ada', packetsReceived: 100, lost: 0, late: 0, duplicate: 0, reordered: 0 },
    ...{ recoveredByRedundancy: 0, recoveredByFec: 0, concealed: 0, comfortNoise: 0 },
    ...{ accelerated: 0, expanded: 0 },
    ...{ jitterMs: 0, targetDelayMs: 15, lossPercent: 0, concealedPercent: 0, heldMs: 15 },
    ...{ mouthToEarMs: null, driftPpm: 0, bufferMs: 15, levelDb: -30, speaking: true, matchDb: 0 },
    ...change,
  }
}

export const STOPPED: EngineStopped = {
  type: 'stopped',
  stats: NO_STATS,
  inputStartedAtNs: '1',
  outputStartedAtNs: '2',
}

/** A worker thread that is none: it answers as a test wants. */
export class FakeEngineWorker implements EngineWorker {
  readonly options: EngineOptions
  readonly commands: EngineCommand[] = []
  isTerminated = false
  readonly #events = new EventEmitter()
  #hasExited = false

  constructor(options: EngineOptions) {
    this.options = options
  }

  postMessage(command: EngineCommand): void {
    this.commands.push(command)
    this.onCommand(command)
  }

  /** How it answers; by default it stops when asked, and knows no devices. */
  onCommand: (command: EngineCommand) => void = (command) => {
    if (command.type === 'stop') this.say(STOPPED)
    if (command.type === 'listDevices')
      this.say({ type: 'deviceList', id: command.id, list: { devices: [] } })
    if (command.type === 'playTone') this.say({ type: 'toneEnded', played: true })
    if (command.type === 'trial' && command.on) {
      this.say({ type: 'testStep', step: 'recording' })
      this.say({ type: 'trialEnded', result: { heardDb: -20, played: true } })
    }
    if (command.type === 'calibrate' && command.on)
      this.say({ type: 'calibrated', result: { roomDb: -60, speechDb: -30, openDb: -46 } })
    if (command.type === 'connect') this.say({ type: 'path', path: 'udp' })
  }

  on(event: string, listener: (...values: never[]) => void): this {
    this.#events.on(event, listener as (...values: unknown[]) => void)
    return this
  }

  terminate(): Promise<unknown> {
    this.isTerminated = true
    this.exit(1)
    return Promise.resolve()
  }

  /** Later, as a real thread would. */
  say(event: EngineEvent): void {
    queueMicrotask(() => {
      if (!this.#hasExited) this.#events.emit('message', event)
    })
  }

  exit(code: number): void {
    if (this.#hasExited) return
    this.#hasExited = true
    this.#events.emit('exit', code)
  }

  start(): this {
    this.say({ type: 'started', transport: 'native', clock: 'timer' })
    return this
  }
}
