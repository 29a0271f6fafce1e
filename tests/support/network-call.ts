import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../electron/base/clock.ts'
import type { EngineOptions } from '../../electron/contract/engine.ts'
import type { SpeakerStats } from '../../electron/contract/stats.ts'
import { DEFAULT_ENGINE } from '../../electron/processes/engine-defaults.ts'
import { OpusDecoder } from '../../electron/voice/codec/opus-decoder.ts'
import { parseHeader, PacketHeader } from '../../electron/voice/packet/header.ts'
import { KIND } from '../../electron/voice/packet/kind.ts'
import type { Impairment } from './lossy-link.ts'
import { OfflineCall, UDP_IP_BYTES, type OfflineGuest } from './offline-call.ts'
import { PacketGuest } from './packet-guest.ts'
import { seededRandom } from './seeded-random.ts'
import { readWav, writeWav } from './wav-file.ts'

/** What goes on after the last word, ms: the longest delay a bound allows, and a little. */
const TAIL_MS = 1_000

/** A call of one speaker and one listener over a bad network. */
export interface NetworkCallPlan {
  readonly spoken: Float32Array
  readonly link: Impairment
  /** Who sits behind that link, in both directions; the listener unless given. */
  readonly side?: 'listener' | 'speaker' | 'both'
  /** From when on, ms since the first word, the link is another. */
  readonly changes?: readonly { readonly atMs: number; readonly link: Impairment }[]
  /**
   * Nothing is done about losses: the speaker never hears of them, so that it sends neither copies nor error correction,
   * and silence takes the place of a missing frame. With a bad network at the listener only.
   */
  readonly plain?: boolean
  /** How much faster the speaker's clock runs, parts per million. */
  readonly speakerPpm?: number
  readonly engine?: Partial<EngineOptions>
  readonly seed?: number
}

/** What such a call left behind. */
export interface NetworkCall {
  readonly spoken: Float32Array
  /** What the listener heard, from its first sample. */
  readonly heard: Float32Array
  /** From the first sample in to the first sample out, ms. */
  readonly apartMs: number
  readonly speakerPpm: number
  readonly stats: SpeakerStats
  /** What the listener saw, each second. */
  readonly seconds: readonly SpeakerStats[]
  /** Datagrams with voice that the speaker put on the wire. */
  readonly voice: readonly { readonly atMs: number; readonly bytes: number }[]
  readonly startedMs: number
}

/** A clock that runs faster than another. */
class FastClock implements Clock {
  readonly #clock: Clock
  readonly #rate: number

  constructor(clock: Clock, ppm: number) {
    this.#clock = clock
    this.#rate = 1 + ppm * 1e-6
  }

  nowMs(): number {
    return this.#clock.nowMs() * this.#rate
  }

  nowNs(): bigint {
    return BigInt(Math.round(this.nowMs() * 1e6))
  }

  wallMs(): number {
    return this.#clock.wallMs()
  }

  after(delayMs: number, callback: () => void): () => void {
    return this.#clock.after(delayMs / this.#rate, callback)
  }
}

/** Opus without any of its inventions. */
class PlainDecoder extends OpusDecoder {
  override decodeFec(): number {
    return 0
  }

  override conceal(frame: Float32Array): number {
    frame.fill(0)
    return frame.length
  }
}

/** Makes the call, with real engines, a real router and real files, in a time of its own. */
export function networkCall(plan: NetworkCallPlan): NetworkCall {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-network-'))
  try {
    const input = join(folder, 'spoken.wav')
    const output = join(folder, 'heard.wav')
    writeWav(input, plan.spoken)
    return new Call(plan, input, output).run()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

class Call {
  readonly #plan: NetworkCallPlan
  readonly #output: string
  readonly #call = new OfflineCall()
  readonly #speaker: OfflineGuest
  readonly #listener: OfflineGuest
  readonly #voice: { atMs: number; bytes: number }[] = []
  readonly #header = new PacketHeader()

  constructor(plan: NetworkCallPlan, input: string, output: string) {
    this.#plan = plan
    this.#output = output
    const { clock } = this.#call
    // As `palabre talk` and the app start an engine, but that the sound is left as it is for the comparison.
    const usual = { ...DEFAULT_ENGINE, dsp: false, ...plan.engine }
    this.#speaker = this.#call.add(
      new PacketGuest(1, 1),
      { ...usual, capture: { kind: 'wav', file: input, loop: false }, playback: { kind: 'null' } },
      { clock: new FastClock(clock, plan.speakerPpm ?? 0) },
    )
    this.#listener = this.#call.add(
      new PacketGuest(2, 1),
      { ...usual, capture: { kind: 'silence' }, playback: { kind: 'wav', file: output } },
      plan.plain === true ? { makeDecoder: () => new PlainDecoder() } : {},
    )
    this.#impair()
    this.#call.passes = (from, _, bytes) => {
      const { kind } = this.#look(bytes)
      if (kind === KIND.voice && from === this.#speaker.address) this.#note(bytes)
      return !(plan.plain === true && kind === KIND.report)
    }
  }

  run(): NetworkCall {
    this.#speaker.connect([this.#listener])
    this.#listener.connect([this.#speaker])
    const voice = this.#voice
    while (voice.length === 0) this.#call.run(1)
    const startedMs = this.#call.clock.nowMs()
    const endMs = startedMs + (this.#plan.spoken.length / 48_000) * 1_000 + TAIL_MS
    for (const { atMs, link } of this.#plan.changes ?? []) {
      this.#call.run(startedMs + atMs - this.#call.clock.nowMs())
      this.#change(link)
    }
    this.#call.run(endMs - this.#call.clock.nowMs())
    const { inputStartedAtNs } = this.#speaker.stop()
    const { stats, outputStartedAtNs } = this.#listener.stop()
    const rate = 1 + (this.#plan.speakerPpm ?? 0) * 1e-6
    const { spoken, speakerPpm = 0 } = this.#plan
    return {
      ...{ spoken, speakerPpm, startedMs, voice },
      heard: readWav(this.#output).samples,
      apartMs: Number(outputStartedAtNs) / 1e6 - Number(inputStartedAtNs) / 1e6 / rate,
      stats: onlySpeaker(stats.speakers),
      seconds: this.#listener.of('stats').flatMap((event) => event.stats.speakers),
    }
  }

  #look(bytes: Uint8Array): PacketHeader {
    const reason = parseHeader(bytes, 0, bytes.length, this.#header)
    if (reason !== undefined) throw new Error(reason)
    return this.#header
  }

  #note(bytes: Uint8Array): void {
    this.#voice.push({ atMs: this.#call.clock.nowMs(), bytes: bytes.length + UDP_IP_BYTES })
  }

  /** Each direction has a chance of its own: what a listener sends back does not choose which packets it misses. */
  #impair(): void {
    const { link, side = 'listener', seed = 1 } = this.#plan
    const random = (direction: number) => seededRandom(4 * seed + direction)
    if (side !== 'speaker') this.#call.impair(this.#listener, link, link, random(0), random(1))
    if (side !== 'listener') this.#call.impair(this.#speaker, link, link, random(2), random(3))
  }

  #change(link: Impairment): void {
    for (const { links } of [this.#speaker, this.#listener]) {
      links?.up.change(link)
      links?.down.change(link)
    }
  }
}

function onlySpeaker(speakers: readonly SpeakerStats[]): SpeakerStats {
  const [only] = speakers
  if (only === undefined) throw new Error('nobody was heard')
  return only
}
