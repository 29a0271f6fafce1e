import type { EngineMember, EngineSpeaker } from '../../contract/engine.ts'
import type { DropReason } from '../../contract/media.ts'
import type { OwnDelay, SpeakerStats } from '../../contract/stats.ts'
import type { FrameDecoder } from '../interfaces.ts'
import { Ducking } from '../mix/ducking.ts'
import { Mixer } from '../mix/mixer.ts'
import { VoiceSelection } from '../mix/voice-selection.ts'
import { PLAIN_STRIP } from '../mix/voice-strip.ts'
import { isFrameCode } from '../packet/frame-code.ts'
import { FLAGS, HOST_SOURCE, isList, TARGETS, type PacketHeader } from '../packet/header.ts'
import { KIND } from '../packet/kind.ts'
import { RedundantBlocks } from '../packet/redundancy.ts'
import type { ReportPayload } from '../packet/report-payload.ts'
import { FORGED, PacketOpener } from '../packet/seal.ts'
import { millisecondsOf, PLAYBACK_CHANNELS } from '../units.ts'
import { HostVoice } from './host-voice.ts'
import { MixSpeaker } from './mix-speaker.ts'
import { ReceiverSession } from './receiver-session.ts'
import { ReceiverTotals } from './receiver-totals.ts'
import { scopeOf, type SessionKeys } from './session-keys.ts'

export interface ReceiverOptions {
  readonly makeDecoder: () => FrameDecoder
  /** Length of the blocks that `render` fills, samples per channel. */
  readonly blockSamples: number
  /** Whether speakers are brought to one loudness. */
  readonly matching: boolean
  /** Whether everybody is on one quiet network: then nobody's packets wait longer than they need to. */
  readonly near?: boolean
}

/** All speakers: authenticates their packets, and mixes what is due into blocks. */
export class ReceiverPipeline {
  bytesReceived = 0
  /** Packets of voices that were not decoded because as many louder ones were. */
  crowdedOut = 0
  readonly #makeDecoder: () => FrameDecoder
  readonly #opener = new PacketOpener()
  readonly #blocks = new RedundantBlocks()
  readonly #mixer = new Mixer(PLAYBACK_CHANNELS)
  readonly #host = new HostVoice()
  readonly #ducking = new Ducking()
  readonly #selection = new VoiceSelection()
  readonly #speaker: Float32Array
  readonly #side: Float32Array
  readonly #gone = new ReceiverTotals()
  readonly #sessions = new Map<number, ReceiverSession>()
  /** Members heard by lists of theirs, by scope: each with a buffer of its own, beside that of the channel. */
  readonly #whispers = new Map<number, ReceiverSession>()
  #active: readonly ReceiverSession[] = []
  /** The mix of this channel, once there was one. */
  #mix: MixSpeaker | undefined
  #mixChannelId = 0
  #mixing = false
  #keys: SessionKeys | undefined
  #deafened = false
  #near: boolean
  #matching: boolean
  #isMusic = false
  #wishes: ReadonlyMap<number, EngineSpeaker> = new Map()

  constructor({ makeDecoder, blockSamples, matching, near = false }: ReceiverOptions) {
    this.#makeDecoder = makeDecoder
    this.#speaker = new Float32Array(blockSamples)
    this.#side = new Float32Array(blockSamples)
    this.#matching = matching
    this.#near = near
  }

  /** Delay of the mixer, ms. */
  get mixDelayMs(): number {
    return millisecondsOf(this.#mixer.delaySamples)
  }

  /** What comes down: each voice, or one mix. */
  get downlink(): 'forward' | 'mix' {
    return this.#mixing ? 'mix' : 'forward'
  }

  get speakers(): readonly ReceiverSession[] {
    return this.#active
  }

  /** A session begins, or (undefined) ends; nobody of an earlier one is known any more. */
  setSession(keys: SessionKeys | undefined): void {
    this.setMembers([])
    this.#dropWhispers()
    this.#dropMix()
    this.#keys = keys
    this.#host.setSession(keys)
  }

  /** Whether everybody is on the same quiet network; who is heard now is buffered anew. */
  setNear(near: boolean): void {
    if (near === this.#near) return
    this.#near = near
    const members = [...this.#sessions.values()].map(({ member }) => member)
    this.setMembers([])
    this.setMembers(members)
  }

  /** Who may be heard from now on. Those who stay keep their buffers. */
  setMembers(members: readonly EngineMember[]): void {
    const wanted = new Map(members.map((member) => [member.sourceId, member]))
    for (const [sourceId, session] of this.#sessions) {
      const member = wanted.get(sourceId)
      if (member === undefined || !isSame(member, session.member)) this.#drop(sourceId, session)
    }
    for (const member of members) {
      const session = this.#sessions.get(member.sourceId)
      if (session === undefined) this.#add(member)
      else session.member = { ...member, sessionNonce: session.member.sessionNonce }
    }
    this.#refresh()
  }

  /** A member may be heard by one of its lists, whose keys the session has. One that is known keeps its buffer. */
  setWhisper(member: EngineMember, list: number): void {
    const scope = scopeOf(member.sourceId, list)
    const session = this.#whispers.get(scope)
    if (session !== undefined && isSame(member, session.member)) {
      session.member = { ...member, sessionNonce: session.member.sessionNonce }
      return
    }
    if (session !== undefined) this.#close(session)
    this.#whispers.set(scope, this.#session(member, list))
    this.#refresh()
  }

  /** A member is not heard by this list any more. */
  endWhisper(sourceId: number, list: number): void {
    const scope = scopeOf(sourceId, list)
    const session = this.#whispers.get(scope)
    if (session === undefined) return
    this.#close(session)
    this.#whispers.delete(scope)
    this.#refresh()
  }

  /** While deafened nothing is decoded or played. */
  setDeafened(deafened: boolean): void {
    if (deafened && !this.#deafened) {
      for (const session of this.#active) {
        session.flush()
        session.arrivals.restart()
      }
    }
    this.#deafened = deafened
  }

  /** How each speaker is to be heard, also those who come later; those not listed as they come. */
  setSpeakers(speakers: readonly EngineSpeaker[]): void {
    this.#wishes = new Map(speakers.map((speaker) => [speaker.sourceId, speaker]))
    for (const session of this.#active) this.#applyWish(session)
  }

  /** Whether speakers are brought to one loudness. */
  setMatching(matching: boolean): void {
    this.#matching = matching
  }

  /** Whether the channel is one for music, which is heard as it comes. */
  setMusic(isMusic: boolean): void {
    this.#isMusic = isMusic
  }

  /** Takes a voice datagram, or answers why not. */
  take(
    header: PacketHeader,
    bytes: Uint8Array,
    offset: number,
    length: number,
    nowMs: number,
  ): DropReason | undefined {
    const session = this.#sessionOf(header)
    if (session === undefined) return isList(header.target) ? 'bad-target' : 'unknown-source'
    const key = this.#keyOf(header, session, nowMs)
    if (key === undefined) return 'stale-epoch'
    const seen = session.window.check(header.sequence)
    if (seen !== undefined) return seen
    const payloadLength = this.#opener.open(bytes, offset, length, key)
    if (payloadLength === FORGED) return 'forged'
    session.window.accept(header.sequence)
    if (header.target > TARGETS.loopback) return 'bad-target'
    if (!isFrameCode(header.frameCode) || !this.#parseBlocks(header, payloadLength)) return 'malformed'
    this.bytesReceived += length
    if (this.#deafened) return undefined
    if (session.list === 0) this.#mixing = false
    session.arrivals.note(header, nowMs)
    if (this.#selection.admit(session.standing, -header.level, nowMs))
      session.insert(header, this.#opener.view(payloadLength), nowMs, this.#blocks)
    else this.#passOver(session, -header.level, nowMs)
    return undefined
  }

  /** Takes what the host itself says of the channel's voices, or answers why not. */
  takeFromHost(
    header: PacketHeader,
    bytes: Uint8Array,
    offset: number,
    length: number,
    nowMs: number,
  ): DropReason | undefined {
    const reason = this.#host.take(header, bytes, offset, length, nowMs)
    if (reason !== undefined) return reason
    if (header.kind === KIND.mix) return this.#takeMix(header, length, nowMs)
    const { source, first, count } = this.#host.gap
    this.#sessions.get(source)?.noteGap(first, count)
    return undefined
  }

  /** Fills an interleaved stereo block with everybody who speaks. */
  render(block: Float32Array, nowMs: number): void {
    this.#mixer.begin(block)
    const duck = this.#ducking.next(this.#priorityTalks(nowMs), millisecondsOf(this.#speaker.length))
    if (this.#mix?.session.pull(this.#speaker, nowMs) === true) {
      const { strip } = this.#mix.session
      strip.aim(this.#speaker, false, 1)
      this.#mixer.add(block, this.#speaker, strip.left, strip.right)
    }
    for (const session of this.#active) {
      if (!session.isOpen) continue
      const { chosen } = session.standing
      if (session.pull(this.#speaker, nowMs, this.#side)) {
        if (chosen) session.strip.aim(this.#speaker, this.#matching && !this.#isMusic, duck)
        else session.strip.fadeOut()
        const side = session.isStereo ? this.#side : undefined
        this.#mixer.add(block, this.#speaker, session.strip.left, session.strip.right, side)
      }
      if (!chosen) session.flush()
    }
    this.#mixer.finish(block)
  }

  /** `own`: this listener's part of the way from mouth to ear, where the whole is wanted. */
  stats(nowMs: number, own?: OwnDelay): SpeakerStats[] {
    const speakers = this.#active.map((session) => session.stats(nowMs, own))
    return this.#mix === undefined ? speakers : [...speakers, this.#mix.session.stats(nowMs)]
  }

  /** Puts in the report how those arrive who were heard enough of since the one before. */
  tell(report: ReportPayload): void {
    report.count = 0
    // The lowest of all source ids.
    this.#mix?.session.arrivals.tell(report, HOST_SOURCE)
    // The host hears of what comes by the channel.
    const inOrder = [...this.#sessions.values()].sort((a, b) => a.member.sourceId - b.member.sourceId)
    for (const { arrivals, member } of inOrder) arrivals.tell(report, member.sourceId)
  }

  /** Sums of everybody, those who left included. */
  totals(nowMs: number): ReceiverTotals {
    const totals = new ReceiverTotals().add(this.#gone)
    for (const speaker of this.stats(nowMs)) totals.add(speaker)
    return totals
  }

  close(): void {
    this.setMembers([])
    this.#dropWhispers()
    this.#dropMix()
  }

  #sessionOf({ source, target }: PacketHeader): ReceiverSession | undefined {
    return isList(target) ? this.#whispers.get(scopeOf(source, target)) : this.#sessions.get(source)
  }

  #keyOf({ epoch, source, target }: PacketHeader, { member }: ReceiverSession, nowMs: number) {
    if (isList(target)) return this.#keys?.ofList(epoch, target, source, member.sessionNonce, nowMs)
    return this.#keys?.of(epoch, source, member.sessionNonce, nowMs)
  }

  #refresh(): void {
    this.#active = [...this.#sessions.values(), ...this.#whispers.values()]
  }

  #dropWhispers(): void {
    for (const session of this.#whispers.values()) this.#close(session)
    this.#whispers.clear()
    this.#refresh()
  }

  /** From the first packet of a mix on single voices come no more; what of them still waits is in the mix as well. */
  #takeMix(header: PacketHeader, length: number, nowMs: number): DropReason | undefined {
    const channelId = this.#keys?.channelId ?? 0
    if (this.#mixChannelId !== channelId) this.#dropMix()
    this.#mixChannelId = channelId
    this.bytesReceived += length
    if (this.#deafened) return undefined
    this.#mix ??= new MixSpeaker(this.#makeDecoder())
    if (!this.#mixing) this.#beginMix(this.#mix)
    if (!this.#mix.take(header, this.#host.opener.payload, this.#host.length, nowMs)) return 'malformed'
    const { count, source, level } = this.#mix.voices
    for (let index = 0; index < count; index += 1) {
      this.#sessions.get(source[index] ?? 0)?.light.observe(0 - (level[index] ?? 0), nowMs)
    }
    return undefined
  }

  #beginMix(mix: MixSpeaker): void {
    this.#mixing = true
    mix.session.flush()
    mix.session.arrivals.restart()
    for (const session of this.#sessions.values()) {
      session.flush()
      session.arrivals.restart()
    }
  }

  #dropMix(): void {
    if (this.#mix === undefined) return
    this.#gone.add(this.#mix.session.stats(0))
    this.#mix.session.close()
    this.#mix = undefined
    this.#mixing = false
  }

  #parseBlocks(header: PacketHeader, payloadLength: number): boolean {
    if ((header.flags & FLAGS.redundancy) !== 0)
      return this.#blocks.parse(this.#opener.payload, payloadLength)
    this.#blocks.none(payloadLength)
    return true
  }

  #add(member: EngineMember): void {
    this.#sessions.set(member.sourceId, this.#session(member))
  }

  #session(member: EngineMember, list = 0): ReceiverSession {
    const kept = { ...member, sessionNonce: Uint8Array.from(member.sessionNonce) }
    const session = new ReceiverSession(kept, this.#makeDecoder(), this.#near, list)
    this.#applyWish(session)
    return session
  }

  #applyWish(session: ReceiverSession): void {
    session.strip.settings = this.#wishes.get(session.member.sourceId) ?? PLAIN_STRIP
    session.standing.priority = session.strip.settings.priority
  }

  /** A voice that is not decoded still shows its light. */
  #passOver(session: ReceiverSession, levelDb: number, nowMs: number): void {
    this.crowdedOut += 1
    session.light.observe(levelDb, nowMs)
  }

  /** Whether a priority speaker that this listener hears talks. */
  #priorityTalks(nowMs: number): boolean {
    for (const { strip, light } of this.#active) {
      if (strip.settings.priority && !strip.settings.muted && light.speaking(nowMs)) return true
    }
    return false
  }

  #drop(sourceId: number, session: ReceiverSession): void {
    this.#keys?.forget(sourceId)
    this.#close(session)
    this.#sessions.delete(sourceId)
  }

  #close(session: ReceiverSession): void {
    this.#gone.add(session.stats(0))
    this.#selection.forget(session.standing)
    session.close()
  }
}

/** Whether both are one stay of one member: what came before stays valid. */
function isSame(a: EngineMember, b: EngineMember): boolean {
  return (
    a.sessionNonce.length === b.sessionNonce.length &&
    a.sessionNonce.every((byte, index) => byte === b.sessionNonce[index])
  )
}
