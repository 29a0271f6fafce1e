import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { PulseServer } from './pulse.ts'

const RATE = 48_000
const BYTES = Float32Array.BYTES_PER_ELEMENT
/** Asked of the daemon, ms: short pieces tell well when they were made. */
const LATENCY_MS = 5
/** The first pieces come late, while the stream is being set up, s. */
const SETTLE_S = 0.5

/** What a sink played, and when. */
export interface TimedRecording {
  /** 48 kHz, mono. */
  readonly samples: Float32Array
  /** When the first sample would have been recorded by a tape without any delay of its own, ms of `performance.now`. */
  readonly startedMs: number
}

/**
 * Records a sink's monitor and finds out when. A piece can come late but not early, and the sink runs by the same
 * clock as this process: so the earliest piece, counted back by its samples, tells when the first one was made.
 */
export class SinkTape {
  readonly #child
  readonly #pieces: Buffer[] = []
  #bytes = 0
  #startedMs = Infinity

  constructor(pulse: PulseServer, sink: string) {
    const form = ['--raw', '--format=float32le', `--rate=${String(RATE)}`, '--channels=1']
    this.#child = spawn('parec', ['-d', `${sink}.monitor`, `--latency-msec=${String(LATENCY_MS)}`, ...form], {
      env: { ...process.env, ...pulse.env },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.#child.stdout.on('data', (piece: Buffer) => {
      this.#pieces.push(piece)
      this.#bytes += piece.length
      const seconds = this.#bytes / BYTES / RATE
      if (seconds > SETTLE_S) this.#startedMs = Math.min(this.#startedMs, performance.now() - seconds * 1000)
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
    return { samples, startedMs: this.#startedMs }
  }
}
