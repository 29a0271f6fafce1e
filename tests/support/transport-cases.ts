import { openTransport, type OpenTransportOptions } from '../../electron/voice/transport/open-transport.ts'
import type { DatagramTransport } from '../../electron/voice/interfaces.ts'

/** One way to open a transport; every way must pass the same cases. */
export interface TransportKind {
  readonly name: string
  readonly options: Pick<OpenTransportOptions, 'kind' | 'path' | 'config'>
}

/** A copy of a received datagram. */
export interface Taken {
  readonly bytes: Uint8Array
  readonly length: number
  readonly address: number
}

/** A transport and, for those that call back, the promise of the next call. */
export class OpenedTransport {
  readonly transport: DatagramTransport
  #readable: (() => void) | undefined
  #called = false

  private constructor(transport: DatagramTransport) {
    this.transport = transport
    transport.onReadable?.(() => {
      this.#called = true
      this.#readable?.()
    })
  }

  static async open(kind: TransportKind, bind = '127.0.0.1'): Promise<OpenedTransport> {
    return new OpenedTransport(await openTransport({ ...kind.options, bind, port: 0 }))
  }

  /** Waits until something has arrived and takes one batch of it. */
  async batch(): Promise<Taken[]> {
    for (;;) {
      const count = this.transport.receive()
      if (count > 0) return this.#copies(count)
      await this.#arrival()
    }
  }

  /** Takes batches until there are so many datagrams. */
  async take(count: number): Promise<Taken[]> {
    const all: Taken[] = []
    while (all.length < count) all.push(...(await this.batch()))
    return all
  }

  async #arrival(): Promise<void> {
    if (this.transport.wait !== undefined) {
      // Short, so that peers in this very thread can send and receive in between.
      this.transport.wait(1)
      await new Promise(setImmediate)
      return
    }
    if (!this.#called) {
      await new Promise<void>((resolve) => {
        this.#readable = resolve
      })
    }
    this.#called = false
  }

  #copies(count: number): Taken[] {
    const { bytes, offsets, lengths, addresses } = this.transport.batch
    return Array.from({ length: count }, (_, index) => {
      const offset = offsets[index] ?? 0
      const length = lengths[index] ?? 0
      return { bytes: bytes.slice(offset, offset + length), length, address: addresses[index] ?? NaN }
    })
  }
}

/** Bytes that tell where they are, so that a shifted copy is seen. */
export function patternOf(length: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + seed) & 0xff)
}
