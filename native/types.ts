/**
 * The faces of the four addons as TypeScript sees them. `native/index.ts` loads and checks; the C++ side
 * (`native/src/napi`) checks again, so that no argument can crash the process.
 * Wrong arguments throw TypeError or RangeError with the argument's name; failures of the system throw
 * NativeError with a code.
 */

// ---- codec: libopus ----

export interface OpusEncoderOptions {
  readonly channels: 1 | 2
  readonly application: 'voip' | 'audio' | 'lowdelay'
}
export interface OpusEncoderSettings {
  /** Bits per second, 500..512000. */
  readonly bitrate?: number
  /** 0..10. */
  readonly complexity?: number
  readonly vbr?: boolean
  readonly inbandFec?: boolean
  /** 0..100. */
  readonly expectedLossPercent?: number
  readonly dtx?: boolean
  readonly signal?: 'auto' | 'voice' | 'music'
  readonly maxBandwidth?: 'narrow' | 'medium' | 'wide' | 'superwide' | 'full'
}
export interface NativeOpusEncoder {
  configure(settings: OpusEncoderSettings): void
  /** Encodes `pcm` (interleaved, a legal Opus frame length) into `out`; answers bytes written. */
  encode(pcm: Float32Array, out: Uint8Array): number
  /** Samples of lookahead at 48 kHz. */
  readonly lookahead: number
  reset(): void
  close(): void
}
export interface NativeOpusDecoder {
  /** Samples per channel written, or a negative libopus error for bytes that are not decodable. */
  decode(packet: Uint8Array, out: Float32Array): number
  /** `out` must hold exactly the missing frame. */
  decodeFec(packet: Uint8Array, out: Float32Array): number
  conceal(out: Float32Array): number
  reset(): void
  close(): void
}
export interface CodecAddon {
  readonly version: string
  createEncoder(options: OpusEncoderOptions): NativeOpusEncoder
  createDecoder(options: { readonly channels: 1 | 2 }): NativeOpusDecoder
  /** Samples per channel of a packet at 48 kHz, or negative where it is not one. */
  packetSamples(packet: Uint8Array): number
  /** Whether a packet carries in-band FEC of the frame before. */
  packetHasFec(packet: Uint8Array): boolean
}

// ---- audio: PortAudio ----

export interface NativeDevice {
  /** Index of PortAudio; valid until the next refresh. */
  readonly index: number
  readonly name: string
  readonly hostApi: string
  readonly inputChannels: number
  readonly outputChannels: number
  readonly defaultSampleRate: number
  readonly defaultLowInputLatencyMs: number
  readonly defaultLowOutputLatencyMs: number
  readonly defaultHighInputLatencyMs: number
  readonly defaultHighOutputLatencyMs: number
  readonly isDefaultInput: boolean
  readonly isDefaultOutput: boolean
}

/**
 * A lock-free ring of interleaved float samples for one writer and one reader on different threads.
 * Free-running 32-bit indices in frames; capacity is a power of two. Memory is a SharedArrayBuffer.
 */
export interface SharedRing {
  /** capacity * channels samples. */
  readonly samples: Float32Array
  /** [0] write index, [16] read index: each on a cache line of its own. */
  readonly indices: Int32Array
}

/** Places in a stream's counter array (Int32Array over shared memory, wrapping, written by the callback). */
export const STREAM_COUNTERS = {
  /** Callbacks so far: the watchdog looks here. */
  callbacks: 0,
  /** Under- or overflows PortAudio reported. */
  deviceXruns: 1,
  /** Frames that found the ring full (capture) or missing in it (playback). */
  ringXrunFrames: 2,
  /** Times that happened. */
  ringXruns: 3,
  /** CLOCK_MONOTONIC of the first callback, nanoseconds: low and high word. */
  firstCallbackLow: 4,
  firstCallbackHigh: 5,
  /** Delay of the last callback's samples as the system tells it, microseconds; 0 where it tells nothing. */
  deviceDelayUs: 6,
  length: 16,
} as const

export interface StreamOptions {
  readonly device: number
  readonly channels: number
  readonly sampleRate: number
  /** Frames per callback; 0 lets PortAudio choose. */
  readonly framesPerBuffer: number
  readonly latencyMs: number
  readonly ring: SharedRing
  /** STREAM_COUNTERS.length words in shared memory. */
  readonly counters: Int32Array
  /** Posted once per callback; see `createSignal`. */
  readonly signal?: NativeSignal
}
export interface NativeStream {
  start(): void
  stop(): void
  close(): void
  /** Latency and rate as the system granted them. */
  readonly latencyMs: number
  readonly sampleRate: number
}
/** A semaphore that a stream's callback posts and one thread waits for. */
export interface NativeSignal {
  /**
   * Blocks this thread; true where posted, false after the time limit (0..60000). Posts that piled up count
   * as one.
   */
  wait(timeoutMs: number): boolean
  close(): void
}
/** StreamOptions, and the variable of the environment that says where the stream leads, null for none. */
export interface ThreadStreamOptions extends StreamOptions {
  readonly route?: { readonly name: string; readonly value: string | null }
}
/** A stream that another thread opens, starts and closes. */
export interface NativeThreadStream {
  /** False while it is being opened, true when it runs; throws NativeError why it could not. */
  check(): boolean
  /** Answers at once. */
  close(): void
  /** As granted; 0 before it runs. */
  readonly latencyMs: number
  readonly sampleRate: number
}
/**
 * PortAudio in a thread of its own, so that a driver that hangs holds up nobody. What is asked for is done in that
 * order. No other thread of the process can use PortAudio meanwhile.
 */
export interface NativeSoundThread {
  /** Begins to open and start a stream; answers at once. */
  open(direction: 'capture' | 'playback', options: ThreadStreamOptions): NativeThreadStream
  /** Begins to list the devices; `refresh` starts PortAudio anew first, which needs all streams closed. */
  list(refresh: boolean): void
  /** The list, once for each that has been made; undefined before. Throws NativeError why there is none. */
  takeList(): NativeDevice[] | undefined
  /** How long what is being done has taken so far, ms; 0 where nothing is left to do. */
  busyMs(): number
  /** Closes its streams and ends PortAudio. Waits 2 s at most: a driver that hangs is left to itself. */
  close(): void
}
/** A sink or source of PulseAudio or PipeWire. */
export interface NativeServerDevice {
  /** As PULSE_SINK and PULSE_SOURCE take it. */
  readonly name: string
  /** For people. */
  readonly description: string
  readonly isCapture: boolean
  /** A source that records what a sink plays. */
  readonly isMonitor: boolean
  readonly isDefault: boolean
  readonly channels: number
  readonly sampleRate: number
}
/** Follows the devices of the sound server, also through its restarts. */
export interface NativeServerWatch {
  /** Changes with the list; 0 until it is known whether there is a server. */
  version(): number
  /** Whether a server answers. */
  connected(): boolean
  /** None while no server answers. */
  devices(): NativeServerDevice[]
  close(): void
}
export interface AudioAddon {
  readonly version: string
  /** Lists devices; `refresh` starts PortAudio anew, which needs all streams closed. */
  devices(refresh?: boolean): NativeDevice[]
  openCapture(options: StreamOptions): NativeStream
  openPlayback(options: StreamOptions): NativeStream
  createSignal(): NativeSignal
  /** Starts a thread for PortAudio; it posts `signal` when something that was asked for is done. */
  createSoundThread(signal?: NativeSignal): NativeSoundThread
  /** Undefined where the system has no sound server that PortAudio does not list; posts `signal` at a change. */
  watchServer(signal?: NativeSignal): NativeServerWatch | undefined
  /** Asks for real-time priority for the calling thread; false where the system refuses. */
  requestRealtime(): boolean
  /**
   * Sleeps until CLOCK_MONOTONIC (same clock as process.hrtime) reaches the time, at most a minute ahead; for
   * loops without a device.
   */
  sleepUntil(monotonicNs: bigint): void
  /**
   * Sets (or with null removes) a variable of the process as libraries in C see it, which a worker's
   * `process.env` cannot. Before an open: `PULSE_SINK`, `PULSE_SOURCE` choose where ALSA's `pulse` leads.
   */
  setEnvironment(name: string, value: string | null): void
  /** Ends PortAudio; all streams must be closed. */
  terminate(): void
}

// ---- net: UDP in batches ----

/** Places in the counters of a socket (Float64Array, updated in place). */
export const UDP_COUNTERS = {
  datagramsIn: 0,
  bytesIn: 1,
  datagramsOut: 2,
  bytesOut: 3,
  /** Sends that the system refused, and targets whose id is free. */
  sendFailed: 4,
  /** Errors of the socket itself (ICMP and the like) met while receiving. */
  socketErrors: 5,
  length: 6,
} as const

/** All arrays are over SharedArrayBuffers: memory that cannot be taken away under the socket. */
export interface UdpOptions {
  /** IP literal; `::` takes both families where the system can. */
  readonly bind: string
  /** 0 for any free one. */
  readonly port: number
  /** Largest datagram kept, bytes; the length of a longer one is this plus 1. */
  readonly slotBytes: number
  /** Datagrams per receive, 1..1024. */
  readonly batch: number
  /** Remote addresses known at once. */
  readonly addressLimit: number
  /** batch * slotBytes. */
  readonly slab: Uint8Array
  /** `batch` elements each; `offsets` is filled once. */
  readonly offsets: Int32Array
  readonly lengths: Int32Array
  readonly addresses: Int32Array
  /** Microseconds each datagram waited in the system before it was taken; 0 where the system does not tell. */
  readonly ages: Int32Array
  /** Whether `ages` are asked for. Linux tells them on the path `batched`. */
  readonly stamped: boolean
  /** UDP_COUNTERS.length elements. */
  readonly counters: Float64Array
  /** Socket buffers, bytes; 0 leaves the system's. */
  readonly receiveBuffer: number
  readonly sendBuffer: number
  /** `batched` uses recvmmsg/sendmmsg where there are; `portable` one call per datagram. */
  readonly path: 'batched' | 'portable'
}
/** The calls of DatagramTransport (electron/voice/interfaces.ts). After `close` all but it throw `closed`. */
export interface NativeUdpSocket {
  readonly localPort: number
  readonly wakeId: number
  receive(): number
  /** Milliseconds, up to a day. */
  wait(timeoutMs: number): void
  address(host: string, port: number): number
  learn(index: number): number
  forget(id: number): void
  describe(id: number): { host: string; port: number } | undefined
  send(to: number, bytes: Uint8Array, offset: number, length: number): boolean
  fanout(targets: Int32Array, count: number, bytes: Uint8Array, offset: number, length: number): number
  close(): void
}
export interface NetAddon {
  /** NativeError with the system's code (`EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES`, ...) or `socket-failed`. */
  createSocket(options: UdpOptions): NativeUdpSocket
  /** Ends the `wait` of a socket of this process, from any thread; false where there is none of this id. */
  wake(wakeId: number): boolean
  /** The kernel's id of the calling thread, 0 where there is none. */
  threadId(): number
  /** CPU time of the calling thread, nanoseconds. */
  threadCpuNs(): bigint
  /** Gives pages of which C libraries hold nothing back to the system; false where there were none, or that cannot be. */
  returnFreePages?(): boolean
}

// ---- dsp: echo cancellation ----

/** Places in what `NativeEchoCanceller.measure` fills. */
export const ECHO_MEASURES = {
  /** By how much the linear filter lowers the echo, dB, over the last second of played sound; 0 before any. */
  erleDb: 0,
  /** From playing to hearing, samples; -1 where no echo has been found. */
  delaySamples: 1,
  /** Time spent per 10 ms of sound, microseconds, mean over the last frames. */
  costUs: 2,
  /** Times that the path became another one. */
  changes: 3,
  length: 4,
} as const

export interface EchoCancellerOptions {
  /** Whether what the adaptive filter leaves is lowered too, at a delay of 120 samples. */
  readonly suppress: boolean
}
/** Mono at 48 kHz. */
export interface NativeEchoCanceller {
  /**
   * Takes a frame of the microphone and what was played in the same time, fills `out`, which may be `near`.
   * Frames of 2.5 to 60 ms in steps of 2.5 ms, which may change from call to call.
   */
  process(near: Float32Array, far: Float32Array, out: Float32Array): void
  /** Samples by which `out` lags behind `near` when frames have so many samples from now on. */
  delay(frameSamples: number): number
  /** Fills ECHO_MEASURES.length elements. */
  measure(into: Float64Array): void
  /** Forgets path and sound. */
  reset(): void
  close(): void
}
export interface DspAddon {
  createEchoCanceller(options: EchoCancellerOptions): NativeEchoCanceller
}
