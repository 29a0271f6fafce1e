import { NONCE_BYTES, open, seal, TAG_BYTES } from '../../base/crypto.ts'
import { LIMITS } from '../../contract/limits.ts'
import { composeHeader, HEADER_BYTES, MOST_PAYLOAD_BYTES, type PacketHeader } from './header.ts'
import { composeNonce } from './nonce.ts'
import { ViewCache } from './view-cache.ts'

/** Answer of `open` for a packet whose tag does not fit. */
export const FORGED = -1

/** Composes and seals packets in a buffer of its own; allocates nothing once every length has occurred. */
export class PacketSealer {
  /** The packet of the last `seal`; valid until the next. */
  readonly packet = new Uint8Array(LIMITS.datagramBytes)
  /** Where a payload may be written before `seal` to spare the copy. */
  readonly payload = this.packet.subarray(HEADER_BYTES, HEADER_BYTES + MOST_PAYLOAD_BYTES)
  readonly #associated = this.packet.subarray(0, HEADER_BYTES)
  readonly #messages = new ViewCache(this.packet, HEADER_BYTES)
  readonly #nonce = new Uint8Array(NONCE_BYTES)

  /**
   * Seals the first `payloadLength` bytes of `payload` (at most MOST_PAYLOAD_BYTES) behind the header.
   * Answers the length of the whole packet. RangeError for a payload that does not fit a datagram.
   */
  seal(header: PacketHeader, payload: Uint8Array, payloadLength: number, key: Uint8Array): number {
    if (payloadLength > MOST_PAYLOAD_BYTES) {
      throw new RangeError(`a payload of ${String(payloadLength)} bytes does not fit a datagram`)
    }
    composeHeader(this.packet, 0, header)
    if (payload !== this.payload) copyBytes(payload, 0, this.packet, HEADER_BYTES, payloadLength)
    composeNonce(this.#nonce, this.packet, 0)
    const message = this.#messages.get(payloadLength)
    seal(this.#messages.get(payloadLength + TAG_BYTES), message, this.#associated, this.#nonce, key)
    return HEADER_BYTES + payloadLength + TAG_BYTES
  }
}

/** Opens packets into a buffer of its own; the datagram itself stays as it came, so that it can be forwarded. */
export class PacketOpener {
  readonly #packet = new Uint8Array(LIMITS.datagramBytes)
  /** The payload of the last `open` that succeeded, from its first byte; valid until the next. */
  readonly payload = this.#packet.subarray(HEADER_BYTES)
  readonly #associated = this.#packet.subarray(0, HEADER_BYTES)
  readonly #payloads = new ViewCache(this.#packet, HEADER_BYTES)
  readonly #nonce = new Uint8Array(NONCE_BYTES)

  /**
   * Opens the datagram of `length` bytes (as `parseHeader` accepts it) that lies in `bytes` at `offset`.
   * Answers the length of the payload, or FORGED.
   */
  open(bytes: Uint8Array, offset: number, length: number, key: Uint8Array): number {
    copyBytes(bytes, offset, this.#packet, 0, length)
    composeNonce(this.#nonce, this.#packet, 0)
    const payloadLength = length - HEADER_BYTES - TAG_BYTES
    const message = this.#payloads.get(payloadLength)
    const sealed = this.#payloads.get(payloadLength + TAG_BYTES)
    return open(message, sealed, this.#associated, this.#nonce, key) ? payloadLength : FORGED
  }

  /** An exact view of the first `length` bytes of `payload`; the same object each time. */
  view(length: number): Uint8Array {
    return this.#payloads.get(length)
  }
}

/** `set` would need a view per call. */
function copyBytes(from: Uint8Array, fromAt: number, to: Uint8Array, toAt: number, length: number): void {
  for (let index = 0; index < length; index += 1) to[toAt + index] = from[fromAt + index] ?? 0
}
