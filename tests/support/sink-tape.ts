import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { PulseServer } from './pulse.ts'
import { TapeClock } from './tape-clock.ts'

const RATE = 48_000
const BYTES = Float32Array.BYTES_PER_ELEMENT
/** Asked of the daemon, ms: short pieces tell well when they were made. */
const LATENCY_MS = 5

/** What a sink played, and when. */
export interface TimedRecording {
  /** 48 kHz, mono. */
  readonly samples: Float32Array
  /** When the sample at a place would have been recorded by a tape without any delay of its own, ms of `performance.now`. */
  readonly msAt: (place: number) => number
}

/** Records a sink's monitor and finds out when each sample was made. */
export class SinkTape {
  readonly #child
  readonly #pieces: Buffer[] = []
  #bytes = 0
  readonly #clock = new TapeClock(RATE)

  constructor(pulse: PulseServer, sink: string) {
    const form = ['--raw', '--format=float32le', `--rate=${String(RATE)}`, '--channels=1']
    this.#child = spawn('parec', ['-d', `${sink}.monitor`, `--latency-msec=${String(LATENCY_MS)}`, ...form], {
      env: { ...process.env, ...pulse.env },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.#child.stdout.on('data', (piece: Buffer) => {
      this.#pieces.push(piece)
      this.#bytes += piece.length
      this.#clock.note(this.#bytes / BYTES, performance.now())
    })
  }

  /** Resolves when it records. */
  async running(): Promise<void> {
    if (this.#bytes === 0) await once(this.#child.stdout, 'data')
  }

  async stop(): Promise<TimedRecording> {
    const closed = once(this.#child, 'close')
    this.#child.kill('SIGINT')
    await closed
    const bytes = Buffer.concat(this.#pieces)
    const samples = new Float32Array(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % BYTES)),
    )
    return { samples, msAt: this.#clock.fit() }
  }
}
