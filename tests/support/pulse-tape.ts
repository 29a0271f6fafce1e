import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { PulseServer } from './pulse.ts'

/** Records a sink's monitor into a WAV file (48 kHz, mono, 16 bit) until the answer is called. */
export function recordSink(pulse: PulseServer, sink: string, file: string): () => Promise<void> {
  const form = ['--rate=48000', '--channels=1', '--format=s16le', '--file-format=wav']
  const child = spawn('parecord', ['-d', `${sink}.monitor`, ...form, file], {
    env: { ...process.env, ...pulse.env },
    stdio: 'ignore',
  })
  return async () => {
    const exited = once(child, 'exit')
    child.kill('SIGINT')
    await exited
  }
}

/** Plays a file into a sink, as somebody who speaks into the microphone that is its monitor. */
export async function playInto(pulse: PulseServer, sink: string, file: string): Promise<void> {
  const child = spawn('paplay', ['-d', sink, file], {
    env: { ...process.env, ...pulse.env },
    stdio: 'ignore',
  })
  await once(child, 'exit')
}

/** Listens to what a sink plays from now on. */
export class SinkEar {
  readonly #child: ChildProcess
  readonly #waiting = new Set<() => void>()
  /** Level of the last piece, dBFS. */
  levelDb = -Infinity

  constructor(pulse: PulseServer, sink: string) {
    const form = ['--rate=48000', '--channels=1', '--format=s16le', '--raw', '--latency-msec=10']
    this.#child = spawn('parec', ['-d', `${sink}.monitor`, ...form], {
      env: { ...process.env, ...pulse.env },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.#child.stdout?.on('data', (piece: Buffer) => {
      this.levelDb = levelOf(piece)
      for (const wake of [...this.#waiting]) wake()
    })
  }

  /** Resolves when a piece is louder than this, dBFS. */
  async hears(leastDb: number): Promise<void> {
    while (this.levelDb < leastDb) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
      })
    }
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exited
  }
}

function levelOf(piece: Buffer): number {
  const count = Math.floor(piece.length / 2)
  let power = 0
  for (let index = 0; index < count; index += 1) power += (piece.readInt16LE(2 * index) / 32_768) ** 2
  return 10 * Math.log10(power / Math.max(1, count))
}
