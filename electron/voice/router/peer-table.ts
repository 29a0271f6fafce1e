import type { Peer } from './peer.ts'

/** Members by source id, and for a while those who left. */
export class PeerTable {
  readonly #peers = new Map<number, Peer>()
  readonly #departed = new Map<number, number>()

  add(peer: Peer): void {
    this.#departed.delete(peer.sourceId)
    this.#peers.set(peer.sourceId, peer)
  }

  find(sourceId: number): Peer | undefined {
    return this.#peers.get(sourceId)
  }

  /** For commands: a member the control plane names must be here. */
  get(sourceId: number): Peer {
    const peer = this.#peers.get(sourceId)
    if (peer === undefined) throw new RangeError(`no member has source id ${String(sourceId)}`)
    return peer
  }

  remove(sourceId: number, nowMs: number): void {
    this.#peers.delete(sourceId)
    this.#departed.set(sourceId, nowMs)
  }

  hasDeparted(sourceId: number): boolean {
    return this.#departed.has(sourceId)
  }

  /** Forgets who left before the given time. */
  forgetDeparted(beforeMs: number): void {
    for (const [sourceId, leftMs] of this.#departed) {
      // In the order of leaving, save for ids that came back and left again: those were set anew, at the end.
      if (leftMs > beforeMs) break
      this.#departed.delete(sourceId)
    }
  }

  [Symbol.iterator](): IterableIterator<Peer> {
    return this.#peers.values()
  }

  get size(): number {
    return this.#peers.size
  }
}
