import { STREAM_COUNTERS, type AudioAddon, type NativeDevice, type SharedRing } from '../../native/index.ts'
import type {
  NativeServerDevice,
  NativeServerWatch,
  NativeSignal,
  NativeSoundThread,
  NativeStream,
  NativeThreadStream,
  StreamOptions,
  ThreadStreamOptions,
} from '../../native/index.ts'

const WRITE = 0
const READ = 16

/** A ring in memory; `capacity` frames. */
export function fakeRing(capacity: number, channels: number): SharedRing {
  return {
    samples: new Float32Array(new SharedArrayBuffer(capacity * channels * 4)),
    indices: new Int32Array(new SharedArrayBuffer(128)),
  }
}

/** What a capture callback does with interleaved samples. */
export function callbackWrites(ring: SharedRing, channels: number, samples: readonly number[]): void {
  const capacity = ring.samples.length / channels
  const first = ring.indices[WRITE] ?? 0
  samples.forEach((sample, index) => {
    const frame = (first + Math.floor(index / channels)) & (capacity - 1)
    ring.samples[frame * channels + (index % channels)] = sample
  })
  ring.indices[WRITE] = first + samples.length / channels
}

/** What a playback callback takes. */
export function callbackReads(ring: SharedRing, channels: number, frames: number): number[] {
  const capacity = ring.samples.length / channels
  const first = ring.indices[READ] ?? 0
  ring.indices[READ] = first + frames
  return Array.from({ length: frames * channels }, (_, index) => {
    const frame = (first + Math.floor(index / channels)) & (capacity - 1)
    return ring.samples[frame * channels + (index % channels)] ?? 0
  })
}

/** A device as PortAudio would list it. */
export function fakeDevice(fields: Partial<NativeDevice>): NativeDevice {
  return {
    ...{
      index: 0,
      name: 'Card',
      hostApi: 'ALSA',
      inputChannels: 1,
      outputChannels: 2,
      defaultSampleRate: 48_000,
    },
    ...{ defaultLowInputLatencyMs: 8, defaultLowOutputLatencyMs: 8 },
    ...{ defaultHighInputLatencyMs: 30, defaultHighOutputLatencyMs: 30 },
    ...{ isDefaultInput: false, isDefaultOutput: false },
    ...fields,
  }
}

/** A stream the tests drive by hand. */
export class FakeStream implements NativeStream, NativeThreadStream {
  readonly sampleRate = 48_000
  readonly options: ThreadStreamOptions
  started = false
  closed = false

  constructor(options: ThreadStreamOptions) {
    this.options = options
  }

  get latencyMs(): number {
    if (this.closed) throw new Error('This stream is closed.')
    return 10
  }

  /** Runs at once. */
  check(): boolean {
    return this.started
  }

  start(): void {
    this.started = true
  }

  stop(): void {
    this.started = false
  }

  close(): void {
    this.closed = true
  }

  /** One callback, at a CLOCK_MONOTONIC of 2^32 + 5 ns for the first. */
  callback(): void {
    const { counters } = this.options
    counters[STREAM_COUNTERS.callbacks] = (counters[STREAM_COUNTERS.callbacks] ?? 0) + 1
    counters[STREAM_COUNTERS.firstCallbackLow] = 5
    counters[STREAM_COUNTERS.firstCallbackHigh] = 1
  }
}

/** A sound server as far as it tells its devices; another `list` is news. */
export class FakeServer implements NativeServerWatch {
  #list: NativeServerDevice[]
  #version = 1

  constructor(list: NativeServerDevice[]) {
    this.#list = list
  }

  set list(list: NativeServerDevice[]) {
    this.#list = list
    this.#version += 1
  }

  version(): number {
    return this.#version
  }

  connected(): boolean {
    return true
  }

  devices(): NativeServerDevice[] {
    return this.#list
  }

  close(): void {}
}

/** A sink, or the monitor of one, as a sound server tells it. */
export function fakeServerDevice(name: string, fields: Partial<NativeServerDevice> = {}): NativeServerDevice {
  return {
    ...{ name, description: `The ${name}`, isCapture: false, isMonitor: false, isDefault: false },
    ...{ channels: 2, sampleRate: 48_000 },
    ...fields,
  }
}

/** A sound system in memory. */
export class FakeAudio implements AudioAddon {
  readonly version = 'fake'
  readonly environment = new Map<string, string | null>()
  readonly streams: FakeStream[] = []
  list: NativeDevice[]
  /** Refuses an open. */
  refuse: (options: StreamOptions) => boolean = () => false
  sleepUntil: (monotonicNs: bigint) => void = () => {}
  terminated = false
  server: FakeServer | undefined
  /** Times the list was made anew. */
  refreshes = 0
  /** While true the sound thread does nothing, as in a driver that hangs. */
  hangs = false

  constructor(list: NativeDevice[]) {
    this.list = list
  }

  devices(): NativeDevice[] {
    return this.list
  }

  openCapture(options: StreamOptions): FakeStream {
    return this.#open(options)
  }

  openPlayback(options: StreamOptions): FakeStream {
    return this.#open(options)
  }

  createSignal(): NativeSignal {
    return { wait: () => false, close: () => {} }
  }

  /** Does everything at once. */
  createSoundThread(): NativeSoundThread {
    let told: NativeDevice[] | undefined
    return {
      open: (_direction, options) => this.#openOnThread(options),
      list: (refresh) => {
        if (refresh) this.refreshes += 1
        told = this.list
      },
      takeList: () => {
        const list = told
        told = undefined
        return list
      },
      busyMs: () => 0,
      close: () => {
        this.terminated = true
      },
    }
  }

  watchServer(): NativeServerWatch | undefined {
    return this.server
  }

  requestRealtime(): boolean {
    return false
  }

  setEnvironment(name: string, value: string | null): void {
    this.environment.set(name, value)
  }

  terminate(): void {
    this.terminated = true
  }

  #openOnThread(options: ThreadStreamOptions): NativeThreadStream {
    if (this.refuse(options)) {
      const check = (): boolean => {
        throw new Error('the system refuses')
      }
      return { check, close: () => {}, latencyMs: 0, sampleRate: 0 }
    }
    const stream = new FakeStream(options)
    stream.started = !this.hangs
    this.streams.push(stream)
    return stream
  }

  #open(options: StreamOptions): FakeStream {
    if (this.refuse(options)) throw new Error('the system refuses')
    const stream = new FakeStream(options)
    this.streams.push(stream)
    return stream
  }
}
