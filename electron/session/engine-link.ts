import { fromBase64Url, toBase64Url } from '../base/crypto.ts'
import { PalabreError } from '../contract/errors.ts'
import type { Epoch } from '../contract/login-messages.ts'
import type { WhisperKeyed } from '../contract/member-messages.ts'
import { NO_LIMITS, type ChannelLimits } from '../contract/models.ts'
import type { Entered } from './enter.ts'
import type { EnginePort } from './interfaces.ts'
import { channelIn, engineMemberOf, othersIn, roomOf, selfIn, type Room } from './room.ts'

function isSame(a: ChannelLimits, b: ChannelLimits): boolean {
  return (
    a.bitrateCap === b.bitrateCap && a.frameMs === b.frameMs && a.kind === b.kind && a.stereo === b.stereo
  )
}

/** Tells the voice engine what a session with a host means for it. */
export class EngineLink {
  readonly #engine: EnginePort
  /** The members the engine knows of, as text to compare. */
  #told: string | undefined
  /** What the engine knows of the channel's limits. */
  #limits: ChannelLimits | undefined

  constructor(engine: EnginePort) {
    this.#engine = engine
  }

  /** A session begins: address, keys, members. Throws `message-malformed` where the guest itself is not a member. */
  begin({ connection, welcome }: Entered): Room {
    const room = roomOf(welcome)
    const self = selfIn(room)
    if (self === undefined) throw new PalabreError('message-malformed', { detail: 'not among the members' })
    this.#engine.post({
      type: 'connect',
      address: connection.address,
      // The very port that was reached: a forwarded or proxied one leads to the host for UDP too.
      port: connection.port,
      sourceId: welcome.you,
      hopKey: fromBase64Url(welcome.hopKey),
      sessionNonce: fromBase64Url(self.sessionNonce),
    })
    this.epoch(welcome.epoch)
    this.#told = undefined
    this.#limits = undefined
    this.follow(room)
    return room
  }

  epoch({ channelId, epoch, secret }: Epoch): void {
    this.#engine.post({ type: 'epoch', channelId, epoch, secret: fromBase64Url(secret) })
  }

  /** A key of a list, of whoever it is; nothing of a member that is not here. */
  whisperKey(room: Room, { from, list, epoch, secret }: Omit<WhisperKeyed, 'type' | 'n'>): void {
    const member = room.members.get(from)
    if (member === undefined) return
    this.#engine.post({
      ...{ type: 'whisperKey', from: engineMemberOf(member), list, epoch },
      secret: fromBase64Url(secret),
    })
  }

  whisperEnded(sourceId: number, list: number): void {
    this.#engine.post({ type: 'whisperEnded', sourceId, list })
  }

  whispering(list: number | null): void {
    this.#engine.post({ type: 'whisper', list })
  }

  /** Who else is in the channel, and what it asks of senders, where that has changed. */
  follow(room: Room): void {
    this.#tellMembers(room)
    this.#tellLimits(room)
  }

  flags(flags: { readonly muted: boolean; readonly deafened: boolean }): void {
    this.#engine.post({ type: 'flags', ...flags })
  }

  datagram(datagram: Uint8Array): void {
    this.#engine.post({ type: 'tunnelIn', datagram })
  }

  end(): void {
    this.#engine.post({ type: 'disconnect' })
  }

  #tellMembers(room: Room): void {
    const members = othersIn(room)
    const text = JSON.stringify(
      members.map((member) => ({ ...member, sessionNonce: toBase64Url(member.sessionNonce) })),
    )
    if (text === this.#told) return
    this.#told = text
    this.#engine.post({ type: 'members', members })
  }

  #tellLimits(room: Room): void {
    const { bitrateCap, frameMs, kind = 'voice', stereo = false } = channelIn(room)?.audio ?? NO_LIMITS
    const limits = { bitrateCap, frameMs, kind, stereo }
    if (this.#limits !== undefined && isSame(limits, this.#limits)) return
    this.#limits = limits
    this.#engine.post({ type: 'channel', ...limits })
  }
}
