/** Classes per doubling: values of one class lie within a ninth of each other. */
const PER_OCTAVE = 8
const CLASSES = 16 * PER_OCTAVE + 1

/**
 * A quantile of 16-bit counts, in memory of constant size: values are counted in classes that grow with them. A class
 * answers with the largest value it was given, so that a single value comes back as it is.
 */
export class Quantile {
  readonly #counts = new Uint16Array(CLASSES)
  readonly #largest = new Uint16Array(CLASSES)
  #total = 0

  /** Values taken since the last `clear`, at most 65535. */
  get total(): number {
    return this.#total
  }

  /** Takes an integer from 0 to 65535; beyond 65535 values it takes no more. */
  add(value: number): void {
    if (this.#total === 0xffff) return
    const place = classOf(value)
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#largest[place] = Math.max(this.#largest[place] ?? 0, value)
    this.#total += 1
  }

  /** The value that the given share of all, 0..1, does not exceed; 0 where there is none. */
  at(share: number): number {
    let left = Math.ceil(share * this.#total)
    for (let place = 0; place < CLASSES && left > 0; place += 1) {
      left -= this.#counts[place] ?? 0
      if (left <= 0) return this.#largest[place] ?? 0
    }
    return 0
  }

  clear(): void {
    if (this.#total === 0) return
    this.#counts.fill(0)
    this.#largest.fill(0)
    this.#total = 0
  }
}

function classOf(value: number): number {
  const octave = 31 - Math.clz32(value + 1)
  return octave * PER_OCTAVE + ((((value + 1) * PER_OCTAVE) >>> octave) & (PER_OCTAVE - 1))
}
