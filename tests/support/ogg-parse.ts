/**
 * A reader of Ogg Opus files of its own, after RFC 3533 and RFC 7845, that knows nothing of the writer and forgives
 * nothing: whatever is not as it has to be throws.
 */
export interface OggFile {
  readonly serial: number
  readonly channels: number
  readonly preSkip: number
  readonly inputRate: number
  readonly vendor: string
  readonly comments: readonly string[]
  /** Audio packets, in order. */
  readonly packets: readonly Uint8Array[]
  /** Of each audio page: its granule position and the packets that end on it. */
  readonly pages: readonly { readonly granule: number; readonly packets: number }[]
}

interface Page {
  readonly flags: number
  readonly granule: bigint
  readonly serial: number
  readonly number: number
  readonly lacing: readonly number[]
  readonly body: Buffer
  readonly length: number
}

export function parseOgg(bytes: Uint8Array): OggFile {
  const pages = pagesOf(Buffer.from(bytes))
  const [first, second] = [pages[0], pages[1]]
  if (first === undefined || second === undefined) throw new Error('an Ogg Opus stream begins with two pages')
  check(
    first.flags === 2 && pages.slice(1).every(({ flags }) => (flags & 2) === 0),
    'the first page alone begins it',
  )
  check(
    pages.every(({ flags }, at) => ((flags & 4) !== 0) === (at === pages.length - 1)),
    'the last page alone ends it',
  )
  check(
    pages.every(({ serial }) => serial === first.serial),
    'one stream has one serial number',
  )
  check(
    pages.every(({ number }, at) => number === at),
    'pages are numbered',
  )
  check(first.granule === 0n && second.granule === 0n, 'headers last no time')
  const [head, tags] = [packetsOf([first]), packetsOf([second])]
  check(head.length === 1 && tags.length === 1, 'each header has a page of its own')
  const audio = pages.slice(2)
  return {
    serial: first.serial,
    ...readHead(head[0] ?? Buffer.alloc(0)),
    ...readTags(tags[0] ?? Buffer.alloc(0)),
    packets: packetsOf(audio),
    pages: audio.map(({ granule, lacing }) => ({
      granule: Number(granule),
      packets: lacing.filter((value) => value < 255).length,
    })),
  }
}

function pagesOf(bytes: Buffer): Page[] {
  const pages: Page[] = []
  for (let at = 0; at < bytes.length;) {
    const page = pageAt(bytes.subarray(at))
    pages.push(page)
    at += page.length
  }
  return pages
}

function pageAt(bytes: Buffer): Page {
  check(bytes.toString('latin1', 0, 4) === 'OggS' && bytes[4] === 0, 'a page begins with OggS and version 0')
  const count = bytes.readUInt8(26)
  const lacing = [...bytes.subarray(27, 27 + count)]
  const length = 27 + count + lacing.reduce((sum, value) => sum + value, 0)
  check(length <= bytes.length, 'a page is whole')
  const zeroed = Buffer.from(bytes.subarray(0, length))
  zeroed.writeUInt32LE(0, 22)
  check(remainder(zeroed) === bytes.readUInt32LE(22), 'the checksum is right')
  return {
    flags: bytes.readUInt8(5),
    granule: bytes.readBigInt64LE(6),
    serial: bytes.readUInt32LE(14),
    number: bytes.readUInt32LE(18),
    lacing,
    body: bytes.subarray(27 + count, length),
    length,
  }
}

/** The checksum bit by bit: the remainder of the bytes, and 32 zeros, by x^32 + x^26 + ... + 1. */
function remainder(bytes: Uint8Array): number {
  let value = 0n
  for (const byte of [...bytes, 0, 0, 0, 0]) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      value = (value << 1n) | BigInt((byte >> bit) & 1)
      if (value >> 32n !== 0n) value ^= 0x1_04c1_1db7n
    }
  }
  return Number(value)
}

function packetsOf(pages: readonly Page[]): Buffer[] {
  const packets: Buffer[] = []
  let open: Buffer[] = []
  for (const { flags, lacing, body } of pages) {
    check(((flags & 1) !== 0) === open.length > 0, 'a page says whether it goes on with a packet')
    let at = 0
    for (const value of lacing) {
      open.push(body.subarray(at, at + value))
      at += value
      if (value === 255) continue
      packets.push(Buffer.concat(open))
      open = []
    }
  }
  check(open.length === 0, 'every packet ends')
  return packets
}

function readHead(head: Buffer): Pick<OggFile, 'channels' | 'preSkip' | 'inputRate'> {
  check(head.toString('latin1', 0, 8) === 'OpusHead' && head[8] === 1 && head.length === 19, 'OpusHead')
  check(head.readInt16LE(16) === 0 && head[18] === 0, 'no gain, mapping family 0')
  return { channels: head.readUInt8(9), preSkip: head.readUInt16LE(10), inputRate: head.readUInt32LE(12) }
}

function readTags(tags: Buffer): Pick<OggFile, 'vendor' | 'comments'> {
  check(tags.toString('latin1', 0, 8) === 'OpusTags', 'OpusTags')
  let at = 8
  const text = (): string => {
    const length = tags.readUInt32LE(at)
    at += 4 + length
    check(at <= tags.length, 'a comment is whole')
    return tags.toString('utf8', at - length, at)
  }
  const vendor = text()
  const count = tags.readUInt32LE(at)
  at += 4
  const comments = Array.from({ length: count }, text)
  check(at === tags.length, 'nothing follows the comments')
  return { vendor, comments }
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`)
}
