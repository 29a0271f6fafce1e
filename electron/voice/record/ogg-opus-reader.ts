import { FileReader } from './file-reader.ts'
import { CAPTURE_PATTERN, FULL_SEGMENT, PAGE_HEAD_BYTES, PAGE_OFFSETS, pageCrc } from './ogg-page.ts'

/** Packets of the two headers. */
const HEADER_PACKETS = 2
const PRE_SKIP_AT = 10

/**
 * Reads the packets of a track that `OggOpusWriter` wrote, one after another. It is for files of our own: a page that is
 * not whole, or altered, ends the track.
 */
export class OggOpusReader {
  readonly #file: FileReader
  #packets: Uint8Array[] = []
  #partial: Uint8Array[] = []
  #headers = 0
  #preSkip = 0

  /** Opens a track and reads its headers. Throws what the file system throws. */
  constructor(path: string) {
    this.#file = new FileReader(path)
    for (; this.#headers < HEADER_PACKETS; this.#headers += 1) {
      const packet = this.next()
      if (packet === undefined) break
      if (this.#headers === 0 && packet.length > PRE_SKIP_AT + 1)
        this.#preSkip = new DataView(packet.buffer, packet.byteOffset).getUint16(PRE_SKIP_AT, true)
    }
  }

  /** Samples to be dropped at the beginning. */
  get preSkip(): number {
    return this.#preSkip
  }

  /** The next packet; undefined at the end. */
  next(): Uint8Array | undefined {
    while (this.#packets.length === 0) if (!this.#readPage()) return undefined
    return this.#packets.shift()
  }

  close(): void {
    this.#file.close()
  }

  #readPage(): boolean {
    const file = this.#file
    if (!file.need(PAGE_HEAD_BYTES)) return false
    const head = PAGE_HEAD_BYTES + (file.bytes[file.at + PAGE_OFFSETS.count] ?? 0)
    if (!file.need(head)) return false
    const lacing = file.bytes.slice(file.at + PAGE_HEAD_BYTES, file.at + head)
    const length = head + lacing.reduce((sum, value) => sum + value, 0)
    if (!file.need(length)) return false
    const page = file.take(length).slice()
    if (!isWhole(page)) return false
    this.#split(page.subarray(head), lacing)
    return true
  }

  #split(body: Uint8Array, lacing: Uint8Array): void {
    let at = 0
    for (const value of lacing) {
      this.#partial.push(body.subarray(at, at + value))
      at += value
      if (value === FULL_SEGMENT) continue
      this.#packets.push(new Uint8Array(Buffer.concat(this.#partial)))
      this.#partial = []
    }
  }
}

function isWhole(page: Uint8Array): boolean {
  const view = new DataView(page.buffer, page.byteOffset, page.length)
  const crc = view.getUint32(PAGE_OFFSETS.crc, true)
  view.setUint32(PAGE_OFFSETS.crc, 0, true)
  return CAPTURE_PATTERN.every((byte, at) => page[at] === byte) && pageCrc(page) === crc
}
