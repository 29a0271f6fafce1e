import { ADDRESS_UNKNOWN, type ReceiveBatch } from '../interfaces.ts'

/** An empty batch; datagram `i` begins at `i * slotBytes`. */
export function createBatch(config: { readonly batch: number; readonly slotBytes: number }): ReceiveBatch {
  return {
    bytes: new Uint8Array(config.batch * config.slotBytes),
    offsets: Int32Array.from({ length: config.batch }, (_, index) => index * config.slotBytes),
    lengths: new Int32Array(config.batch),
    addresses: new Int32Array(config.batch).fill(ADDRESS_UNKNOWN),
  }
}
