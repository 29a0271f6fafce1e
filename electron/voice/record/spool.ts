import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { read16, read32, write16, write32 } from '../packet/byte-order.ts'
import { RECORD_CONFIG } from './config.ts'
import { FileReader } from './file-reader.ts'

/**
 * The file into which a recording goes while it lasts, appended to only. A record that was cut off, or damaged by a
 * power failure, ends it: all before it is good.
 *
 *      "PALSPL1\n" | CRC-32 of the bytes, 4 | their length, 2 | bytes | CRC-32 | ...
 */
const MAGIC = Uint8Array.from('PALSPL1\n', (letter) => letter.charCodeAt(0))
const HEAD_BYTES = 6
const LENGTH_AT = 4
const MOST_RECORD = 0xffff
const FILE_MODE = 0o600

/** Writes a spool; records gather in memory until `flush`. */
export class SpoolWriter {
  readonly #file: number
  #buffer = new Uint8Array(RECORD_CONFIG.writeBytes)
  #used = 0
  #written = 0

  /** Creates the file, readable by its owner alone. Throws where there is one, and what the file system throws. */
  constructor(path: string) {
    this.#file = openSync(path, 'ax', FILE_MODE)
    this.#buffer.set(MAGIC)
    this.#used = MAGIC.length
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#written + this.#used
  }

  /** Appends the first `length` bytes (at most 65,535). */
  add(bytes: Uint8Array, length: number): void {
    if (length > MOST_RECORD) throw new RangeError('a record of a spool is at most 65,535 bytes')
    this.#makeRoom(HEAD_BYTES + length)
    const body = bytes.subarray(0, length)
    write32(this.#buffer, this.#used, crc32(body))
    write16(this.#buffer, this.#used + LENGTH_AT, length)
    this.#buffer.set(body, this.#used + HEAD_BYTES)
    this.#used += HEAD_BYTES + length
  }

  /** Hands what has gathered to the system: from then on it outlives this process. Throws what the file system throws. */
  flush(): void {
    const bytes = this.#buffer.subarray(0, this.#used)
    this.#used = 0
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at)
    this.#written += bytes.length
  }

  /** Has the disk keep what was flushed. */
  sync(): void {
    fdatasyncSync(this.#file)
  }

  /** Lets go of the file; what was not flushed is lost. */
  close(): void {
    closeSync(this.#file)
  }

  #makeRoom(bytes: number): void {
    if (this.#used + bytes <= this.#buffer.length) return
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#used + bytes))
    larger.set(this.#buffer.subarray(0, this.#used))
    this.#buffer = larger
  }
}

/** Reads a spool from its beginning to its end, or to the first record that is not whole. */
export class SpoolReader {
  readonly #file: FileReader
  #isWhole: boolean

  /** Throws what the file system throws. */
  constructor(path: string) {
    this.#file = new FileReader(path)
    this.#isWhole = this.#file.need(MAGIC.length)
    const magic = this.#file.take(MAGIC.length)
    this.#isWhole &&= MAGIC.every((byte, at) => magic[at] === byte)
  }

  /** Bytes taken so far. */
  get taken(): number {
    return this.#file.taken
  }

  /** The next record, valid until the one after; undefined at the end. */
  next(): Uint8Array | undefined {
    const file = this.#file
    this.#isWhole &&= file.need(HEAD_BYTES)
    if (!this.#isWhole) return undefined
    const crc = read32(file.bytes, file.at)
    const length = read16(file.bytes, file.at + LENGTH_AT)
    this.#isWhole = file.need(HEAD_BYTES + length)
    if (!this.#isWhole) return undefined
    const body = file.take(HEAD_BYTES + length).subarray(HEAD_BYTES)
    this.#isWhole = crc32(body) === crc
    return this.#isWhole ? body : undefined
  }

  close(): void {
    this.#file.close()
  }
}
