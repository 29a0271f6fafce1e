import { ADDRESS_UNKNOWN, type ReceiveBatch } from '../interfaces.ts'

/**
 * An empty batch in shared memory, which the native socket writes into; datagram `i` begins at
 * `i * slotBytes`.
 */
export function createBatch(config: { readonly batch: number; readonly slotBytes: number }): ReceiveBatch {
  const { batch, slotBytes } = config
  const offsets = wordsOf(batch)
  for (let index = 0; index < batch; index += 1) offsets[index] = index * slotBytes
  return {
    bytes: new Uint8Array(new SharedArrayBuffer(batch * slotBytes)),
    offsets,
    lengths: wordsOf(batch),
    addresses: wordsOf(batch).fill(ADDRESS_UNKNOWN),
    ages: wordsOf(batch),
  }
}

function wordsOf(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT))
}
