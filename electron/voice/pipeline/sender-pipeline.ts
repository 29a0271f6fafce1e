import type { EngineOptions, FrameMs, GateSettings, TransmitMode } from '../../contract/engine.ts'
import { levelByteOf, levelOf } from '../capture/audio-level.ts'
import type { CaptureChain } from '../capture/capture-chain.ts'
import { guardInput } from '../capture/input-guard.ts'
import { PauseDetector, type FrameKind } from '../capture/pause-detector.ts'
import { PreRoll } from '../capture/pre-roll.ts'
import { TransmitGate } from '../capture/transmit-gate.ts'
import { CODEC_CONFIG } from '../codec/config.ts'
import type { MakeEncoder } from '../codec/encoder-bank.ts'
import type { SendPlan } from '../interfaces.ts'
import { frameCodeOf } from '../packet/frame-code.ts'
import { FLAGS, isList, LAST_SEQUENCE, MOST_PAYLOAD_BYTES, PacketHeader, TARGETS } from '../packet/header.ts'
import { PACKET_CONFIG } from '../packet/config.ts'
import { KIND } from '../packet/kind.ts'
import { advance } from '../packet/sequence-number.ts'
import { PacketSealer } from '../packet/seal.ts'
import { millisecondsOf, samplesOf, SILENCE_DB } from '../units.ts'
import { PIPELINE_CONFIG } from './config.ts'
import { FrameGatherer } from './frame-gatherer.ts'
import { PacketCoder } from './packet-coder.ts'
import type { SessionKeys } from './session-keys.ts'
import { SpeechLight } from './speech-light.ts'

export interface SenderOptions extends Pick<EngineOptions, 'frameMs' | 'bitrate' | 'mode' | 'gate'> {
  readonly makeEncoder: MakeEncoder
  readonly chain: CaptureChain
  /** Whether there is a path to the host; without one nothing is encoded. */
  readonly hasPath: () => boolean
  /** Called once per session when so few sequence numbers are left that another session is needed. */
  readonly onNumbersEnding?: () => void
  /** Sends a datagram to the host; false where the system refused it. */
  readonly send: (bytes: Uint8Array, length: number, nowMs: number) => boolean
}

/**
 * Length of the blocks that are captured and processed, ms: as long as short frames, and a part of longer ones, so
 * that the length of packets may change while the sound goes on.
 */
export function captureMsOf(frameMs: FrameMs): FrameMs {
  return frameMs > PIPELINE_CONFIG.captureMostMs ? PIPELINE_CONFIG.captureMostMs : frameMs
}

/** How voice is coded until somebody knows better. */
export function firstPlan({ frameMs, bitrate }: Pick<EngineOptions, 'frameMs' | 'bitrate'>): SendPlan {
  const { expectedLossPercent, copyBitrate } = CODEC_CONFIG
  const copies = { redundancy: 0, redundancyBitrate: copyBitrate } as const
  return { frameMs, bitrate, expectedLossPercent, ...copies, dtx: false }
}

/**
 * One captured block at a time: processing, level, voice activity, gathering to frames, encode, seal, send. The
 * timestamp follows capture and goes on while nothing is sent, be it in a pause within a spurt; the sequence number counts
 * packets and goes on across epochs and channels; each list of listeners has a count of its own.
 */
export class SenderPipeline {
  /** The next block of sound, to be filled before `process`. */
  readonly frame: Float32Array
  /** What lies beside it where it is sound in stereo; to be filled as well where `wantsSide`. */
  readonly side: Float32Array
  readonly light = new SpeechLight()
  framesSent = 0
  bytesSent = 0
  readonly #options: SenderOptions
  readonly #gate: TransmitGate
  readonly #pauses = new PauseDetector()
  readonly #preRoll: PreRoll
  readonly #header = new PacketHeader()
  readonly #sealer = new PacketSealer()
  readonly #payload: Uint8Array
  readonly #gatherer: FrameGatherer
  readonly #coder: PacketCoder
  readonly #blockMs: FrameMs
  /** What a person has chosen. */
  #mode: TransmitMode
  #isMusic = false
  /** Waits for the next packet to begin. */
  #plan: SendPlan | undefined
  #keys: SessionKeys | undefined
  #silenced = false
  #talking = false
  #whispering = false
  #unwanted = false
  /** Samples to come that were captured before the target changed. */
  #stale = 0
  #inSpurt = false
  #isOpen = false
  /** The frame being gathered is the last of its spurt. */
  #ending = false
  /** Whether pauses are left out, where everything is sent. */
  #spares = false
  /** What the frame being sent is. */
  #kind: FrameKind = 'speech'
  /** Number of the next packet by target; what is no list shares the first place. */
  readonly #sequences = new Float64Array(TARGETS.loopback)
  #timestamp = 0

  constructor(options: SenderOptions) {
    this.#options = options
    this.#mode = options.mode
    this.#gate = new TransmitGate(options.mode, options.gate)
    this.#blockMs = captureMsOf(options.frameMs)
    this.frame = new Float32Array(samplesOf(this.#blockMs))
    this.side = new Float32Array(this.frame.length)
    this.#preRoll = new PreRoll(this.frame.length)
    this.#payload = this.#sealer.payload.subarray(0, MOST_PAYLOAD_BYTES)
    this.#header.kind = KIND.voice
    this.#header.frameCode = frameCodeOf(options.frameMs)
    this.#gatherer = new FrameGatherer(options.frameMs)
    this.#coder = new PacketCoder(options.makeEncoder, firstPlan(options))
  }

  /** Whether a spurt is being sent. */
  get sending(): boolean {
    return this.#inSpurt
  }

  /** Whether what is said now is sent, or would be with a host. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** To whom voice goes now. */
  get target(): number {
    return this.#header.target
  }

  /** The processing of what is captured. */
  get chain(): CaptureChain {
    return this.#options.chain
  }

  /** A session begins, or (undefined) ends; its packets are counted from `firstNumber` on. */
  setSession(keys: SessionKeys | undefined, firstNumber = 0): void {
    this.#keys = keys
    this.#sequences.fill(firstNumber)
    this.#inSpurt = false
    this.#resetGates()
    this.#forgetFrame()
  }

  /** The key of mode `ptt` is down or up. */
  setTalking(on: boolean): void {
    this.#talking = on
    this.#gate.setTalking(on || this.#whispering)
  }

  /** The key of a list is down or up: in mode `ptt` it talks as well. */
  setWhispering(on: boolean): void {
    this.#whispering = on
    this.#gate.setTalking(on || this.#talking)
  }

  /** What is sent from the next block on. Another mode than before ends a spurt under way. */
  setMode(mode: TransmitMode, nowMs: number, settings: GateSettings = {}): void {
    this.#gate.set(settings)
    this.#mode = mode
    this.#followMode(nowMs)
  }

  /** Whether music is sent: what hears where speech begins and ends would cut it to pieces. */
  setMusic(isMusic: boolean, nowMs: number): void {
    this.#isMusic = isMusic
    this.#followMode(nowMs)
  }

  /** Whether both channels are sent: processing knows one alone, so while a step of it is on it is that one. */
  get wantsSide(): boolean {
    return this.#coder.isStereo && this.#options.chain.isPlain
  }

  #followMode(nowMs: number): void {
    const mode = this.#isMusic && this.#mode === 'vad' ? 'continuous' : this.#mode
    if (mode === this.#gate.mode) return
    this.endSpurt(nowMs)
    this.#gate.setMode(mode)
  }

  /** While silenced (muted or deafened) nothing is sent; a spurt under way ends at the next frame. */
  setSilenced(silenced: boolean): void {
    this.#silenced = silenced
  }

  /** Who may hear what is captured from now on; undefined: nobody, and nothing is sent. A spurt under way ends. */
  setTarget(target: number | undefined, nowMs: number): void {
    this.endSpurt(nowMs)
    // What processing still holds back was said to whom it was meant for before.
    if (target !== this.#header.target) this.#stale = samplesOf(this.#options.chain.delayMs)
    this.#unwanted = target === undefined
    if (target !== undefined) this.#header.target = target
  }

  /** How frames are coded from the next packet on; one shorter than a captured block is as long as that. */
  setPlan(plan: SendPlan): void {
    this.#plan = plan.frameMs < this.#blockMs ? { ...plan, frameMs: this.#blockMs } : plan
  }

  /** Takes the block in `frame`, and in `side` where `wantsSide`. */
  process(nowMs: number): void {
    const hasSide = this.wantsSide
    this.#options.chain.process(this.frame)
    if (hasSide) guardInput(this.side)
    else this.side.fill(0)
    const levelDb = Math.max(levelOf(this.frame), hasSide ? levelOf(this.side) : SILENCE_DB)
    this.light.observe(levelDb, nowMs)
    this.#isOpen = false
    if (this.#silenced || this.#unwanted || this.#stale > 0) this.endSpurt(nowMs)
    else this.#speak(levelDb, nowMs)
    this.#stale = Math.max(0, this.#stale - this.frame.length)
    this.#timestamp = advance(this.#timestamp, this.frame.length)
  }

  /** Ends a spurt with a last silent frame, so that nobody waits for more. */
  endSpurt(nowMs: number): void {
    this.#resetGates()
    if (this.#inSpurt) {
      this.#gatherer.silence(this.#timestamp)
      this.#ending = true
      this.#kind = 'speech'
      this.#sendFrame(nowMs)
    }
    this.#forgetFrame()
  }

  close(): void {
    this.#coder.close()
    this.#options.chain.close()
  }

  /** What was said before, be it while muted, must not be sent later. */
  #resetGates(): void {
    this.#gate.reset()
    this.#pauses.reset()
    this.#preRoll.clear()
  }

  #forgetFrame(): void {
    this.#gatherer.clear()
    this.#ending = false
  }

  #speak(levelDb: number, nowMs: number): void {
    const { chain } = this.#options
    this.#pauses.observe(chain.levelDb, this.#blockMs, chain.speechProbability)
    const step = this.#gate.step(chain, this.#blockMs)
    this.#isOpen = step !== 'silent'
    if (step === 'end') this.#ending = true
    else if (step !== 'silent') this.#ending = false
    // The last frame of a spurt is filled up with what is heard then.
    else if (!this.#ending) {
      if (this.#gate.wantsPreRoll) this.#preRoll.keep(this.frame, levelDb)
      return
    }
    if (step === 'start') this.#sendPreRoll(nowMs)
    this.#gather(this.frame, this.#timestamp, levelDb, nowMs, this.side)
  }

  /** What came right before the gate opened, in one burst, each frame with its own time. */
  #sendPreRoll(nowMs: number): void {
    const roll = this.#preRoll
    for (let age = roll.count - 1; age >= 0; age -= 1) {
      const timestamp = advance(this.#timestamp, -(age + 1) * this.frame.length)
      this.#gather(roll.frame(age), timestamp, roll.levelDb(age), nowMs)
    }
    roll.clear()
  }

  #gather(block: Float32Array, timestamp: number, levelDb: number, nowMs: number, side?: Float32Array): void {
    if (this.#gatherer.isEmpty) this.#followPlan()
    if (!this.#gatherer.add(block, timestamp, levelDb, side)) return
    const kind = this.#pauses.judge(millisecondsOf(this.#gatherer.frame.length))
    this.#kind = this.#spares && this.#gate.mode === 'continuous' ? kind : 'speech'
    // What comes behind a pause does not follow what was before it.
    if (this.#kind === 'omitted') this.#coder.clear()
    else this.#sendFrame(nowMs)
  }

  #followPlan(): void {
    if (this.#plan === undefined) return
    this.#coder.follow(this.#plan)
    this.#gatherer.setLength(this.#plan.frameMs)
    this.#header.frameCode = frameCodeOf(this.#plan.frameMs)
    this.#spares = this.#plan.dtx
    this.#plan = undefined
  }

  /** Sends what was gathered, where there is a key and a path; without them the spurt has not begun. */
  #sendFrame(nowMs: number): void {
    const keys = this.#keys
    const { target } = this.#header
    const epoch = keys?.epochFor(target)
    const key = epoch === undefined ? undefined : keys?.own(epoch, nowMs, target)
    if (keys !== undefined && epoch !== undefined && key !== undefined && this.#options.hasPath()) {
      const begins = !this.#inSpurt
      this.#header.epoch = epoch
      this.#header.source = keys.sourceId
      this.#header.flags = (begins ? FLAGS.spurtStart : 0) | (this.#ending ? FLAGS.spurtEnd : 0)
      if (this.#kind === 'background') this.#header.flags |= FLAGS.background
      this.#sendPacket(begins, key, nowMs)
      this.#inSpurt = true
    }
    if (this.#ending) this.#inSpurt = false
    this.#ending = false
  }

  /** A packet that the system refuses is a loss like any other: its number is spent, since no two may share a nonce. */
  #sendPacket(begins: boolean, key: Uint8Array, nowMs: number): void {
    const header = this.#header
    const count = isList(header.target) ? header.target : TARGETS.channel
    const sequence = this.#sequences[count] ?? 0
    if (sequence > LAST_SEQUENCE) return
    const { frame, side } = this.#gatherer
    const payloadLength = this.#coder.encode(frame, begins, this.#payload, side)
    if (this.#coder.isStereo) header.flags |= FLAGS.stereo
    if (this.#coder.copyBytes > 0) header.flags |= FLAGS.redundancy
    header.sequence = sequence
    header.timestamp = this.#gatherer.timestamp
    header.level = levelByteOf(this.#gatherer.levelDb)
    const length = this.#sealer.seal(header, this.#sealer.payload, payloadLength, key)
    this.#sequences[count] = sequence + 1
    if (sequence === LAST_SEQUENCE - PACKET_CONFIG.numbersKept) this.#options.onNumbersEnding?.()
    if (this.#options.send(this.#sealer.packet, length, nowMs)) {
      this.framesSent += 1
      this.bytesSent += length
    }
  }
}
