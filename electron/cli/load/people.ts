import { fromBase64Url } from '../../base/crypto.ts'
import type { HostEvent } from '../../contract/gateway.ts'
import { flagsOf } from '../../contract/member-flags.ts'
import type { Member } from '../../contract/models.ts'

const SOURCES = 65_536
const CHANNEL_BITS = 16

/** Public salts of all sessions anybody of this load was told of: one copy, for they are the same for all. */
export class Nonces {
  readonly #bySource = new Map<number, Uint8Array>()

  learn({ sourceId, sessionNonce }: Member): void {
    if (!this.#bySource.has(sourceId)) this.#bySource.set(sourceId, fromBase64Url(sessionNonce))
  }

  of(sourceId: number): Uint8Array | undefined {
    return this.#bySource.get(sourceId)
  }

  forget(sourceId: number): void {
    this.#bySource.delete(sourceId)
  }
}

/** What one user has been told of everybody: channel and flags by source id, four bytes each. */
export class People {
  readonly #nonces: Nonces
  #facts = new Uint32Array(64)

  constructor(nonces: Nonces, members: readonly Member[]) {
    this.#nonces = nonces
    for (const member of members) this.#set(member)
  }

  apply(event: HostEvent): void {
    switch (event.type) {
      case 'memberJoined':
      case 'memberChanged':
        this.#set(event.member)
        break
      case 'memberLeft':
        this.#remove(event.sourceId)
        break
      case 'membersChanged':
        for (const member of event.members) this.#set(member)
        for (const [sourceId, flags] of event.flags) {
          const facts = this.#facts[sourceId] ?? 0
          if (facts !== 0) this.#facts[sourceId] = (facts & ~0xff) | flags
        }
        for (const sourceId of event.left) this.#remove(sourceId)
        break
      default:
    }
  }

  /** Channel of a member, undefined where it is not here. */
  channelOf(sourceId: number): number | undefined {
    const facts = this.#facts[sourceId] ?? 0
    return facts === 0 ? undefined : facts >>> CHANNEL_BITS
  }

  isMuted(sourceId: number): boolean {
    return ((this.#facts[sourceId] ?? 0) & 1) !== 0
  }

  #set(member: Member): void {
    const { sourceId, channelId } = member
    this.#nonces.learn(member)
    if (sourceId >= this.#facts.length) this.#grow(sourceId)
    this.#facts[sourceId] = ((channelId << CHANNEL_BITS) | flagsOf(member)) >>> 0
  }

  #remove(sourceId: number): void {
    if (sourceId < this.#facts.length) this.#facts[sourceId] = 0
  }

  #grow(sourceId: number): void {
    let length = this.#facts.length
    while (length <= sourceId && length < SOURCES) length *= 2
    const larger = new Uint32Array(length)
    larger.set(this.#facts)
    this.#facts = larger
  }
}
