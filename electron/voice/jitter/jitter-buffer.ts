import type { Stage } from '../interfaces.ts'
import { frameMsOf } from '../packet/frame-code.ts'
import { FLAGS, PacketHeader } from '../packet/header.ts'
import { RedundantBlocks } from '../packet/redundancy.ts'
import { advance, distance, isAfter } from '../packet/sequence-number.ts'
import { samplesOf } from '../units.ts'
import { JITTER_CONFIG } from './config.ts'
import { Interarrival } from './interarrival.ts'
import type { FrameSource, JitterStats } from './jitter-stats.ts'
import { LevelControl, type Stretchable } from './level-control.ts'
import { PacketRing, TakenPacket, type InsertResult } from './packet-ring.ts'
import { PathDelays } from './path-delays.ts'
import { RecentNumbers } from './recent-numbers.ts'
import { TargetDelay } from './target-delay.ts'

/**
 * Puts the packets of one speaker in order and gives each its time. Two calls: insert a packet, get a frame.
 *
 * A spurt's first packet waits for the target delay; from then on one packet is due per call. Missing ones are
 * concealed. While nothing at all arrives, frames are invented without moving on: only the next packet's sequence
 * number tells whether anything was lost, so the end of a spurt whose last packet got lost costs no false count.
 */
export class JitterBuffer implements Stage<JitterStats> {
  /** The packet of the last answer; none of `conceal`, `noise` and `wait`. */
  readonly packet = new TakenPacket()
  readonly #ring = new PacketRing(JITTER_CONFIG.ringPackets)
  /** Numbers whose time passed without their packet: when it comes after all it was late, not lost. */
  readonly #missed = new RecentNumbers(JITTER_CONFIG.ringPackets)
  readonly #copy = new PacketHeader()
  readonly #whole = new RedundantBlocks()
  readonly #ahead = new TakenPacket()
  readonly #interarrival = new Interarrival()
  readonly #level: LevelControl
  readonly #target: TargetDelay
  readonly #delays: PathDelays
  #state: 'unheard' | 'waiting' | 'playing' = 'unheard'
  #frameMs = 10
  #newest = 0
  /** Where the sender's clock stands after the packet played last. */
  #expectedTimestamp = 0
  /** Whether a packet has been played since the stream began; before that the head may still move back. */
  #played = false
  /** When the last packet was played, and how much later than the fastest packets arrive, ms. */
  #playedMs = -Infinity
  #playedLateMs = 0
  /** The last packet played holds no speech: what follows it may be a pause. */
  #pausing = false
  /** Frames invented since the last packet, whose numbers have not been passed yet. */
  #owed = 0
  #concealRun = 0
  /** Packets in a row that stood before the head and are not known to be missing. */
  #behind = 0
  #carriesCopies = false
  #askedMs = -Infinity
  #received = 0
  #lost = 0
  #late = 0
  #recovered = 0
  #duplicate = 0
  #reordered = 0
  #skipped = 0
  #accelerated = 0
  #expanded = 0
  #voiced = 0
  #resets = 0

  /** `near`: for a speaker on the same quiet network. */
  constructor({ near = false } = {}) {
    this.#target = new TargetDelay({ near })
    this.#level = new LevelControl({ near })
    this.#delays = new PathDelays(this.#target)
  }

  /** Length of the stream's frames, ms; of the last answer, where lengths change. */
  get frameMs(): number {
    return this.#frameMs
  }

  /** Whether the next frame's packet is there already. */
  get hasNext(): boolean {
    return this.#state === 'playing' && this.#ring.has(0)
  }

  /** What the correction that the last answer asks for may touch. */
  get stretchable(): Stretchable {
    return this.#level.stretchable
  }

  /** The most that `accelerate` should take away now, ms. */
  get excessMs(): number {
    return this.#level.excessMs
  }

  /** Tells of a correction made: sound was made so much longer (positive) or shorter, ms; in speech or in quiet. */
  noteStretch(byMs: number, voiced: boolean): void {
    if (byMs < 0) this.#accelerated += 1
    else this.#expanded += 1
    if (voiced) this.#voiced += 1
    this.#level.corrected(byMs, voiced)
  }

  /**
   * Takes an authentic packet, whose payload consists of `blocks`; of the frame alone without. What is needed of it is
   * copied. The answer is about the newest frame.
   */
  insert(header: PacketHeader, payload: Uint8Array, nowMs: number, blocks = this.#whole): InsertResult {
    if (blocks === this.#whole) blocks.none(payload.length)
    this.#received += 1
    this.#interarrival.observe(nowMs, header.timestamp)
    if (this.#state === 'unheard') this.#begin(header.sequence)
    this.#carriesCopies = blocks.count > 0
    this.#settle(header, blocks.beginsSpurt)
    this.#placeCopies(header, payload, blocks, nowMs)
    const resets = this.#resets
    const result = this.#place(header, payload, blocks, nowMs)
    if (result !== 'duplicate')
      this.#delays.learn(
        header,
        frameMsOf(header.frameCode) ?? this.#frameMs,
        nowMs,
        resets !== this.#resets,
        blocks.beginsSpurt,
      )
    if (result === 'fresh') this.#noteOrder(header.sequence)
    return result
  }

  /**
   * Answers what the next frame is made of; its packet, where one is needed, is in `packet`. The frame's first
   * sample is handed out `aheadMs` after `nowMs`, since so much of the block of `blockMs` is filled already.
   */
  get(nowMs: number, aheadMs = 0, blockMs = this.#frameMs): FrameSource {
    if (nowMs - this.#askedMs > JITTER_CONFIG.pauseMs && this.#state === 'playing') this.#state = 'waiting'
    this.#askedMs = nowMs
    if (this.#state !== 'playing' && !this.#maySpeak(nowMs)) return this.#rest(nowMs)
    if (this.#ring.count === 0) return this.#pausing ? this.#rest(nowMs) : this.#invent()
    if (!this.#ring.has(0)) return this.#bridge(nowMs, aheadMs, blockMs)
    this.#ring.peek(0, this.packet)
    // A spurt that follows right behind another waits for its own target delay.
    if (this.#state === 'playing' && this.#beginsAnew(this.packet)) {
      this.#state = 'waiting'
      if (!this.#maySpeak(nowMs)) return this.#rest(nowMs)
    }
    this.#play()
    return this.#correct(nowMs, aheadMs, blockMs)
  }

  stats(): JitterStats {
    return {
      received: this.#received,
      lost: this.#lost,
      late: this.#late,
      recovered: this.#recovered,
      duplicate: this.#duplicate,
      reordered: this.#reordered,
      skipped: this.#skipped,
      accelerated: this.#accelerated,
      expanded: this.#expanded,
      voiced: this.#voiced,
      corrections: this.#level.corrections,
      resets: this.#resets,
      jitterMs: this.#interarrival.jitterMs,
      driftPpm: this.#delays.driftPpm,
      targetDelayMs: this.#target.ms(this.#frameMs),
      bufferMs: this.#ring.span * this.#frameMs,
    }
  }

  close(): void {
    this.#begin(0)
    this.#state = 'unheard'
  }

  #begin(sequence: number): void {
    this.#ring.reset(sequence)
    this.#missed.clear()
    this.#newest = sequence
    this.#played = false
    this.#pausing = false
    this.#owed = 0
    this.#behind = 0
    this.#concealRun = 0
    this.#state = 'waiting'
  }

  /**
   * A packet proves what the invented frames stood for: the numbers up to its own, or mere silence between spurts.
   * One from before the head proves nothing.
   */
  #settle(header: PacketHeader, beginsSpurt: boolean): void {
    if (this.#owed === 0) return
    const proved = distance(this.#ring.head, header.sequence) + 1
    if (proved <= 0) return
    if (beginsSpurt || (header.flags & FLAGS.spurtStart) !== 0) {
      this.#state = 'waiting'
      this.#owed = 0
      return
    }
    const passed = Math.min(this.#owed, proved)
    for (let frame = 0; frame < passed; frame += 1) this.#miss()
    this.#owed -= passed
  }

  #place(header: PacketHeader, payload: Uint8Array, blocks: RedundantBlocks, nowMs: number): InsertResult {
    const { newestAt, newestLength } = blocks
    const result = this.#ring.insert(header, nowMs, payload, newestAt, newestLength)
    if (result === 'duplicate') this.#duplicate += 1
    if (result === 'late') return this.#placeLate(header, payload, blocks, nowMs)
    if (result === 'fresh') this.#behind = 0
    return result === 'overflow' ? this.#restart(header, payload, blocks, nowMs) : result
  }

  #restart(header: PacketHeader, payload: Uint8Array, blocks: RedundantBlocks, nowMs: number): InsertResult {
    this.#resets += 1
    this.#begin(header.sequence)
    return this.#ring.insert(header, nowMs, payload, blocks.newestAt, blocks.newestLength)
  }

  #placeLate(
    header: PacketHeader,
    payload: Uint8Array,
    blocks: RedundantBlocks,
    nowMs: number,
  ): InsertResult {
    if (this.#missed.remove(header.sequence)) {
      this.#lost -= 1
      this.#late += 1
      return 'late'
    }
    // Before the head and not missed: overtaken by the stream's first packet, or played already.
    if (!this.#played && this.#ring.rewind(header.sequence)) {
      return this.#ring.insert(header, nowMs, payload, blocks.newestAt, blocks.newestLength)
    }
    // So many in a row that nothing but these comes: the numbers have jumped back.
    this.#behind += 1
    if (this.#behind > JITTER_CONFIG.ringPackets) return this.#restart(header, payload, blocks, nowMs)
    this.#duplicate += 1
    return 'duplicate'
  }

  #placeCopies(header: PacketHeader, payload: Uint8Array, blocks: RedundantBlocks, nowMs: number): void {
    const copy = this.#copy
    copy.frameCode = header.frameCode
    for (let age = blocks.count; age >= 1; age -= 1) {
      const samples = samplesOf(frameMsOf(header.frameCode) ?? this.#frameMs)
      copy.sequence = advance(header.sequence, -age)
      copy.timestamp = advance(header.timestamp, -age * samples)
      copy.flags = age === blocks.count && blocks.beginsSpurt ? FLAGS.spurtStart : 0
      this.#placeCopy(payload, blocks, age, nowMs)
    }
  }

  /** Puts a copy of the frame `age` frames earlier where its packet is missing. */
  #placeCopy(payload: Uint8Array, blocks: RedundantBlocks, age: number, nowMs: number): void {
    const { sequence } = this.#copy
    const start = blocks.startOf(age)
    const length = blocks.lengthOf(age)
    let result = this.#ring.insertCopy(this.#copy, nowMs, payload, start, length)
    if (result === 'late' && !this.#played && this.#ring.rewind(sequence)) {
      result = this.#ring.insertCopy(this.#copy, nowMs, payload, start, length)
    }
    // One that is too late would have been needed, too.
    const isTooLate = result === 'late' && this.#missed.has(sequence)
    if (isTooLate) this.#target.copies.noteMended()
    if (isTooLate || result === 'fresh') this.#target.copies.noteCopy(age, nowMs)
  }

  /** This packet can rebuild the frame before it, should that be missing: as good as its copy, and as late. */
  noteFec({ sequence, timestamp, frameCode }: PacketHeader, nowMs: number): void {
    const copy = this.#copy
    copy.sequence = advance(sequence, -1)
    const ahead = distance(this.#ring.head, copy.sequence)
    if (ahead < 0 ? !this.#missed.has(copy.sequence) : this.#ring.has(ahead)) return
    copy.timestamp = advance(timestamp, -samplesOf(frameMsOf(frameCode) ?? this.#frameMs))
    copy.frameCode = frameCode
    this.#delays.learn(copy, frameMsOf(frameCode) ?? this.#frameMs, nowMs)
  }

  #noteOrder(sequence: number): void {
    if (isAfter(this.#newest, sequence)) this.#reordered += 1
    else this.#newest = sequence
  }

  /** Whether the first packet there has waited long enough; if so it stands at the head. */
  #maySpeak(nowMs: number): boolean {
    const first = this.#firstUsable(nowMs)
    if (first < 0) return false
    const targetMs = this.#startMs(nowMs)
    const lateMs = this.#delays.lateMs(this.#ahead.timestamp, this.#ahead.arrivalMs)
    const waitMs = Math.max(0, targetMs - lateMs)
    if (nowMs + JITTER_CONFIG.startToleranceMs < this.#ahead.arrivalMs + waitMs) return false
    for (let hole = 0; hole < first; hole += 1) this.#miss()
    this.#state = 'playing'
    this.#concealRun = 0
    this.#expectedTimestamp = this.#ahead.timestamp
    this.#level.restart((this.#ahead.flags & FLAGS.spurtStart) !== 0)
    return true
  }

  /**
   * How long after the fastest packets the one in `#ahead` is played, ms. Behind a gap within a spurt sound goes on as
   * late as before: a jump at each gap would be heard, and what is too much can be taken away where it is quiet.
   */
  #startMs(nowMs: number): number {
    const { resumeWithinMs, resumeMostMs } = JITTER_CONFIG
    const targetMs = this.#target.ms(frameMsOf(this.#ahead.frameCode) ?? this.#frameMs)
    const isSpurt = (this.#ahead.flags & FLAGS.spurtStart) !== 0
    if (isSpurt || nowMs - this.#playedMs > resumeWithinMs) return targetMs
    return Math.abs(this.#playedLateMs - targetMs) > resumeMostMs ? targetMs : this.#playedLateMs
  }

  /**
   * Puts the first packet there in `#ahead` and answers its distance from the head, -1 where there is none. Packets
   * that nobody asked for in time, as while a device was being opened, are skipped first.
   */
  #firstUsable(nowMs: number): number {
    for (;;) {
      const first = this.#ring.firstAhead()
      if (first < 0 || !this.#ring.peek(first, this.#ahead)) return -1
      const waitedMs = nowMs - this.#ahead.arrivalMs
      if (waitedMs <= this.#target.ms(this.#frameMs) + JITTER_CONFIG.staleMs || this.#ring.count === 1)
        return first
      for (let hole = 0; hole < first; hole += 1) this.#miss()
      this.#skip()
    }
  }

  #beginsAnew(packet: TakenPacket): boolean {
    const jump = distance(this.#expectedTimestamp, packet.timestamp)
    if (jump === 0) return false
    return (
      (packet.flags & FLAGS.spurtStart) !== 0 ||
      Math.abs(jump) > (this.#pausing ? 0 : samplesOf(this.#frameMs))
    )
  }

  #play(): void {
    if (this.packet.isCopy) {
      this.#recovered += 1
      this.#miss()
      this.#target.copies.noteMended()
    } else {
      this.#ring.skip()
    }
    this.#played = true
    this.#concealRun = 0
    this.#frameMs = frameMsOf(this.packet.frameCode) ?? this.#frameMs
    this.#expectedTimestamp = advance(this.packet.timestamp, samplesOf(this.#frameMs))
    this.#pausing = (this.packet.flags & FLAGS.background) !== 0
    if ((this.packet.flags & FLAGS.spurtEnd) !== 0) this.#state = 'waiting'
  }

  /**
   * Compares the time the packet is played at with the one it should be played at. A packet must be there when its
   * block is begun; that it plays up to a block later than that is the grid's doing, and no excess.
   */
  #correct(nowMs: number, aheadMs: number, blockMs: number): FrameSource {
    this.#playedMs = nowMs
    this.#playedLateMs = this.#delays.lateMs(this.packet.timestamp, nowMs)
    const slackMs = this.#playedLateMs - this.#target.ms(this.#frameMs)
    const excessMs = Math.max(0, slackMs + aheadMs - blockMs)
    this.#trim(excessMs)
    return this.#level.decide(slackMs < 0 ? slackMs : excessMs, nowMs)
  }

  /** Nothing is due: silence, or within a pause the noise that was described last. */
  #rest(nowMs: number): FrameSource {
    if (this.#state === 'playing') this.#state = 'waiting'
    if (nowMs - this.#playedMs > JITTER_CONFIG.pauseNoiseMostMs) this.#pausing = false
    return this.#pausing ? 'noise' : 'wait'
  }

  /** Nothing is there at all. */
  #invent(): FrameSource {
    if (!this.#mayConceal()) return this.#fallSilent()
    this.#owed += 1
    return 'conceal'
  }

  /** The next one is missing, later ones are there. */
  #bridge(nowMs: number, aheadMs: number, blockMs: number): FrameSource {
    if (!this.#mayConceal()) {
      this.#state = 'waiting'
      return this.get(nowMs, aheadMs, blockMs)
    }
    this.#miss()
    return this.#ring.peek(0, this.packet) ? 'fec' : 'conceal'
  }

  /** Counts one more concealed frame, unless there have been enough in a row. */
  #mayConceal(): boolean {
    const mostMs = Math.max(JITTER_CONFIG.concealMostMs, this.#frameMs)
    if ((this.#concealRun + 1) * this.#frameMs > mostMs) return false
    this.#concealRun += 1
    this.#expectedTimestamp = advance(this.#expectedTimestamp, samplesOf(this.#frameMs))
    return true
  }

  #fallSilent(): FrameSource {
    this.#state = 'waiting'
    this.#owed = 0
    return 'wait'
  }

  /** Passes a number that never came. */
  #miss(): void {
    this.#missed.add(this.#ring.head)
    this.#lost += 1
    if (this.#carriesCopies) this.#target.copies.noteLoss()
    this.#ring.skip()
  }

  /** Skips frames where so much waits that stretching would take too long. */
  #trim(excessMs: number): void {
    const frames = Math.floor((excessMs - JITTER_CONFIG.skipExcessMs) / this.#frameMs)
    for (let frame = 0; frame < frames && this.#ring.count > 1 && this.#ring.has(0); frame += 1) {
      this.#skip()
      this.#expectedTimestamp = advance(this.#expectedTimestamp, samplesOf(this.#frameMs))
    }
  }

  #skip(): void {
    this.#played = true
    if (this.#ring.headIsCopy) {
      this.#miss()
      return
    }
    this.#ring.skip()
    this.#skipped += 1
  }
}
