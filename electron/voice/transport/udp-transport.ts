import { UDP_COUNTERS, type NativeUdpSocket, type NetAddon } from '../../../native/index.ts'
import type { AddressId, DatagramTransport, ReceiveBatch, TransportStats } from '../interfaces.ts'
import type { TransportConfig } from './config.ts'
import { createBatch } from './receive-batch.ts'

/** Where to bind. */
export interface UdpTransportOptions {
  readonly bind: string
  readonly port: number
  readonly path: 'batched' | 'portable'
}

/** The native socket: receives in batches, sends to many in one call, and blocks its thread in `wait`. */
export class UdpTransport implements DatagramTransport {
  readonly kind = 'native'
  readonly localPort: number
  readonly wakeId: number
  readonly batch: ReceiveBatch
  readonly onReadable = undefined
  readonly #socket: NativeUdpSocket
  readonly #counters: Float64Array
  #closed = false

  constructor(addon: NetAddon, options: UdpTransportOptions, config: TransportConfig) {
    this.batch = createBatch(config)
    this.#counters = new Float64Array(
      new SharedArrayBuffer(UDP_COUNTERS.length * Float64Array.BYTES_PER_ELEMENT),
    )
    this.#socket = addon.createSocket({
      bind: options.bind,
      port: options.port,
      path: options.path,
      slotBytes: config.slotBytes,
      batch: config.batch,
      addressLimit: config.addressLimit,
      slab: this.batch.bytes,
      offsets: this.batch.offsets,
      lengths: this.batch.lengths,
      addresses: this.batch.addresses,
      ages: this.batch.ages,
      stamped: config.stamped,
      counters: this.#counters,
      receiveBuffer: config.receiveBuffer,
      sendBuffer: config.sendBuffer,
    })
    this.localPort = this.#socket.localPort
    this.wakeId = this.#socket.wakeId
  }

  receive(): number {
    return this.#closed ? 0 : this.#socket.receive()
  }

  readonly wait = (timeoutMs: number): void => {
    if (!this.#closed) this.#socket.wait(timeoutMs)
  }

  address(host: string, port: number): AddressId {
    return this.#socket.address(host, port)
  }

  learn(index: number): AddressId {
    return this.#socket.learn(index)
  }

  forget(id: AddressId): void {
    this.#socket.forget(id)
  }

  describe(id: AddressId): { host: string; port: number } | undefined {
    return this.#socket.describe(id)
  }

  send(to: AddressId, bytes: Uint8Array, offset: number, length: number): boolean {
    return !this.#closed && this.#socket.send(to, bytes, offset, length)
  }

  fanout(targets: Int32Array, count: number, bytes: Uint8Array, offset: number, length: number): number {
    return this.#closed ? 0 : this.#socket.fanout(targets, count, bytes, offset, length)
  }

  stats(): TransportStats {
    const at = (index: number): number => this.#counters[index] ?? 0
    return {
      datagramsIn: at(UDP_COUNTERS.datagramsIn),
      bytesIn: at(UDP_COUNTERS.bytesIn),
      datagramsOut: at(UDP_COUNTERS.datagramsOut),
      bytesOut: at(UDP_COUNTERS.bytesOut),
      sendFailed: at(UDP_COUNTERS.sendFailed),
      socketErrors: at(UDP_COUNTERS.socketErrors),
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#socket.close()
  }
}
