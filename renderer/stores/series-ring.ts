/**
 * The last points of many columns over one time: typed arrays made once, so that an hour costs what a minute does.
 * A figure that was not there is null.
 */
export class SeriesRing {
  readonly #capacity: number
  readonly #times: Float64Array
  /** Column after column; NaN where nothing was. */
  readonly #values: Float32Array
  readonly #columns: number
  #length = 0
  /** Where the next point goes. */
  #next = 0

  /** Keeps `capacity` points of `columns` figures each. */
  constructor(columns: number, capacity: number) {
    this.#capacity = capacity
    this.#columns = columns
    this.#times = new Float64Array(capacity)
    this.#values = new Float32Array(columns * capacity).fill(NaN)
  }

  get length(): number {
    return this.#length
  }

  /** When the newest point was, milliseconds since 1970; -Infinity where there is none. */
  get newestMs(): number {
    return this.#length === 0 ? -Infinity : (this.#times[this.#place(this.#length - 1)] ?? -Infinity)
  }

  /** What it holds in memory, bytes: always the same. */
  get bytes(): number {
    return this.#times.byteLength + this.#values.byteLength
  }

  /** Begins a point with nothing in it; one that is not later than the newest is refused. */
  begin(atMs: number): boolean {
    // The wall clock may be set back; lines on a chart may not.
    if (!(atMs > this.newestMs)) return false
    this.#times[this.#next] = atMs
    for (let column = 0; column < this.#columns; column += 1) this.#values[this.#at(column, this.#next)] = NaN
    this.#next = (this.#next + 1) % this.#capacity
    this.#length = Math.min(this.#length + 1, this.#capacity)
    return true
  }

  /** Puts a figure into the newest point. */
  put(column: number, value: number | null | undefined): void {
    if (this.#length === 0 || column < 0 || column >= this.#columns) return
    this.#values[this.#at(column, this.#place(this.#length - 1))] = value ?? NaN
  }

  /** Forgets a column: it becomes another's. */
  erase(column: number): void {
    this.#values.fill(NaN, this.#at(column, 0), this.#at(column, this.#capacity))
  }

  clear(): void {
    this.#length = 0
    this.#next = 0
    this.#values.fill(NaN)
  }

  /** Places of the points from `fromMs` to `toMs`, to be read with `times` and `column`. */
  between(fromMs: number, toMs: number): { readonly first: number; readonly last: number } {
    return { first: this.#firstAfter(fromMs, true), last: this.#firstAfter(toMs, false) - 1 }
  }

  /** Milliseconds since 1970. */
  times({ first, last }: { first: number; last: number }): number[] {
    return this.#read(first, last, (place) => this.#times[place] ?? 0)
  }

  column(column: number, { first, last }: { first: number; last: number }): (number | null)[] {
    return this.#read(first, last, (place) => {
      const value = this.#values[this.#at(column, place)] ?? NaN
      return Number.isNaN(value) ? null : value
    })
  }

  #read<T>(first: number, last: number, read: (place: number) => T): T[] {
    const points: T[] = []
    for (let at = Math.max(0, first); at <= last; at += 1) points.push(read(this.#place(at)))
    return points
  }

  /** The first point later than a time, or at it. */
  #firstAfter(timeMs: number, orAt: boolean): number {
    let [low, high] = [0, this.#length]
    while (low < high) {
      const middle = (low + high) >> 1
      const atMs = this.#times[this.#place(middle)] ?? 0
      if (atMs > timeMs || (orAt && atMs === timeMs)) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Where the point is that has so many older ones before it. */
  #place(age: number): number {
    return (this.#next - this.#length + age + this.#capacity) % this.#capacity
  }

  #at(column: number, place: number): number {
    return column * this.#capacity + place
  }
}
