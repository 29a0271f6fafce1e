/** The least of the last values of a series, in constant time: an ascending queue of those that may still matter. */
export class SlidingMinimum {
  readonly #window: number
  readonly #mask: number
  readonly #values: Float64Array
  readonly #places: Float64Array
  #first = 0
  #count = 0
  #place = 0

  /** `window`: how many values count, at least 1. */
  constructor(window: number) {
    this.#window = window
    const slots = 2 ** Math.ceil(Math.log2(window + 1))
    this.#mask = slots - 1
    this.#values = new Float64Array(slots)
    this.#places = new Float64Array(slots)
  }

  /** Takes a value; answers the least of the window that ends with it. */
  next(value: number): number {
    while (this.#count > 0 && (this.#values[this.#last()] ?? 0) >= value) this.#count -= 1
    this.#count += 1
    const last = this.#last()
    this.#values[last] = value
    this.#places[last] = this.#place
    if ((this.#places[this.#first] ?? 0) <= this.#place - this.#window) {
      this.#first = (this.#first + 1) & this.#mask
      this.#count -= 1
    }
    this.#place += 1
    return this.#values[this.#first] ?? value
  }

  #last(): number {
    return (this.#first + this.#count - 1) & this.#mask
  }
}
