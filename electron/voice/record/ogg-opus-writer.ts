import { closeSync, openSync, writeSync } from 'node:fs'
import { SAMPLE_RATE } from '../units.ts'
import { RECORD_CONFIG } from './config.ts'
import { composePage, lacingOf, MOST_SEGMENTS, NO_GRANULE, PAGE_FLAGS } from './ogg-page.ts'

/** What a track says of itself. */
export interface OggOpusInfo {
  readonly channels: 1 | 2
  /** Samples a player drops at the beginning. */
  readonly preSkip: number
  /** Tells streams apart, 32 bits. */
  readonly serial: number
  /** Fields of the comment header, as `TITLE`. */
  readonly comments: Readonly<Record<string, string>>
}

const FILE_MODE = 0o600
const VENDOR = 'Palabre'

/**
 * Writes Opus packets as an Ogg stream (RFC 7845). Samples that a stream lasts are those of its packets, and no page
 * says otherwise: holes are for the caller to fill.
 */
export class OggOpusWriter {
  readonly #file: number
  readonly #serial: number
  #pages = 0
  #granule = 0
  /** Of the page at hand. */
  #lacing: number[] = []
  #body: Uint8Array[] = []
  #pageSamples = 0
  /** Pages that wait to be written. */
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #written = 0
  #isOpen = true

  /** Creates or empties the file, readable by its owner alone. Throws what the file system throws. */
  constructor(path: string, info: OggOpusInfo) {
    this.#file = openSync(path, 'w', FILE_MODE)
    this.#serial = info.serial
    this.#header(opusHead(info), PAGE_FLAGS.first)
    this.#header(opusTags(info.comments), 0)
  }

  /** Samples so far, what is dropped at the beginning counted. */
  get samples(): number {
    return this.#granule
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#written + this.#waitingBytes
  }

  /** Appends a packet of so many samples; it must be shorter than a page (65,025 bytes). */
  write(packet: Uint8Array, samples: number): void {
    const lacing = lacingOf(packet.length)
    const isFull = this.#lacing.length + lacing.length > MOST_SEGMENTS
    if (isFull || this.#pageSamples + samples > RECORD_CONFIG.pageSamples) this.#page(0)
    this.#lacing.push(...lacing)
    this.#body.push(packet.slice())
    this.#granule += samples
    this.#pageSamples += samples
  }

  /** Ends the stream; `samples` of it count, where that is fewer than its packets have. */
  close(samples = this.#granule): void {
    if (!this.#isOpen) return
    this.#granule = Math.min(samples, this.#granule)
    this.#page(PAGE_FLAGS.last)
    this.#flush()
    this.#end()
  }

  /** Lets go of the file as it is. */
  abandon(): void {
    if (this.#isOpen) this.#end()
  }

  #header(packet: Uint8Array, flags: number): void {
    this.#lacing = lacingOf(packet.length)
    this.#body = [packet]
    this.#page(flags)
  }

  #page(flags: number): void {
    if (this.#lacing.length === 0 && flags !== PAGE_FLAGS.last) return
    const granule = this.#lacing.length === 0 ? NO_GRANULE : BigInt(this.#granule)
    const fields = { flags, granule, serial: this.#serial, number: this.#pages }
    const page = composePage(fields, this.#lacing, Buffer.concat(this.#body))
    this.#pages += 1
    this.#lacing = []
    this.#body = []
    this.#pageSamples = 0
    this.#waiting.push(page)
    this.#waitingBytes += page.length
    if (this.#waitingBytes >= RECORD_CONFIG.writeBytes) this.#flush()
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#waiting)
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at)
    this.#written += bytes.length
    this.#waiting = []
    this.#waitingBytes = 0
  }

  #end(): void {
    this.#isOpen = false
    closeSync(this.#file)
  }
}

/** The identification header (RFC 7845, 5.1), mapping family 0. */
function opusHead({ channels, preSkip }: OggOpusInfo): Uint8Array {
  const head = Buffer.alloc(19)
  head.write('OpusHead', 0, 'latin1')
  head.writeUInt8(1, 8)
  head.writeUInt8(channels, 9)
  head.writeUInt16LE(preSkip, 10)
  head.writeUInt32LE(SAMPLE_RATE, 12)
  return head
}

/** The comment header (RFC 7845, 5.2). */
function opusTags(comments: OggOpusInfo['comments']): Uint8Array {
  const texts = Object.entries(comments).map(([name, value]) => sized(`${name}=${value}`))
  const count = Buffer.alloc(4)
  count.writeUInt32LE(texts.length)
  return Buffer.concat([Buffer.from('OpusTags', 'latin1'), sized(VENDOR), count, ...texts])
}

function sized(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return Buffer.concat([length, bytes])
}
