import type { AddressId, DatagramTransport } from '../interfaces.ts'

/**
 * Counts who uses which address of the transport. An id nobody uses is freed, but only at `settle`, after the
 * batch at hand: datagrams still in it carry ids, and a freed id may be another address's the next moment.
 */
export class AddressUses {
  readonly #transport: DatagramTransport
  readonly #uses = new Map<AddressId, number>()
  readonly #idle = new Set<AddressId>()
  #inBatch = false

  constructor(transport: DatagramTransport) {
    this.#transport = transport
  }

  hold(id: AddressId): void {
    this.#uses.set(id, (this.#uses.get(id) ?? 0) + 1)
  }

  release(id: AddressId): void {
    const left = (this.#uses.get(id) ?? 0) - 1
    if (left > 0) {
      this.#uses.set(id, left)
      return
    }
    this.#uses.delete(id)
    this.#idle.add(id)
  }

  /** Datagrams are at hand, and with them ids: nothing is freed before `end`. */
  begin(): void {
    this.#inBatch = true
  }

  /** They have been dealt with. */
  end(): void {
    this.#inBatch = false
    this.settle()
  }

  /** Frees what nobody holds, within a batch at its end. */
  settle(): void {
    if (this.#inBatch || this.#idle.size === 0) return
    for (const id of this.#idle) if (!this.#uses.has(id)) this.#transport.forget(id)
    this.#idle.clear()
  }
}
