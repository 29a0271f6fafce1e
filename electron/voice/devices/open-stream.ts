import { PalabreError } from '../../contract/errors.ts'
import { STREAM_COUNTERS, type AudioAddon, type NativeDevice } from '../../../native/index.ts'
import type { NativeSignal, NativeStream, SharedRing, StreamOptions } from '../../../native/index.ts'
import { SAMPLE_RATE } from '../units.ts'
import { channelsOf, chooseDevice, type Direction } from './choose-device.ts'
import { DEVICE_CONFIG } from './config.ts'

/** Words of a ring's indices: two cache lines. */
const INDEX_WORDS = 32
const NS_PER_MS = 1e6

export interface OpenStreamOptions {
  readonly addon: AudioAddon
  readonly direction: Direction
  /** As `chooseDevice` takes it. */
  readonly name: string
  /** Length of the blocks the caller reads or writes, ms. */
  readonly blockMs: number
  /** Posted by the callback. */
  readonly signal: NativeSignal | undefined
}

/** A running stream of PortAudio and the ring it shares with this thread. */
export class OpenStream {
  readonly ring: SharedRing
  readonly channels: number
  /** Samples kept waiting for playback: one block. */
  readonly fill: number
  readonly #stream: NativeStream
  readonly #counters: Int32Array
  readonly #direction: Direction

  constructor(parts: {
    stream: NativeStream
    ring: SharedRing
    counters: Int32Array
    channels: number
    fill: number
    direction: Direction
  }) {
    this.ring = parts.ring
    this.channels = parts.channels
    this.fill = parts.fill
    this.#stream = parts.stream
    this.#counters = parts.counters
    this.#direction = parts.direction
  }

  /** Callbacks so far, wrapping. */
  callbacks(): number {
    return Atomics.load(this.#counters, STREAM_COUNTERS.callbacks)
  }

  /** Times the ring was full (capture) or empty (playback). */
  xruns(): number {
    return Atomics.load(this.#counters, STREAM_COUNTERS.ringXruns) >>> 0
  }

  /** When the first sample was at the microphone or is at the loudspeaker, by the latency the system tells. */
  startedNs(): bigint | undefined {
    const low = Atomics.load(this.#counters, STREAM_COUNTERS.firstCallbackLow) >>> 0
    const high = Atomics.load(this.#counters, STREAM_COUNTERS.firstCallbackHigh) >>> 0
    if (low === 0 && high === 0) return undefined
    const latency = BigInt(Math.round(this.#stream.latencyMs * NS_PER_MS))
    const first = (BigInt(high) << 32n) | BigInt(low)
    return this.#direction === 'capture' ? first - latency : first + latency
  }

  close(): void {
    this.#stream.close()
  }
}

/**
 * Opens and starts a stream at 48 kHz. Throws PalabreError `device-unknown`, `device-failed` or
 * `audio-unavailable`.
 */
export function openStream(options: OpenStreamOptions): OpenStream {
  const device = chooseDevice(options.addon, options.name, options.direction)
  const channels = options.direction === 'playback' ? Math.min(2, device.outputChannels) : 1
  try {
    return openWith(options, device, channels)
  } catch (error) {
    const most = Math.min(2, channelsOf(device, options.direction))
    // Some microphones exist only as a pair.
    if (options.direction === 'capture' && most === 2) return openOrExplain(options, device, most)
    throw failure(error, options.name)
  }
}

function openOrExplain(options: OpenStreamOptions, device: NativeDevice, channels: number): OpenStream {
  try {
    return openWith(options, device, channels)
  } catch (error) {
    throw failure(error, options.name)
  }
}

function openWith(options: OpenStreamOptions, device: NativeDevice, channels: number): OpenStream {
  const { addon, direction, blockMs, signal } = options
  const short = blockMs < DEVICE_CONFIG.shortBelowMs
  const ring = ringOf(channels)
  const words = STREAM_COUNTERS.length * Int32Array.BYTES_PER_ELEMENT
  const counters = new Int32Array(new SharedArrayBuffer(words))
  const settings: StreamOptions = {
    device: device.index,
    channels,
    sampleRate: SAMPLE_RATE,
    framesPerBuffer: short ? DEVICE_CONFIG.shortFramesPerBuffer : DEVICE_CONFIG.framesPerBuffer,
    latencyMs: short ? DEVICE_CONFIG.shortLatencyMs : DEVICE_CONFIG.latencyMs,
    ring,
    counters,
    ...(signal === undefined ? {} : { signal }),
  }
  const stream = direction === 'capture' ? addon.openCapture(settings) : addon.openPlayback(settings)
  const fill = Math.round((blockMs * SAMPLE_RATE) / 1000)
  // A callback must not find the ring empty before the first block was made.
  if (direction === 'playback') Atomics.store(ring.indices, 0, fill)
  try {
    stream.start()
  } catch (error) {
    stream.close()
    throw error
  }
  return new OpenStream({ stream, ring, counters, channels, fill, direction })
}

function ringOf(channels: number): SharedRing {
  const bytes = DEVICE_CONFIG.ringSamples * channels * Float32Array.BYTES_PER_ELEMENT
  return {
    samples: new Float32Array(new SharedArrayBuffer(bytes)),
    indices: new Int32Array(new SharedArrayBuffer(INDEX_WORDS * Int32Array.BYTES_PER_ELEMENT)),
  }
}

function failure(error: unknown, name: string): PalabreError {
  if (error instanceof PalabreError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new PalabreError('device-failed', { detail: `${name}: ${reason}`, cause: error })
}
