import type { RemoteInfo, Socket } from 'node:dgram'
import {
  ADDRESS_UNKNOWN,
  type AddressId,
  type DatagramTransport,
  type ReceiveBatch,
  type TransportStats,
} from '../interfaces.ts'
import { AddressBook, canonicalHost } from './address-book.ts'
import { createBatch } from './receive-batch.ts'
import { checkPort, checkRange } from './checks.ts'
import type { TransportConfig } from './config.ts'

interface Arrived {
  readonly bytes: Uint8Array
  readonly host: string
  readonly port: number
}

/**
 * Node's own UDP behind the interface of the media plane: the reference in tests, and the fallback where the
 * native part is missing. It cannot block, so it calls back; and it copies each datagram once each way.
 */
export class DgramTransport implements DatagramTransport {
  readonly kind = 'dgram'
  readonly localPort: number
  readonly batch: ReceiveBatch
  readonly wait = undefined
  readonly wakeId = undefined
  readonly #socket: Socket
  readonly #config: TransportConfig
  readonly #mapsIpv4: boolean
  readonly #carriesIpv6: boolean
  readonly #book: AddressBook
  readonly #queue: Arrived[] = []
  /** The last batch, for `learn`. */
  #taken: readonly Arrived[] = []
  #listener: (() => void) | undefined
  #callScheduled = false
  #closed = false
  readonly #stats = {
    datagramsIn: 0,
    bytesIn: 0,
    datagramsOut: 0,
    bytesOut: 0,
    sendFailed: 0,
    socketErrors: 0,
  }

  /** `socket` is bound already, and from now on this transport's own. */
  constructor(socket: Socket, config: TransportConfig) {
    const { port, family, address } = socket.address()
    this.#socket = socket
    this.#config = config
    this.localPort = port
    this.#carriesIpv6 = family === 'IPv6'
    this.#mapsIpv4 = this.#carriesIpv6 && (address === '::' || address.startsWith('::ffff:'))
    this.#book = new AddressBook(config.addressLimit)
    this.batch = createBatch(config)
    socket.on('message', (bytes, from) => {
      this.#arrive(bytes, from)
    })
    socket.on('error', () => {
      this.#stats.socketErrors += 1
    })
  }

  receive(): number {
    const count = this.#closed ? 0 : Math.min(this.#queue.length, this.#config.batch)
    this.#taken = this.#queue.splice(0, count)
    for (const [index, arrived] of this.#taken.entries()) this.#store(index, arrived)
    if (this.#queue.length > 0) this.#scheduleCall()
    return count
  }

  readonly onReadable = (listener: () => void): void => {
    this.#listener = listener
    if (this.#queue.length > 0) this.#scheduleCall()
  }

  address(host: string, port: number): AddressId {
    const canonical = canonicalHost(host)
    checkPort(port)
    if (!this.#reaches(canonical)) throw new RangeError('host is of a family this socket does not carry')
    return this.#book.add(canonical, port)
  }

  learn(index: number): AddressId {
    const arrived = this.#taken[index]
    if (arrived === undefined) throw new RangeError('index must be of the last batch')
    const id = this.#book.add(arrived.host, arrived.port)
    this.batch.addresses[index] = id
    return id
  }

  forget(id: AddressId): void {
    this.#book.forget(id)
  }

  describe(id: AddressId): { host: string; port: number } | undefined {
    const address = this.#book.at(id)
    return address === undefined ? undefined : { ...address }
  }

  send(to: AddressId, bytes: Uint8Array, offset: number, length: number): boolean {
    checkRange(bytes, offset, length)
    return this.#sendTo(to, Buffer.from(bytes.subarray(offset, offset + length)))
  }

  fanout(targets: Int32Array, count: number, bytes: Uint8Array, offset: number, length: number): number {
    checkRange(bytes, offset, length)
    if (!(count >= 0 && count <= targets.length)) throw new RangeError('count must be within targets')
    // The event loop may send later, when the caller has reused its bytes: one copy serves all targets.
    const copy = Buffer.from(bytes.subarray(offset, offset + length))
    let sent = 0
    for (let index = 0; index < count; index += 1) {
      if (this.#sendTo(targets[index] ?? ADDRESS_UNKNOWN, copy)) sent += 1
    }
    return sent
  }

  stats(): TransportStats {
    return { ...this.#stats }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#queue.length = 0
    this.#listener = undefined
    this.#socket.close()
  }

  #arrive(bytes: Uint8Array, from: RemoteInfo): void {
    if (this.#queue.length >= this.#config.backlog) {
      this.#stats.socketErrors += 1
      return
    }
    this.#queue.push({ bytes, host: from.address, port: from.port })
    this.#scheduleCall()
  }

  /** Once per turn of the event loop, so that what came together is taken together. */
  #scheduleCall(): void {
    if (this.#callScheduled || this.#listener === undefined) return
    this.#callScheduled = true
    setImmediate(() => {
      this.#callScheduled = false
      this.#listener?.()
    })
  }

  #store(index: number, { bytes, host, port }: Arrived): void {
    const { batch } = this
    const { slotBytes } = this.#config
    const kept = Math.min(bytes.length, slotBytes)
    batch.bytes.set(kept === bytes.length ? bytes : bytes.subarray(0, kept), index * slotBytes)
    batch.lengths[index] = bytes.length > slotBytes ? slotBytes + 1 : bytes.length
    batch.addresses[index] = this.#book.find(host, port)
    this.#stats.datagramsIn += 1
    this.#stats.bytesIn += bytes.length
  }

  #sendTo(id: AddressId, datagram: Buffer): boolean {
    const to = this.#book.at(id)
    if (this.#closed || to === undefined || this.#socket.getSendQueueSize() > this.#config.sendQueueBytes) {
      this.#stats.sendFailed += 1
      return false
    }
    const host = this.#mapsIpv4 && !to.host.includes(':') ? `::ffff:${to.host}` : to.host
    this.#socket.send(datagram, to.port, host, this.#onSent)
    return true
  }

  /** One function for all sends: the system's answer comes later. */
  readonly #onSent = (error: Error | null, bytes: number): void => {
    if (error !== null) {
      this.#stats.sendFailed += 1
      return
    }
    this.#stats.datagramsOut += 1
    this.#stats.bytesOut += bytes
  }

  #reaches(host: string): boolean {
    return host.includes(':') ? this.#carriesIpv6 : this.#mapsIpv4 || !this.#carriesIpv6
  }
}
