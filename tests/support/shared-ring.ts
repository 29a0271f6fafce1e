import { STREAM_COUNTERS } from '../../native/types.ts'
import type { SharedRing, StreamOptions } from '../../native/types.ts'

const WRITE = 0
const READ = 16
const INDEX_WORDS = 32

/** A ring in shared memory, as an audio stream wants it; `capacity` is a power of two of frames. */
export function createRing(capacity: number, channels = 1): SharedRing {
  const words = Float32Array.BYTES_PER_ELEMENT
  return {
    samples: new Float32Array(new SharedArrayBuffer(capacity * channels * words)),
    indices: new Int32Array(new SharedArrayBuffer(INDEX_WORDS * words)),
  }
}

/** Frames waiting in a ring of one channel. */
export function readable(ring: SharedRing): number {
  return (Atomics.load(ring.indices, WRITE) - Atomics.load(ring.indices, READ)) | 0
}

/** Puts one sample into a ring of one channel that has room. */
export function writeSample(ring: SharedRing, sample: number): void {
  const at = Atomics.load(ring.indices, WRITE)
  ring.samples[(at >>> 0) % ring.samples.length] = sample
  Atomics.store(ring.indices, WRITE, (at + 1) | 0)
}

/** Takes what waits in a ring of one channel, as far as it fits into `out` at `place`; answers how many. */
export function readSamples(ring: SharedRing, out: Float32Array, place: number): number {
  const at = Atomics.load(ring.indices, READ)
  const count = Math.min(readable(ring), out.length - place)
  for (let index = 0; index < count; index += 1) {
    out[place + index] = ring.samples[((at + index) >>> 0) % ring.samples.length] ?? 0
  }
  Atomics.store(ring.indices, READ, (at + count) | 0)
  return count
}

/** Counters of an audio stream, all zero. */
export function createCounters(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(STREAM_COUNTERS.length * Int32Array.BYTES_PER_ELEMENT))
}

/** CLOCK_MONOTONIC of a stream's first callback, nanoseconds; 0 before it. */
export function firstCallbackNs(counters: Int32Array): bigint {
  const low = BigInt((counters[STREAM_COUNTERS.firstCallbackLow] ?? 0) >>> 0)
  const high = BigInt((counters[STREAM_COUNTERS.firstCallbackHigh] ?? 0) >>> 0)
  return (high << 32n) | low
}

/** Options of a mono stream at 48 kHz in blocks of 5 ms, with a ring and counters of its own. */
export function streamOptions(device: number, more: Partial<StreamOptions> = {}): StreamOptions {
  return {
    device,
    channels: 1,
    sampleRate: 48_000,
    framesPerBuffer: 240,
    latencyMs: 20,
    ring: createRing(8_192),
    counters: createCounters(),
    ...more,
  }
}
