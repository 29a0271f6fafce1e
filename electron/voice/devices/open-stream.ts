import { PalabreError } from '../../contract/errors.ts'
import { STREAM_COUNTERS, type NativeSignal, type NativeSoundThread } from '../../../native/index.ts'
import type { NativeThreadStream, SharedRing, ThreadStreamOptions } from '../../../native/index.ts'
import { SAMPLE_RATE } from '../units.ts'
import { DEVICE_CONFIG } from './config.ts'
import type { DeviceTarget, Direction } from './device-catalog.ts'

/** Words of a ring's indices: two cache lines. */
const INDEX_WORDS = 32
const NS_PER_MS = 1e6
const US_PER_MS = 1e3
/** Native code takes no more. */
const MOST_CHANNELS = 32
/** Native code takes no other rates, Hz. */
const LEAST_RATE = 8_000
const MOST_RATE = 384_000

/** One way to open a device. */
interface Form {
  readonly channels: number
  readonly sampleRate: number
}

export interface OpenStreamOptions {
  readonly thread: NativeSoundThread
  readonly direction: Direction
  readonly target: DeviceTarget
  /** Length of the blocks the caller reads or writes, ms. */
  readonly blockMs: number
  /** Posted by the callback. */
  readonly signal: NativeSignal | undefined
  /** Whether a microphone is asked for both channels first. */
  readonly stereo?: boolean
}

/**
 * A stream of PortAudio and the ring it shares with this thread. It is being opened when it is made: `isRunning` tells
 * when it is there. A device that refuses one channel is asked for two, then for all it has, and one that refuses
 * SAMPLE_RATE for its own: who uses the ring resamples.
 */
export class OpenStream {
  readonly #options: OpenStreamOptions
  readonly #counters: Int32Array
  readonly #attempts: readonly Form[]
  #attempt = 0
  #stream: NativeThreadStream
  #ring: SharedRing
  #running = false
  #latencyNs = 0n
  #xrunsBefore = 0
  #deviceXrunsBefore = 0

  constructor(options: OpenStreamOptions) {
    this.#options = options
    this.#counters = new Int32Array(new SharedArrayBuffer(STREAM_COUNTERS.length * 4))
    this.#attempts = formsOf(options)
    this.#ring = ringOf(this.#form)
    this.#stream = this.#begin()
  }

  get ring(): SharedRing {
    return this.#ring
  }

  get channels(): number {
    return this.#form.channels
  }

  /** Of the samples in the ring, Hz. */
  get sampleRate(): number {
    return this.#form.sampleRate
  }

  /** Samples at SAMPLE_RATE kept waiting for playback: one block. */
  get fill(): number {
    return Math.round((this.#options.blockMs * SAMPLE_RATE) / 1000)
  }

  /** Whether the stream is open; throws PalabreError `device-failed` where the device refuses every form. */
  isRunning(): boolean {
    if (this.#running) return true
    try {
      this.#running = this.#stream.check()
      // Asked for after the close too.
      if (this.#running) this.#latencyNs = BigInt(Math.round(this.#stream.latencyMs * NS_PER_MS))
    } catch (error) {
      this.#stream.close()
      if (this.#attempt + 1 >= this.#attempts.length) throw this.#failure(error)
      this.#attempt += 1
      this.#ring = ringOf(this.#form)
      this.#stream = this.#begin()
    }
    return this.#running
  }

  /** Delay as the system granted it, ms. */
  get latencyMs(): number {
    return this.#stream.latencyMs
  }

  /** Delay of the last callback as the system tells it, ms; 0 where it tells nothing. */
  deviceDelayMs(): number {
    return Atomics.load(this.#counters, STREAM_COUNTERS.deviceDelayUs) / US_PER_MS
  }

  /** Callbacks so far, wrapping. */
  callbacks(): number {
    return Atomics.load(this.#counters, STREAM_COUNTERS.callbacks)
  }

  /** Times the ring was full (capture) or empty (playback) since somebody used it. */
  xruns(): number {
    return (Atomics.load(this.#counters, STREAM_COUNTERS.ringXruns) - this.#xrunsBefore) >>> 0
  }

  /** Times the sound system itself reported a gap since somebody used the stream. */
  deviceXruns(): number {
    return (Atomics.load(this.#counters, STREAM_COUNTERS.deviceXruns) - this.#deviceXrunsBefore) >>> 0
  }

  /** To be called before the ring is used: what happened until now was nobody's loss. */
  adopt(): void {
    this.#xrunsBefore = Atomics.load(this.#counters, STREAM_COUNTERS.ringXruns)
    this.#deviceXrunsBefore = Atomics.load(this.#counters, STREAM_COUNTERS.deviceXruns)
  }

  /** When the first sample was at the microphone or is at the loudspeaker, by the latency the system tells. */
  startedNs(): bigint | undefined {
    const low = Atomics.load(this.#counters, STREAM_COUNTERS.firstCallbackLow) >>> 0
    const high = Atomics.load(this.#counters, STREAM_COUNTERS.firstCallbackHigh) >>> 0
    if (low === 0 && high === 0) return undefined
    const first = (BigInt(high) << 32n) | BigInt(low)
    return this.#options.direction === 'capture' ? first - this.#latencyNs : first + this.#latencyNs
  }

  close(): void {
    this.#stream.close()
  }

  get #form(): Form {
    return this.#attempts[this.#attempt] ?? { channels: 1, sampleRate: SAMPLE_RATE }
  }

  #begin(): NativeThreadStream {
    const { thread, direction, target, blockMs, signal } = this.#options
    const short = blockMs < DEVICE_CONFIG.shortBelowMs
    const frames = short ? DEVICE_CONFIG.shortFramesPerBuffer : DEVICE_CONFIG.framesPerBuffer
    const scale = this.sampleRate / SAMPLE_RATE
    // A callback must not find the ring empty before the first block was made.
    if (direction === 'playback') Atomics.store(this.#ring.indices, 0, Math.round(this.fill * scale))
    const settings: ThreadStreamOptions = {
      device: target.index,
      channels: this.channels,
      sampleRate: this.sampleRate,
      framesPerBuffer: Math.round(frames * scale),
      latencyMs: latencyOf(target, short),
      ring: this.#ring,
      counters: this.#counters,
      ...(signal === undefined ? {} : { signal }),
      ...(target.route === undefined ? {} : { route: target.route }),
    }
    return thread.open(direction, settings)
  }

  #failure(error: unknown): PalabreError {
    const reason = error instanceof Error ? error.message : String(error)
    return new PalabreError('device-failed', {
      detail: `${this.#options.target.name}: ${reason}`,
      cause: error,
    })
  }
}

/** What is asked for, in this order: some microphones exist only as a pair, some interfaces only as a whole. */
function formsOf({ direction, target, stereo = false }: OpenStreamOptions): Form[] {
  const most = Math.min(MOST_CHANNELS, target.channels)
  const pair = Math.min(2, most)
  const wanted = direction === 'playback' ? [pair, most] : stereo ? [pair, 1, most] : [1, pair, most]
  return ratesOf(target).flatMap((sampleRate) =>
    [...new Set(wanted)].map((channels) => ({ channels, sampleRate })),
  )
}

/** A sound server takes every rate. */
function ratesOf({ route, defaultSampleRate }: DeviceTarget): number[] {
  const own = Math.round(defaultSampleRate)
  const isOther = route === undefined && own !== SAMPLE_RATE && own >= LEAST_RATE && own <= MOST_RATE
  return isOther ? [SAMPLE_RATE, own] : [SAMPLE_RATE]
}

/**
 * ALSA and the servers behind it were measured; of the others what the system itself calls low is asked for, which is
 * 3 to 10 ms with Core Audio and WASAPI.
 */
function latencyOf(target: DeviceTarget, short: boolean): number {
  const least = short ? DEVICE_CONFIG.shortLatencyMs : DEVICE_CONFIG.latencyMs
  const isMeasured = target.route !== undefined || target.hostApi === 'ALSA'
  return isMeasured ? least : Math.max(least, target.lowLatencyMs)
}

function ringOf({ channels, sampleRate }: Form): SharedRing {
  const times = 2 ** Math.ceil(Math.log2(Math.max(1, sampleRate / SAMPLE_RATE)))
  const bytes = DEVICE_CONFIG.ringSamples * times * channels * Float32Array.BYTES_PER_ELEMENT
  return {
    samples: new Float32Array(new SharedArrayBuffer(bytes)),
    indices: new Int32Array(new SharedArrayBuffer(INDEX_WORDS * Int32Array.BYTES_PER_ELEMENT)),
  }
}
