import { createHash } from 'node:crypto'
import type { MediaMember } from '../../electron/contract/media.ts'
import {
  BindPayload,
  BOUND_STATE,
  composeBind,
  composePing,
  parseBind,
  parsePong,
  PingPayload,
  PongPayload,
} from '../../electron/voice/packet/control-payload.ts'
import { MOST_PAYLOAD_BYTES, PacketHeader, parseHeader } from '../../electron/voice/packet/header.ts'
import { KIND, type Kind } from '../../electron/voice/packet/kind.ts'
import { composeReport, ReportPayload } from '../../electron/voice/packet/report-payload.ts'
import { PacketOpener, PacketSealer } from '../../electron/voice/packet/seal.ts'
import { sourceKey, whisperKey } from '../../electron/voice/packet/source-key.ts'

/** Bytes that are the same in each run. */
export function testBytes(label: string, length: number): Uint8Array {
  return new Uint8Array(createHash('sha256').update(label).digest()).slice(0, length)
}

/** The secret of an epoch of a channel in tests. */
export function epochSecret(channelId: number, epoch: number): Uint8Array {
  return testBytes(`secret ${String(channelId)} ${String(epoch)}`, 32)
}

/** The secret of an epoch of a list of a source in tests. */
export function whisperSecret(sourceId: number, list: number, epoch: number): Uint8Array {
  return testBytes(`whisper ${String(sourceId)} ${String(list)} ${String(epoch)}`, 32)
}

export type Answer =
  | { readonly kind: 'bound'; readonly state: number; readonly proof: Uint8Array }
  | {
      readonly kind: 'pong'
      readonly time: Uint8Array
      readonly received: number
      readonly forwarded: number
      readonly listeners: number
      readonly loss: number
      readonly jitter: number
      readonly delay: number
    }

/** An entry of a report: source, packets received and lost, jitter and delay in ms. */
export type ReportEntry = readonly [
  source: number,
  received: number,
  lost: number,
  jitterMs: number,
  delayMs: number,
]

/** Composes what a guest sends, and reads what a host answers; sends nothing itself. */
export class PacketGuest {
  readonly member: MediaMember
  voiceSequence = 0
  hopSequence = 0
  readonly #sealer = new PacketSealer()
  readonly #opener = new PacketOpener()
  readonly #keys = new Map<string, Uint8Array>()
  readonly #whispered = new Map<number, number>()

  constructor(sourceId: number, channelId: number, flags: { muted?: boolean; deafened?: boolean } = {}) {
    const name = `member ${String(sourceId)}`
    this.member = {
      sourceId,
      channelId,
      hopKey: testBytes(`${name} hop`, 32),
      sessionNonce: testBytes(`${name} nonce`, 16),
      muted: flags.muted ?? false,
      deafened: flags.deafened ?? false,
    }
  }

  voice(
    channelId: number,
    epoch: number,
    fields: Partial<PacketHeader> = {},
    payload: Uint8Array = VOICE,
  ): Uint8Array {
    const header = this.#header(KIND.voice, { epoch, frameCode: 2, sequence: this.voiceSequence, ...fields })
    if (fields.sequence === undefined) this.voiceSequence += 1
    return this.#seal(header, payload, this.#keyOf(channelId, epoch))
  }

  /** Voice to one of its lists, which has a count of its own. */
  whisper(list: number, epoch: number, fields: Partial<PacketHeader> = {}): Uint8Array {
    const { sourceId, sessionNonce } = this.member
    const sequence = this.#whispered.get(list) ?? 0
    const target = { epoch, frameCode: 2, target: list }
    const header = this.#header(KIND.voice, { ...target, sequence, ...fields })
    if (fields.sequence === undefined) this.#whispered.set(list, sequence + 1)
    const key = whisperKey(whisperSecret(sourceId, list, epoch), list, sourceId, sessionNonce)
    return this.#seal(header, VOICE, key)
  }

  bind(proof: Uint8Array = new Uint8Array(16)): Uint8Array {
    const payload = new BindPayload()
    payload.proof.set(proof)
    const bytes = new Uint8Array(64)
    return this.hop(KIND.bind, bytes.slice(0, composeBind(bytes, payload)))
  }

  ping(time = 1): Uint8Array {
    const payload = new PingPayload()
    payload.time[7] = time
    const bytes = new Uint8Array(64)
    return this.hop(KIND.ping, bytes.slice(0, composePing(bytes, payload)))
  }

  report(...entries: readonly ReportEntry[]): Uint8Array {
    const report = new ReportPayload()
    for (const entry of entries) report.add(...entry)
    const bytes = new Uint8Array(MOST_PAYLOAD_BYTES)
    return this.hop(KIND.report, bytes.slice(0, composeReport(bytes, report)))
  }

  bye(): Uint8Array {
    return this.hop(KIND.bye, new Uint8Array(0))
  }

  hop(kind: Kind, payload: Uint8Array, fields: Partial<PacketHeader> = {}): Uint8Array {
    const header = this.#header(kind, { sequence: this.hopSequence, ...fields })
    if (fields.sequence === undefined) this.hopSequence += 1
    return this.#seal(header, payload, this.member.hopKey)
  }

  /** Reads an answer of the host; throws where it is none. */
  answer(datagram: Uint8Array): Answer {
    const header = new PacketHeader()
    const reason = parseHeader(datagram, 0, datagram.length, header)
    if (reason !== undefined) throw new Error(reason)
    const length = this.#opener.open(datagram, 0, datagram.length, this.member.hopKey)
    const bound = new BindPayload()
    if (header.kind === KIND.bound && parseBind(this.#opener.payload, length, bound)) {
      return { kind: 'bound', state: bound.state, proof: bound.proof }
    }
    const pong = new PongPayload()
    if (header.kind === KIND.pong && parsePong(this.#opener.payload, length, pong)) {
      const { time, received, forwarded, listeners, loss, jitter, delay } = pong
      return { kind: 'pong', time, received, forwarded, listeners, loss, jitter, delay }
    }
    throw new Error(`an answer of kind ${String(header.kind)} and payload length ${String(length)}`)
  }

  /** The proof in a `bound` that asks for one. */
  proofIn(datagram: Uint8Array): Uint8Array {
    const answer = this.answer(datagram)
    if (answer.kind !== 'bound' || answer.state !== BOUND_STATE.prove) throw new Error('no proof was asked')
    return answer.proof
  }

  #header(kind: Kind, fields: Partial<PacketHeader>): PacketHeader {
    return Object.assign(new PacketHeader(), { kind, source: this.member.sourceId }, fields)
  }

  #seal(header: PacketHeader, payload: Uint8Array, key: Uint8Array): Uint8Array {
    return this.#sealer.packet.slice(0, this.#sealer.seal(header, payload, payload.length, key))
  }

  #keyOf(channelId: number, epoch: number): Uint8Array {
    const name = `${String(channelId)} ${String(epoch)}`
    const key =
      this.#keys.get(name) ??
      sourceKey(epochSecret(channelId, epoch), this.member.sourceId, this.member.sessionNonce)
    this.#keys.set(name, key)
    return key
  }
}

/** Stands for an Opus packet; the router never looks inside. */
const VOICE = new TextEncoder().encode('some bytes that stand for a frame of speech')
