import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadAudio, STREAM_COUNTERS } from '../../native/index.ts'
import type { NativeStream, StreamOptions } from '../../native/types.ts'
import { levelDb, median } from '../support/audio-measure.ts'
import type { AudioJob, ToneResult } from '../support/audio-worker.ts'
import { pulseRoute, startPulse } from '../support/pulse.ts'
import type { PulseServer } from '../support/pulse.ts'
import { requirePart } from '../support/requirement.ts'
import { firstCallbackNs, readable, streamOptions, writeSample } from '../support/shared-ring.ts'

const RATE = 48_000
const audio = loadAudio()
const worker = new URL('../support/audio-worker.ts', import.meta.url)

/** Share of a recording's power that lies at one frequency (Goertzel), 0..1. */
function purity(samples: Float32Array, frequency: number): number {
  let [cosine, sine, power] = [0, 0, 0]
  samples.forEach((sample, index) => {
    const angle = (2 * Math.PI * frequency * index) / RATE
    cosine += sample * Math.cos(angle)
    sine += sample * Math.sin(angle)
    power += sample * sample
  })
  return (2 * (cosine * cosine + sine * sine)) / (samples.length * power)
}

/** Windows of 100 ms: the sound server of a busy machine spoils some, but not most. */
function windowsOf(samples: Float32Array): Float32Array[] {
  const length = RATE / 10
  return Array.from({ length: Math.floor(samples.length / length) }, (_, index) =>
    samples.subarray(index * length, (index + 1) * length),
  )
}

/** Looks again every 10 ms until `condition` holds; fails after 5 s. */
async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Never so: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe.skipIf(requirePart('pulseaudio'))('streams of PortAudio on PulseAudio null sinks', () => {
  let pulse: PulseServer
  let opened: NativeStream[] = []

  beforeAll(async () => {
    pulse = await startPulse(['left', 'right'])
    for (const [name, value] of Object.entries(pulse.env)) audio.setEnvironment(name, value)
  })
  beforeEach(() => {
    // The workers set the same variables, which belong to the whole process.
    route('left', 'left')
  })
  afterEach(() => {
    for (const stream of opened) stream.close()
    opened = []
    audio.terminate()
  })
  afterAll(async () => {
    await pulse.close()
  })

  function route(sink: string, monitorOf: string): void {
    for (const [name, value] of Object.entries(pulseRoute({ sink, monitorOf }))) {
      audio.setEnvironment(name, value)
    }
  }

  function device(): number {
    const found = audio.devices().find((one) => one.name === 'pulse')
    if (found === undefined) throw new Error('ALSA lists no device `pulse`.')
    return found.index
  }

  function playback(more: Partial<StreamOptions> = {}): { stream: NativeStream; options: StreamOptions } {
    const options = streamOptions(device(), more)
    const stream = audio.openPlayback(options)
    opened.push(stream)
    return { stream, options }
  }

  function capture(more: Partial<StreamOptions> = {}): { stream: NativeStream; options: StreamOptions } {
    const options = streamOptions(device(), more)
    const stream = audio.openCapture(options)
    opened.push(stream)
    return { stream, options }
  }

  interface StartedWorker {
    readonly thread: Worker
    readonly message: unknown
    readonly exited: Promise<unknown>
  }

  async function startWorker(kind: AudioJob['kind']): Promise<StartedWorker> {
    const environment = { ...pulse.env, ...pulseRoute({ sink: 'right', monitorOf: 'right' }) }
    const job: AudioJob = { kind, environment, frequency: 1_000, seconds: 3 }
    const thread = new Worker(worker, { workerData: job })
    // Listened for from the start: a worker may tell its result and its end in one turn.
    const exited = once(thread, 'exit')
    const [message] = (await once(thread, 'message')) as unknown[]
    return { thread, message, exited }
  }

  const callbacks = (options: StreamOptions): number => options.counters[STREAM_COUNTERS.callbacks] ?? 0

  it('lists the devices with their host API, channels, rate and latencies', () => {
    const found = audio.devices(true).find((one) => one.name === 'pulse')
    expect(found).toMatchObject({ hostApi: 'ALSA', defaultSampleRate: 44_100 })
    expect(found?.inputChannels).toBeGreaterThanOrEqual(2)
    expect(found?.outputChannels).toBeGreaterThanOrEqual(2)
    expect(found?.defaultLowInputLatencyMs).toBeGreaterThan(0)
    expect(found?.defaultHighOutputLatencyMs).toBeGreaterThan(found?.defaultLowOutputLatencyMs ?? 0)
    expect(audio.devices().filter((one) => one.isDefaultOutput)).toHaveLength(1)
  })

  it('plays a tone from a worker, which a recording of the sink contains', async () => {
    const { message, exited } = await startWorker('tone')
    await exited
    const { recorded, recordedCount, playback: played, capture: heard, startedAtNs } = message as ToneResult
    const windows = windowsOf(recorded.subarray(recordedCount - 2 * RATE, recordedCount))
    expect(median(windows.map(levelDb))).toBeCloseTo(20 * Math.log10(0.5 / Math.SQRT2), 1)
    expect(median(windows.map((window) => purity(window, 1_000)))).toBeGreaterThan(0.99)
    for (const counters of [played, heard]) {
      expect(counters[STREAM_COUNTERS.ringXruns]).toBe(0)
      expect(counters[STREAM_COUNTERS.ringXrunFrames]).toBe(0)
      expect(counters[STREAM_COUNTERS.callbacks]).toBeGreaterThan(400)
      expect(firstCallbackNs(counters)).toBeGreaterThanOrEqual(startedAtNs)
      expect(firstCallbackNs(counters)).toBeLessThan(startedAtNs + 3_000_000_000n)
    }
    expect((message as ToneResult).wakes).toBeGreaterThan(400)
  })

  it('reports the latency and rate that were granted', () => {
    const { stream } = playback({ latencyMs: 15, sampleRate: 44_100 })
    expect(stream.sampleRate).toBe(44_100)
    expect(stream.latencyMs).toBeGreaterThan(0)
  })

  it('takes what a playback ring has, and counts what it lacks', async () => {
    const { stream, options } = playback()
    for (let sample = 0; sample < 1_000; sample += 1) writeSample(options.ring, 0.1)
    stream.start()
    await until('the ring ran empty', () => (options.counters[STREAM_COUNTERS.ringXruns] ?? 0) > 1)
    stream.stop()
    expect(readable(options.ring)).toBe(0)
    const wanted = callbacks(options) * options.framesPerBuffer
    expect(options.counters[STREAM_COUNTERS.ringXrunFrames]).toBe(wanted - 1_000)
  })

  it('drops what a full capture ring cannot hold, and counts it', async () => {
    const { stream, options } = capture()
    stream.start()
    await until('the ring ran over', () => (options.counters[STREAM_COUNTERS.ringXruns] ?? 0) > 1)
    stream.stop()
    expect(readable(options.ring)).toBe(8_192)
    const captured = callbacks(options) * options.framesPerBuffer
    expect(options.counters[STREAM_COUNTERS.ringXrunFrames]).toBe(captured - 8_192)
  })

  it('wakes the thread that waits for the signal, which may be closed under the stream', async () => {
    const signal = audio.createSignal()
    const { stream, options } = playback({ signal })
    expect(signal.wait(0)).toBe(false)
    stream.start()
    expect(signal.wait(2_000)).toBe(true)
    expect(callbacks(options)).toBeGreaterThan(0)
    signal.close()
    const before = callbacks(options)
    await until('callbacks go on', () => callbacks(options) > before + 2)
  })

  it('starts and stops again, and does either twice', async () => {
    const { stream, options } = playback()
    for (let round = 0; round < 3; round += 1) {
      const before = callbacks(options)
      stream.start()
      stream.start()
      await until('callbacks run', () => callbacks(options) > before)
      stream.stop()
      stream.stop()
      const after = callbacks(options)
      audio.sleepUntil(process.hrtime.bigint() + 50_000_000n)
      expect(callbacks(options)).toBe(after)
    }
  })

  it('says `closed` after the close, which may be repeated', () => {
    const { stream } = capture()
    stream.start()
    stream.close()
    stream.close()
    expect(() => {
      stream.start()
    }).toThrow(expect.objectContaining({ name: 'NativeError', code: 'closed' }))
    expect(() => {
      stream.stop()
    }).toThrow(expect.objectContaining({ code: 'closed' }))
  })

  it('neither refreshes nor ends while a stream is open', () => {
    playback()
    expect(() => audio.devices(true)).toThrow(expect.objectContaining({ code: 'streams-open' }))
    expect(() => {
      audio.terminate()
    }).toThrow(expect.objectContaining({ code: 'streams-open' }))
  })

  it('stops at once although the sink no longer takes anything', async () => {
    const { stream, options } = playback()
    stream.start()
    await until('callbacks run', () => callbacks(options) > 0)
    await pulse.pactl('suspend-sink', 'left', '1')
    const before = performance.now()
    stream.close()
    expect(performance.now() - before).toBeLessThan(1_000)
    await pulse.pactl('suspend-sink', 'left', '0')
  })

  it('leads each stream to the sink chosen before its open', async () => {
    playback().stream.start()
    route('right', 'right')
    playback().stream.start()
    route('left', 'left')
    await until('both play', async () => (await pulse.streams()).playback === 2)
    const inputs = (await pulse.pactl('list', 'short', 'sink-inputs')).trim().split('\n')
    expect(new Set(inputs.map((line) => line.split('\t')[1])).size).toBe(2)
  })

  it('leaves no file descriptor and no stream behind in 30 rounds', async () => {
    const round = (): void => {
      const streams = [playback().stream, capture().stream]
      for (const stream of streams) stream.start()
      for (const stream of streams) stream.close()
      audio.terminate()
    }
    const descriptors = (): number => readdirSync('/proc/self/fd').length
    round()
    const before = descriptors()
    for (let count = 0; count < 30; count += 1) round()
    expect(descriptors()).toBe(before)
    expect(await pulse.streams()).toEqual({ playback: 0, capture: 0 })
  })

  it('closes streams that nobody holds any more', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    for (let count = 0; count < 5; count += 1) audio.openPlayback(streamOptions(device())).start()
    await until('the streams are collected', async () => {
      collect()
      return (await pulse.streams()).playback === 0
    })
    audio.terminate()
  })

  it('belongs to one thread, and is free again when that is terminated while streaming', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { thread, message } = await startWorker('run')
      expect(message).toBe('running')
      expect(await pulse.streams()).toEqual({ playback: 1, capture: 1 })
      expect(() => audio.devices()).toThrow(expect.objectContaining({ code: 'wrong-thread' }))
      await thread.terminate()
      expect(await pulse.streams()).toEqual({ playback: 0, capture: 0 })
      expect(audio.devices().length).toBeGreaterThan(0)
      audio.terminate()
    }
  })
})
