/**
 * Views of one buffer from a fixed start, one per length, made once. The cipher wants exact views and a packet's
 * length is one of a few hundred, so after a short while sealing and opening allocate nothing.
 */
export class ViewCache {
  readonly #bytes: Uint8Array
  readonly #start: number
  readonly #views: (Uint8Array | undefined)[]

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes
    this.#start = start
    this.#views = new Array<Uint8Array | undefined>(bytes.length - start + 1).fill(undefined)
  }

  /** The view of `length` bytes; the same object for the same length. */
  get(length: number): Uint8Array {
    return this.#views[length] ?? this.#make(length)
  }

  #make(length: number): Uint8Array {
    const end = this.#start + length
    if (end > this.#bytes.length) throw new RangeError(`a view of ${String(length)} bytes does not fit`)
    const view = this.#bytes.subarray(this.#start, end)
    this.#views[length] = view
    return view
  }
}
