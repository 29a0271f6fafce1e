import { FRAME_LENGTHS_MS, type EngineMember } from '../../contract/engine.ts'
import type { SpeakerStats } from '../../contract/stats.ts'
import { levelOf } from '../capture/audio-level.ts'
import type { FrameDecoder } from '../interfaces.ts'
import { VoiceStrip } from '../mix/voice-strip.ts'
import { JitterBuffer } from '../jitter/jitter-buffer.ts'
import type { PacketHeader } from '../packet/header.ts'
import { ReplayWindow } from '../packet/replay-window.ts'
import { samplesOf, SILENCE_DB } from '../units.ts'
import { SpeechLight } from './speech-light.ts'

const FRAME_MOST_SAMPLES = samplesOf(60)

/** One remote speaker: replay window, jitter buffer, decoder, and the samples not yet handed out. */
export class ReceiverSession {
  /** The nickname may change; source id and nonce do not. */
  member: EngineMember
  readonly window = new ReplayWindow()
  readonly light = new SpeechLight()
  /** The way into the mix. */
  readonly strip = new VoiceStrip()
  readonly #decoder: FrameDecoder
  readonly #jitter = new JitterBuffer()
  readonly #samples = new Float32Array(FRAME_MOST_SAMPLES)
  /** A view of `#samples` per frame length. */
  readonly #frames = FRAME_LENGTHS_MS.map((ms) => this.#samples.subarray(0, samplesOf(ms)))
  #frameCode = 0
  #queuedFrom = 0
  #queued = 0
  #recovered = 0
  #concealed = 0
  #undecodable = 0

  constructor(member: EngineMember, decoder: FrameDecoder) {
    this.member = member
    this.#decoder = decoder
  }

  /** Packets whose bytes were authentic and yet no Opus packet of the announced length. */
  get undecodable(): number {
    return this.#undecodable
  }

  /** Takes an authentic packet. */
  insert(header: PacketHeader, payload: Uint8Array, nowMs: number): void {
    this.#jitter.insert(header, payload, nowMs)
  }

  /** Fills the block with what is due; false where that is nothing. */
  pull(block: Float32Array, nowMs: number): boolean {
    let filled = 0
    while (filled < block.length && (this.#queued > 0 || this.#decodeNext(nowMs))) {
      const count = Math.min(block.length - filled, this.#queued)
      for (let index = 0; index < count; index += 1) {
        block[filled + index] = this.#samples[this.#queuedFrom + index] ?? 0
      }
      filled += count
      this.#queuedFrom += count
      this.#queued -= count
    }
    if (filled < block.length) block.fill(0, filled)
    this.light.observe(filled === 0 ? SILENCE_DB : levelOf(block), nowMs)
    return filled > 0
  }

  /** Forgets what waits to be played, as when this end stops listening. */
  flush(): void {
    this.#jitter.close()
    this.#queued = 0
    this.light.reset()
  }

  stats(nowMs: number): SpeakerStats {
    const { received, lost, late, duplicate, reordered, ...jitter } = this.#jitter.stats()
    return {
      sourceId: this.member.sourceId,
      nickname: this.member.nickname,
      packetsReceived: received,
      ...{ lost, late, duplicate, reordered },
      recoveredByFec: this.#recovered,
      concealed: this.#concealed,
      jitterMs: jitter.jitterMs,
      targetDelayMs: jitter.targetDelayMs,
      bufferMs: jitter.bufferMs,
      levelDb: this.light.levelDb,
      speaking: this.light.speaking(nowMs),
      matchDb: this.strip.matchDb,
    }
  }

  close(): void {
    this.#decoder.close()
  }

  /** Makes the next frame out of what the jitter buffer says; false where nobody speaks. */
  #decodeNext(nowMs: number): boolean {
    const source = this.#jitter.get(nowMs)
    if (source === 'wait') return false
    if (source === 'normal') this.#frameCode = this.#jitter.packet.frameCode
    const frame = this.#frames[this.#frameCode] ?? this.#samples
    this.#queuedFrom = 0
    this.#queued = this.#fill(source, frame)
    return this.#queued > 0
  }

  #fill(source: 'normal' | 'fec' | 'conceal', frame: Float32Array): number {
    const { payload } = this.#jitter.packet
    if (source === 'normal') {
      const decoded = this.#decoder.decode(payload, frame)
      if (decoded > 0) return decoded
      this.#undecodable += 1
    }
    if (source === 'fec') {
      const rebuilt = this.#decoder.decodeFec(payload, frame)
      if (rebuilt > 0) this.#recovered += 1
      if (rebuilt > 0) return rebuilt
    }
    this.#concealed += 1
    return this.#decoder.conceal(frame)
  }
}
