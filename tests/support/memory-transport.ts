import {
  ADDRESS_UNKNOWN,
  type AddressId,
  type DatagramTransport,
  type ReceiveBatch,
  type TransportStats,
} from '../../electron/voice/interfaces.ts'

const BATCH = 16
const SLOT_BYTES = 1200

export interface SentDatagram {
  readonly to: string
  readonly bytes: Uint8Array
}

/** Datagrams in memory: tests put arrivals in and take out what was sent. Addresses are plain text. */
export class MemoryTransport implements DatagramTransport {
  readonly kind = 'dgram'
  readonly localPort = 7780
  readonly wait = undefined
  readonly wakeId = undefined
  readonly onReadable = (): void => {}
  readonly batch: ReceiveBatch = {
    bytes: new Uint8Array(BATCH * SLOT_BYTES),
    offsets: Int32Array.from({ length: BATCH }, (_, index) => index * SLOT_BYTES),
    lengths: new Int32Array(BATCH),
    addresses: new Int32Array(BATCH),
    ages: new Int32Array(BATCH),
  }
  readonly sent: SentDatagram[] = []
  /** Addresses to which the system refuses to send. */
  readonly refused = new Set<string>()
  readonly #queue: { from: string; bytes: Uint8Array }[] = []
  readonly #known: (string | undefined)[] = []
  #taken: string[] = []

  arrive(from: string, bytes: Uint8Array): void {
    this.#queue.push({ from, bytes })
  }

  receive(): number {
    const arrivals = this.#queue.splice(0, BATCH)
    this.#taken = arrivals.map(({ from }) => from)
    for (const [index, { from, bytes }] of arrivals.entries()) {
      this.batch.bytes.set(bytes.subarray(0, SLOT_BYTES), index * SLOT_BYTES)
      this.batch.lengths[index] = Math.min(bytes.length, SLOT_BYTES + 1)
      this.batch.addresses[index] = this.#known.indexOf(from)
    }
    return arrivals.length
  }

  address(host: string, port: number): AddressId {
    return this.#idOf(`${host}:${String(port)}`)
  }

  learn(index: number): AddressId {
    const id = this.#idOf(this.#taken[index] ?? '')
    this.batch.addresses[index] = id
    return id
  }

  forget(id: AddressId): void {
    this.#known[id] = undefined
  }

  describe(id: AddressId): { host: string; port: number } | undefined {
    const [host, port] = (this.#known[id] ?? '').split(':')
    return host === undefined || port === undefined ? undefined : { host, port: Number(port) }
  }

  /** Addresses known now. */
  get knownAddresses(): string[] {
    return this.#known.filter((address) => address !== undefined)
  }

  send(to: AddressId, bytes: Uint8Array, offset: number, length: number): boolean {
    const address = this.#known[to]
    if (address === undefined) throw new RangeError('a send to an address that is free')
    if (this.refused.has(address)) return false
    this.sent.push({ to: address, bytes: bytes.slice(offset, offset + length) })
    return true
  }

  fanout(targets: Int32Array, count: number, bytes: Uint8Array, offset: number, length: number): number {
    let taken = 0
    for (let index = 0; index < count; index += 1) {
      if (this.send(targets[index] ?? ADDRESS_UNKNOWN, bytes, offset, length)) taken += 1
    }
    return taken
  }

  stats(): TransportStats {
    return {
      datagramsIn: 0,
      bytesIn: 0,
      datagramsOut: this.sent.length,
      bytesOut: 0,
      sendFailed: 0,
      socketErrors: 0,
    }
  }

  close(): void {}

  #idOf(address: string): AddressId {
    const known = this.#known.indexOf(address)
    if (known >= 0) return known
    const free = this.#known.indexOf(undefined)
    if (free < 0) return this.#known.push(address) - 1
    this.#known[free] = address
    return free
  }
}
