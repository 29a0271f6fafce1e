import { Worker } from 'node:worker_threads'
import type { EngineCommand, EngineEvent, EngineOptions } from '../../electron/contract/engine.ts'
import type { MediaMember } from '../../electron/contract/media.ts'
import { entryUrl } from '../../electron/processes/entry.ts'
import { EngineEvents, type Stopped } from './engine-events.ts'
import { epochSecret } from './packet-guest.ts'

const SILENT: EngineOptions = {
  capture: { kind: 'silence' },
  playback: { kind: 'null' },
  frameMs: 10,
  bitrate: 64_000,
  mode: 'continuous',
  profile: 'auto',
  dsp: false,
  transport: 'auto',
}

/** The real voice engine in its thread, as a voice service starts it. */
export class EngineWorker extends EngineEvents {
  readonly #worker: Worker

  private constructor(options: Partial<EngineOptions>) {
    super()
    this.#worker = new Worker(entryUrl('engine.worker'), { workerData: { ...SILENT, ...options } })
    this.#worker.on('message', (event: EngineEvent) => {
      this.take(event)
    })
  }

  /** Resolves when the engine runs. */
  static async start(options: Partial<EngineOptions> = {}): Promise<EngineWorker> {
    const made = new EngineWorker(options)
    const first = await made.until((event) => event.type === 'started' || event.type === 'failed')
    if (first.type === 'failed')
      throw new Error(`the engine failed: ${first.error.detail ?? first.error.message}`)
    return made
  }

  post(...commands: EngineCommand[]): void {
    for (const command of commands) this.#worker.postMessage(command)
  }

  /** Enters a channel. */
  join(port: number, member: MediaMember, others: readonly MediaMember[]): void {
    this.post(...joinCommands(port, member, others))
  }

  /** Resolves with the last report after the thread has ended. */
  async stop(): Promise<Stopped> {
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve))
    this.post({ type: 'stop' })
    const last = await this.until((event) => event.type === 'stopped' || event.type === 'failed')
    await exited
    if (last.type !== 'stopped') throw new Error('the engine failed')
    return last
  }
}

/** The commands a voice service sends after a login to a host on loopback. */
export function joinCommands(
  port: number,
  member: MediaMember,
  others: readonly MediaMember[],
  epoch = 1,
): EngineCommand[] {
  const { sourceId, hopKey, sessionNonce, channelId } = member
  return [
    { type: 'connect', address: '127.0.0.1', port, sourceId, hopKey, sessionNonce },
    { type: 'epoch', channelId, epoch, secret: epochSecret(channelId, epoch) },
    { type: 'members', members: others.map(asEngineMember) },
  ]
}

/** A member as the others' engines know it. */
export function asEngineMember(member: MediaMember): {
  sourceId: number
  nickname: string
  sessionNonce: Uint8Array
} {
  const { sourceId, sessionNonce } = member
  return { sourceId, nickname: `member ${String(sourceId)}`, sessionNonce }
}
