import { FRAME_LENGTHS_MS } from '../../contract/engine.ts'
import { ComfortNoise } from '../codec/comfort-noise.ts'
import type { FrameDecoder } from '../interfaces.ts'
import type { FrameSource } from '../jitter/jitter-stats.ts'
import { FLAGS } from '../packet/header.ts'
import { gainOf, millisecondsOf, samplesOf } from '../units.ts'
import { PIPELINE_CONFIG } from './config.ts'

const FADE_SAMPLES = samplesOf(PIPELINE_CONFIG.borderFadeMs)
/** Noise is made in pieces of the shortest frame, which any block is a multiple of. */
const NOISE_SAMPLES = samplesOf(FRAME_LENGTHS_MS[0])
/** Sound that ends below this ends without a click. */
const INAUDIBLE = gainOf(PIPELINE_CONFIG.borderQuietDb)

/** What a frame is made of. */
export interface FramePacket {
  readonly payload: Uint8Array
  readonly flags: number
}

/**
 * One speaker's frames as the jitter buffer wants them: decoded, rebuilt, invented, or noise; without a click where
 * sound begins, ends, or gives way to noise.
 */
export class FrameMaker {
  recovered = 0
  concealed = 0
  /** Packets whose bytes were authentic and yet no Opus packet of the announced length. */
  undecodable = 0
  /** Time filled with comfort noise, ms. */
  noiseMs = 0
  /** What was made last begins here. */
  readonly samples = new Float32Array(samplesOf(60))
  /** What lies beside them where it is sound in stereo; undefined where it is not. */
  side: Float32Array | undefined
  /** A view of them per frame length. */
  readonly #frames = FRAME_LENGTHS_MS.map((ms) => this.samples.subarray(0, samplesOf(ms)))
  readonly #tail = this.samples.subarray(0, FADE_SAMPLES)
  readonly #fade = new Float32Array(FADE_SAMPLES)
  readonly #decoder: FrameDecoder
  readonly #noise = new ComfortNoise()
  /** What was made before; `nothing` where there was no sound at all. */
  #before: 'nothing' | 'sound' | 'noise' | 'silence' = 'nothing'
  #last = 0

  constructor(decoder: FrameDecoder) {
    this.#decoder = decoder
  }

  /** Makes what the jitter buffer answered, of this length where no packet tells; answers the samples made. */
  make(source: FrameSource, packet: FramePacket, frameCode: number): number {
    this.side = undefined
    if (source === 'wait') return this.#end()
    if (source === 'noise') return this.#goOn()
    const frame = this.#frames[frameCode] ?? this.samples
    const count = this.#fill(source, packet, frame)
    this.side = this.#decoder.side
    this.#begin(count)
    if ((packet.flags & FLAGS.background) !== 0 && isPlain(source)) this.#noise.learn(frame, count)
    this.#note('sound', count)
    return count
  }

  /** What comes next has nothing to do with what was. */
  restart(): void {
    if (this.#before !== 'nothing') this.#before = 'silence'
    this.#last = 0
  }

  close(): void {
    this.#decoder.close()
  }

  #fill(source: FrameSource, packet: FramePacket, frame: Float32Array): number {
    if (isPlain(source)) {
      const decoded = this.#decoder.decode(packet.payload, frame)
      if (decoded > 0) return decoded
      this.undecodable += 1
    }
    if (source === 'fec') {
      const rebuilt = this.#decoder.decodeFec(packet.payload, frame)
      if (rebuilt > 0) this.recovered += 1
      if (rebuilt > 0) return rebuilt
    }
    this.concealed += 1
    return this.#decoder.conceal(frame)
  }

  #goOn(): number {
    this.#noise.fill(this.samples, NOISE_SAMPLES)
    this.noiseMs += millisecondsOf(NOISE_SAMPLES)
    this.#note('noise', NOISE_SAMPLES)
    return NOISE_SAMPLES
  }

  /** Sound does not break off: a moment more of it, that fades away. */
  #end(): number {
    const { samples } = this
    const before = this.#before
    if (before === 'nothing' || before === 'silence') return 0
    this.#before = 'silence'
    if (Math.abs(this.#last) < INAUDIBLE) return 0
    if (before === 'noise') this.#noise.fill(samples, FADE_SAMPLES)
    else if (this.#decoder.conceal(this.#tail) < FADE_SAMPLES) return 0
    else this.side = this.#decoder.side
    fadeOut(samples)
    if (this.side !== undefined) fadeOut(this.side)
    return FADE_SAMPLES
  }

  /** Fades the frame in, over the noise that goes on beneath it. Within sound the decoder does as much. */
  #begin(count: number): void {
    if (this.#before !== 'noise' && this.#before !== 'silence') return
    const length = Math.min(count, FADE_SAMPLES)
    if (this.#before === 'noise') this.#noise.fill(this.#fade, length)
    else this.#fade.fill(0)
    for (let at = 0; at < length; at += 1) {
      const share = shareAt(at, length)
      this.samples[at] = (this.samples[at] ?? 0) * share + (this.#fade[at] ?? 0) * (1 - share)
      if (this.side !== undefined) this.side[at] = (this.side[at] ?? 0) * share
    }
  }

  #note(made: 'sound' | 'noise', count: number): void {
    if (made === 'sound') this.#noise.follow(this.samples, count)
    this.#before = made
    this.#last = this.samples[count - 1] ?? 0
  }
}

/** Whether the packet itself is decoded. */
function isPlain(source: FrameSource): boolean {
  return source !== 'fec' && source !== 'conceal'
}

function fadeOut(samples: Float32Array): void {
  for (let at = 0; at < FADE_SAMPLES; at += 1)
    samples[at] = (samples[at] ?? 0) * (1 - shareAt(at, FADE_SAMPLES))
}

function shareAt(at: number, length: number): number {
  return (at + 0.5) / length
}
