/** Whatever opens something hands back a way to close it. */
export type Closer = () => void | Promise<void>

/** Collects closers and runs them in reverse order, once, all of them even where one fails. */
export class Closers {
  readonly #closers: Closer[] = []
  #closing: Promise<void> | undefined

  /** Adds a closer. After `close` has begun the thing is closed at once. */
  add(closer: Closer): void {
    if (this.#closing === undefined) this.#closers.push(closer)
    else this.#closing = this.#closing.then(closer)
  }

  /** Closes everything; rejects with the first failure after all have been tried. */
  close(): Promise<void> {
    this.#closing ??= this.#run()
    return this.#closing
  }

  async #run(): Promise<void> {
    const failures: unknown[] = []
    for (const closer of this.#closers.reverse()) {
      try {
        await closer()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
