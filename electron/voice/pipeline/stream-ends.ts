import type { Clock } from '../../base/clock.ts'
import type { CaptureSpec, EngineEvent, PlaybackSpec } from '../../contract/engine.ts'
import { PalabreError, reportOf, type ErrorReport } from '../../contract/errors.ts'
import type { CaptureSource } from '../capture/capture-source.ts'
import { ClipGenerator, SilenceGenerator, ToneGenerator } from '../capture/generators.ts'
import { PacedSource } from '../capture/paced-source.ts'
import { RingSource } from '../capture/ring-source.ts'
import { readWavClip } from '../capture/wav-reader.ts'
import type { DeviceSlot } from '../devices/device-slot.ts'
import type { Direction } from '../devices/device-catalog.ts'
import type { OpenStream } from '../devices/open-stream.ts'
import type { SoundSystem } from '../devices/sound-system.ts'
import { nullStore, PacedSink, type SampleStore } from '../playback/paced-sink.ts'
import type { PlaybackSink } from '../playback/playback-sink.ts'
import { RingSink } from '../playback/ring-sink.ts'
import { WavWriter } from '../playback/wav-writer.ts'
import { millisecondsOf } from '../units.ts'
import { PIPELINE_CONFIG } from './config.ts'

export interface StreamEndsOptions {
  readonly clock: Clock
  /** Sound kept ready for a playback device, ms. */
  readonly fillMs: number
  readonly sound: SoundSystem
  readonly post: (event: EngineEvent) => void
}

/**
 * The two ends of the media chains: where samples come from and where they go. An end that fails is an event, and
 * silence takes its place; the chains never notice.
 */
export class StreamEnds {
  #source: CaptureSource
  #sink: PlaybackSink
  readonly #options: StreamEndsOptions
  #captureSlot: DeviceSlot | undefined
  #playbackSlot: DeviceSlot | undefined
  #captureStream: OpenStream | undefined
  #playbackStream: OpenStream | undefined
  /** Whether an end is there in place of a device: its first sample is nobody's. */
  #standsInCapture = false
  #standsInPlayback = false
  /** Counts of ends that were closed. */
  #overruns = 0
  #underruns = 0
  #deviceOverruns = 0
  #deviceUnderruns = 0
  /** What is ready when a block is added, averaged, ms. */
  #waitMs = 0
  /** The devices' own delays as the system tells them from block to block, averaged, ms; 0 where it tells nothing. */
  #captureMs = 0
  #playbackMs = 0
  #stereo = false
  /** First samples, kept when an end is exchanged. */
  #inputNs: bigint | undefined
  #outputNs: bigint | undefined

  constructor(options: StreamEndsOptions) {
    this.#options = options
    this.#source = new PacedSource(new SilenceGenerator(), options.clock)
    this.#sink = new PacedSink(nullStore, options.clock)
  }

  get source(): CaptureSource {
    return this.#source
  }

  get sink(): PlaybackSink {
    return this.#sink
  }

  /** Whether a device's callback wakes the loop. */
  get hasDevice(): boolean {
    return this.#captureStream !== undefined || this.#playbackStream !== undefined
  }

  /** Whether what is played is heard, where a loudspeaker was chosen. */
  get isPlaybackReady(): boolean {
    return this.#playbackSlot === undefined || this.#playbackStream !== undefined
  }

  /** Opens both ends anew. */
  choose(capture: CaptureSpec, playback: PlaybackSpec, nowMs: number): void {
    this.#closeSlots()
    this.#captureStream = undefined
    this.#playbackStream = undefined
    this.#captureSlot = capture.kind === 'device' ? this.#slot('capture', capture.name) : undefined
    this.#playbackSlot = playback.kind === 'device' ? this.#slot('playback', playback.name) : undefined
    this.#setSource(this.#attempt('capture', () => this.#openSource(capture)) ?? this.#silence())
    this.#setSink(this.#attempt('playback', () => this.#openSink(playback)) ?? this.#nowhere())
    this.#standsInCapture = capture.kind === 'device'
    this.#standsInPlayback = playback.kind === 'device'
    this.turn(nowMs)
    this.#sink.start()
  }

  /** Whether a microphone of two channels gives both. */
  setStereo(stereo: boolean): void {
    this.#stereo = stereo
    this.#captureSlot?.setStereo(stereo)
  }

  /** Looks after the devices. */
  turn(nowMs: number): void {
    this.#options.sound.turn(nowMs)
    const capture = this.#captureSlot?.stream
    const playback = this.#playbackSlot?.stream
    if (capture !== this.#captureStream) {
      this.#captureStream = capture
      this.#captureMs = 0
      capture?.adopt()
      this.#setSource(capture === undefined ? this.#silence() : new RingSource(capture))
      this.#standsInCapture = capture === undefined
    }
    if (playback !== this.#playbackStream) {
      this.#playbackStream = playback
      this.#playbackMs = 0
      playback?.adopt()
      this.#setSink(playback === undefined ? this.#nowhere() : new RingSink(playback))
      this.#standsInPlayback = playback === undefined
    }
  }

  get overruns(): number {
    return this.#overruns + this.#source.stats().overruns
  }

  get underruns(): number {
    return this.#underruns + this.#sink.stats().underruns
  }

  /** Gaps that the sound system itself reported. */
  get deviceOverruns(): number {
    return this.#deviceOverruns + this.#source.stats().deviceOverruns
  }

  get deviceUnderruns(): number {
    return this.#deviceUnderruns + this.#sink.stats().deviceUnderruns
  }

  /** Before each block that is played: what is ready then is what the block waits for, and then for the device. */
  noteWait(): void {
    this.#captureMs = averaged(this.#captureMs, this.#captureStream)
    this.#playbackMs = averaged(this.#playbackMs, this.#playbackStream)
    this.#waitMs += (millisecondsOf(this.#sink.queued()) - this.#waitMs) * PIPELINE_CONFIG.waitGain
  }

  /** Delay of the microphone and of what resamples it, ms; undefined where none is open. */
  get captureDelayMs(): number | undefined {
    const granted = this.#captureStream?.latencyMs
    if (granted === undefined) return undefined
    return (this.#captureMs === 0 ? granted : this.#captureMs) + this.#source.stats().delayMs
  }

  /** What a block waits for, averaged, and the loudspeaker's own delay, ms; undefined where none is open. */
  get playbackDelayMs(): number | undefined {
    const granted = this.#playbackStream?.latencyMs
    if (granted === undefined) return undefined
    return (this.#playbackMs === 0 ? granted : this.#playbackMs) + this.#waitMs
  }

  /** CLOCK_MONOTONIC of the first sample in as decimal text; null where there was none. */
  get inputStartedAtNs(): string | null {
    return (this.#inputNs ?? this.#firstInNs)?.toString() ?? null
  }

  get outputStartedAtNs(): string | null {
    return (this.#outputNs ?? this.#firstOutNs)?.toString() ?? null
  }

  close(): void {
    this.#noteSource()
    this.#noteSink()
    this.#source.close()
    this.#sink.close()
    this.#closeSlots()
  }

  #closeSlots(): void {
    for (const slot of [this.#captureSlot, this.#playbackSlot]) {
      if (slot !== undefined) this.#options.sound.closeSlot(slot)
    }
  }

  #slot(direction: Direction, name: string): DeviceSlot {
    const { sound, fillMs } = this.#options
    const onChange = (error: ErrorReport | null): void => {
      this.#options.post({ type: 'device', which: direction, error })
    }
    const slot = sound.slot({ direction, name, blockMs: fillMs, onChange })
    slot.setStereo(this.#stereo)
    return slot
  }

  #openSource(spec: CaptureSpec): CaptureSource {
    const { clock } = this.#options
    switch (spec.kind) {
      case 'wav': {
        const { samples, side } = readWavClip(spec.file)
        return new PacedSource(new ClipGenerator(samples, spec.loop, side), clock)
      }
      case 'tone':
        return new PacedSource(new ToneGenerator(spec.hz), clock)
      case 'silence':
      case 'device':
        return this.#silence()
    }
  }

  #openSink(spec: PlaybackSpec): PlaybackSink {
    return spec.kind === 'wav' ? new PacedSink(this.#wavWriter(spec), this.#options.clock) : this.#nowhere()
  }

  #wavWriter({ file, channels }: Extract<PlaybackSpec, { kind: 'wav' }>): SampleStore {
    const onError = (error: PalabreError): void => {
      this.#options.post({ type: 'device', which: 'playback', error: error.report() })
    }
    return new WavWriter(file, onError, channels)
  }

  #attempt<T>(which: Direction, open: () => T): T | undefined {
    try {
      return open()
    } catch (error) {
      const report = error instanceof PalabreError ? error.report() : reportOf(error)
      this.#options.post({ type: 'device', which, error: report })
      return undefined
    }
  }

  #silence(): CaptureSource {
    return new PacedSource(new SilenceGenerator(), this.#options.clock)
  }

  #nowhere(): PlaybackSink {
    return new PacedSink(nullStore, this.#options.clock)
  }

  #setSource(source: CaptureSource): void {
    this.#noteSource()
    this.#source.close()
    this.#source = source
  }

  #setSink(sink: PlaybackSink): void {
    this.#noteSink()
    this.#sink.close()
    this.#sink = sink
    sink.start()
  }

  get #firstInNs(): bigint | undefined {
    return this.#standsInCapture ? undefined : this.#source.startedNs()
  }

  get #firstOutNs(): bigint | undefined {
    return this.#standsInPlayback ? undefined : this.#sink.startedNs()
  }

  #noteSource(): void {
    const { overruns, deviceOverruns } = this.#source.stats()
    this.#overruns += overruns
    this.#deviceOverruns += deviceOverruns
    this.#inputNs ??= this.#firstInNs
  }

  #noteSink(): void {
    const { underruns, deviceUnderruns } = this.#sink.stats()
    this.#underruns += underruns
    this.#deviceUnderruns += deviceUnderruns
    this.#outputNs ??= this.#firstOutNs
  }
}

/** The average with what the system tells of the stream now, ms. */
function averaged(beforeMs: number, stream: OpenStream | undefined): number {
  const nowMs = stream?.deviceDelayMs() ?? 0
  return beforeMs + (nowMs - beforeMs) * (beforeMs === 0 ? 1 : PIPELINE_CONFIG.waitGain)
}
