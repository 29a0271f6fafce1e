import { FRAME_LENGTHS_MS, type EngineMember } from '../../contract/engine.ts'
import type { MouthToEar, OwnDelay, SpeakerStats } from '../../contract/stats.ts'
import { levelOf } from '../capture/audio-level.ts'
import type { FrameDecoder } from '../interfaces.ts'
import { Standing } from '../mix/voice-selection.ts'
import { VoiceStrip } from '../mix/voice-strip.ts'
import { JitterBuffer } from '../jitter/jitter-buffer.ts'
import type { FrameSource } from '../jitter/jitter-stats.ts'
import type { PacketHeader } from '../packet/header.ts'
import type { RedundantBlocks } from '../packet/redundancy.ts'
import { ReplayWindow } from '../packet/replay-window.ts'
import { millisecondsOf, samplesOf, SILENCE_DB } from '../units.ts'
import { ArrivalCount } from './arrival-count.ts'
import { PIPELINE_CONFIG } from './config.ts'
import { FrameMaker } from './frame-maker.ts'
import { GapShift } from './gap-shift.ts'
import { mouthToEarOf } from './mouth-to-ear.ts'
import { RecentShares } from './recent-shares.ts'
import { SampleQueue } from './sample-queue.ts'
import { SpeechLight } from './speech-light.ts'

/** One remote speaker: replay window, jitter buffer, decoder, and the samples not yet handed out. */
export class ReceiverSession {
  /** The nickname may change; source id and nonce do not. */
  member: EngineMember
  readonly window = new ReplayWindow()
  readonly light = new SpeechLight()
  /** What the next report says. */
  readonly arrivals = new ArrivalCount()
  /** The way into the mix. */
  readonly strip = new VoiceStrip()
  readonly standing = new Standing()
  readonly #decoder: FrameDecoder
  readonly #jitter: JitterBuffer
  readonly #maker: FrameMaker
  readonly #queue = new SampleQueue()
  readonly #gaps = new GapShift()
  readonly #shares = new RecentShares()
  #heldMs = 0
  #frameCode = 0
  #open = false

  /** The sender's list by which it is heard; 0: as one of the channel. */
  readonly list: number

  /** `near`: on the same quiet network. */
  constructor(member: EngineMember, decoder: FrameDecoder, near = false, list = 0) {
    this.member = member
    this.list = list
    this.#jitter = new JitterBuffer({ near })
    this.#decoder = decoder
    this.#maker = new FrameMaker(decoder)
  }

  /** Packets whose bytes were authentic and yet no Opus packet of the announced length. */
  get undecodable(): number {
    return this.#maker.undecodable
  }

  /** Corrections of delay within speech so far. */
  get corrections(): number {
    return this.#jitter.stats().corrections
  }

  /** Whether anything came since the last flush. */
  get isOpen(): boolean {
    return this.#open
  }

  /**
   * Takes an authentic packet, whose payload consists of `blocks`; of the frame alone without. Its number in `header`
   * may be changed.
   */
  insert(header: PacketHeader, payload: Uint8Array, nowMs: number, blocks?: RedundantBlocks): void {
    if (!this.#gaps.apply(header)) return
    this.#open = true
    this.#jitter.insert(header, payload, nowMs, blocks)
    const isAlone = blocks === undefined || blocks.count === 0
    if (isAlone && this.#decoder.hasFec(payload)) this.#jitter.noteFec(header, nowMs)
  }

  /** The host has kept packets to itself: they are not lost. */
  noteGap(first: number, count: number): void {
    this.#gaps.note(first, count)
    this.arrivals.restart()
  }

  /** Whether there is a side to what `pull` gives. */
  get isStereo(): boolean {
    return this.#queue.isStereo
  }

  /** Fills the block, and its side, with what is due; false where that is nothing. */
  pull(block: Float32Array, nowMs: number, side?: Float32Array): boolean {
    let filled = 0
    while (
      filled < block.length &&
      (this.#queue.queued > 0 || this.#decodeNext(nowMs, filled, block.length))
    ) {
      filled += this.#queue.take(block, filled, side)
    }
    if (filled < block.length) block.fill(0, filled)
    if (filled < block.length) side?.fill(0, filled)
    this.light.observe(filled === 0 ? SILENCE_DB : levelOf(block), nowMs)
    return filled > 0
  }

  /** Forgets what waits to be played, as when this end stops listening. */
  flush(): void {
    this.#open = false
    this.#jitter.close()
    this.#queue.clear()
    this.#maker.restart()
    this.light.reset()
  }

  /** `own`: the listener's part of the way, where the whole is wanted. */
  stats(nowMs: number, own?: OwnDelay): SpeakerStats {
    const { received, lost, late, duplicate, reordered, ...jitter } = this.#jitter.stats()
    const { recovered, concealed, noiseMs } = this.#maker
    return {
      sourceId: this.member.sourceId,
      nickname: this.member.nickname,
      packetsReceived: received,
      ...{ lost, late, duplicate, reordered },
      recoveredByRedundancy: jitter.recovered,
      recoveredByFec: recovered,
      concealed,
      comfortNoise: Math.round(noiseMs / this.#jitter.frameMs),
      accelerated: jitter.accelerated,
      expanded: jitter.expanded,
      ...this.#shares.observe({ received, lost, concealed }, nowMs),
      heldMs: this.#heldMs,
      mouthToEarMs: own === undefined ? null : this.#mouthToEar(own),
      jitterMs: jitter.jitterMs,
      driftPpm: jitter.driftPpm,
      targetDelayMs: jitter.targetDelayMs,
      bufferMs: jitter.bufferMs,
      levelDb: this.light.levelDb,
      speaking: this.light.speaking(nowMs),
      matchDb: this.strip.matchDb,
      ...(this.list === 0 ? {} : { whispered: true as const }),
    }
  }

  /** Null while nothing of this speaker is decoded here. */
  #mouthToEar(own: OwnDelay): MouthToEar | null {
    if (!this.#open || this.#heldMs === 0) return null
    const frameMs = FRAME_LENGTHS_MS[this.#frameCode] ?? 0
    return mouthToEarOf({ sendDelay: this.member.sendDelay, frameMs, heldMs: this.#heldMs }, own)
  }

  close(): void {
    this.#maker.close()
  }

  /** Makes the next frame, to be heard `ahead` samples after `nowMs`; false where nobody speaks. */
  #decodeNext(nowMs: number, ahead: number, block: number): boolean {
    const source = this.#decodeOne(nowMs, ahead, block)
    if (source === 'accelerate') this.#shorten(nowMs, ahead, block)
    if (source === 'expand') this.#lengthen()
    return this.#queue.queued > 0
  }

  #decodeOne(atMs: number, ahead: number, block: number): FrameSource {
    const source = this.#jitter.get(atMs, millisecondsOf(ahead), millisecondsOf(block))
    if (source === 'normal' || source === 'accelerate' || source === 'expand') {
      this.#frameCode = this.#jitter.packet.frameCode
      this.#noteHeld(atMs + millisecondsOf(ahead) - this.#jitter.packet.arrivalMs)
    }
    const made = this.#maker.make(source, this.#jitter.packet, this.#frameCode)
    this.#queue.push(this.#maker.samples, made, this.#maker.side)
    return source
  }

  #noteHeld(heldMs: number): void {
    this.#heldMs += (heldMs - this.#heldMs) * (this.#heldMs === 0 ? 1 : PIPELINE_CONFIG.heldGain)
  }

  /** Decodes ahead what is there until a whole piece can be taken out, and takes one out. */
  #shorten(nowMs: number, ahead: number, block: number): void {
    const { excessMs, stretchable } = this.#jitter
    while (!this.#queue.canRemove && this.#jitter.hasNext) {
      const source = this.#decodeOne(nowMs + millisecondsOf(this.#queue.queued), ahead, block)
      if (source === 'wait' || source === 'noise') break
    }
    const removed = this.#queue.shorten(samplesOf(excessMs), stretchable)
    if (removed > 0) this.#jitter.noteStretch(-millisecondsOf(removed), this.#queue.audible)
  }

  #lengthen(): void {
    const { excessMs, stretchable } = this.#jitter
    // A pitch period cannot be chosen; quiet can be made as long as it should be.
    const most = stretchable === 'quiet' ? samplesOf(-excessMs) : Infinity
    const added = this.#queue.lengthen(most, stretchable)
    if (added > 0) this.#jitter.noteStretch(millisecondsOf(added), this.#queue.audible)
  }
}
