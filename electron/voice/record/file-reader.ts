import { closeSync, openSync, readSync } from 'node:fs'
import { RECORD_CONFIG } from './config.ts'

/** Reads a file from its beginning on, in large pieces. */
export class FileReader {
  /** What was read and not yet taken begins at `at`; both change with `need`. */
  bytes = new Uint8Array(0)
  at = 0
  readonly #file: number
  #taken = 0

  /** Throws what the file system throws. */
  constructor(path: string) {
    this.#file = openSync(path, 'r')
  }

  /** Bytes taken so far. */
  get taken(): number {
    return this.#taken
  }

  /** Whether `count` bytes lie from `at` on; reads on where they do not yet. */
  need(count: number): boolean {
    while (this.bytes.length - this.at < count) {
      const left = this.bytes.length - this.at
      const larger = new Uint8Array(left + RECORD_CONFIG.readBytes)
      larger.set(this.bytes.subarray(this.at))
      const read = readSync(this.#file, larger, left, RECORD_CONFIG.readBytes, null)
      this.bytes = larger.subarray(0, left + read)
      this.at = 0
      if (read === 0) return false
    }
    return true
  }

  /** Takes bytes that are there; the answer is valid until the next `need`. */
  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(this.at, this.at + count)
    this.at += count
    this.#taken += count
    return taken
  }

  close(): void {
    closeSync(this.#file)
  }
}
