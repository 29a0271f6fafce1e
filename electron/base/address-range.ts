import { isIP } from 'node:net'

/** Bits of an address; IPv4 counts as ::ffff:0:0/96 (RFC 4291 section 2.5.5.2). */
export const ADDRESS_BITS = 128
const ADDRESS_BYTES = 16
const V4_OFFSET_BITS = 96
const V4_MAPPED = 0xffffn << 32n
const GROUPS = 8

/** A range of addresses: all that share the first `prefix` bits. */
export interface AddressRange {
  readonly address: bigint
  /** 0..128. */
  readonly prefix: number
}

/** An address as a number of 128 bits; undefined where the text is none. A zone (`%eth0`) does not count. */
export function parseAddress(text: string): bigint | undefined {
  const [bare = ''] = text.split('%')
  const family = isIP(bare)
  if (family === 4) return V4_MAPPED | parseV4(bare)
  return family === 6 ? parseV6(bare) : undefined
}

/** Reads `ADDRESS` or `ADDRESS/PREFIX`, the prefix as of its family; undefined where the text is neither. */
export function parseRange(text: string): AddressRange | undefined {
  const [host = '', bits, ...rest] = text.split('/')
  const address = parseAddress(host)
  if (address === undefined || rest.length > 0) return undefined
  const isV4 = isIP(host) === 4
  const most = isV4 ? ADDRESS_BITS - V4_OFFSET_BITS : ADDRESS_BITS
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined
  const own = bits === undefined ? most : Number(bits)
  if (own > most) return undefined
  const prefix = isV4 ? own + V4_OFFSET_BITS : own
  return { address: masked(address, prefix) << BigInt(ADDRESS_BITS - prefix), prefix }
}

/** The first `prefix` bits alone. */
export function masked(address: bigint, prefix: number): bigint {
  return address >> BigInt(ADDRESS_BITS - prefix)
}

const WORD_BITS = 32
const WORDS = ADDRESS_BITS / WORD_BITS

/**
 * Numbers for the first bits of an address, one per prefix length: the same for the same bits, seldom for others.
 * Shifting and hashing 128 bits for each length would cost ten times as much.
 */
export class PrefixHashes {
  readonly #words: readonly number[]
  /** By number of whole words: the hash of these. */
  readonly #starts: number[] = [0]

  constructor(address: bigint) {
    this.#words = Array.from({ length: WORDS }, (_, index) =>
      Number((address >> BigInt(WORD_BITS * (WORDS - 1 - index))) & 0xffff_ffffn),
    )
    for (const [index, word] of this.#words.entries())
      this.#starts.push(mixed(this.#starts[index] ?? 0, word))
  }

  /** `prefix` 0..128. */
  of(prefix: number): number {
    const whole = Math.floor(prefix / WORD_BITS)
    const rest = prefix % WORD_BITS
    const bits = rest === 0 ? 0 : (this.#words[whole] ?? 0) & (-1 << (WORD_BITS - rest))
    return mixed(this.#starts[whole] ?? 0, bits)
  }
}

/** Multiplies by 2^32 divided by the golden ratio, so that near addresses come far apart. */
function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e37_79b1)
  return product ^ (product >>> 15)
}

/** 16 bytes in network order. */
export function addressBytes(address: bigint): Uint8Array {
  return Uint8Array.from({ length: ADDRESS_BYTES }, (_, index) =>
    Number((address >> BigInt(8 * (ADDRESS_BYTES - 1 - index))) & 0xffn),
  )
}

export function addressOfBytes(bytes: Uint8Array): bigint {
  return bytes.reduce((address, byte) => (address << 8n) | BigInt(byte), 0n)
}

/** A range as people write it: IPv4 with its own prefix, IPv6 by RFC 5952. */
export function formatRange({ address, prefix }: AddressRange): string {
  const isV4 = prefix >= V4_OFFSET_BITS && address >> 32n === V4_MAPPED >> 32n
  if (isV4) return `${formatV4(address)}/${String(prefix - V4_OFFSET_BITS)}`
  return `${formatV6(address)}/${String(prefix)}`
}

function parseV4(text: string): bigint {
  return text.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
}

function parseV6(text: string): bigint {
  const [head = '', tail] = text.split('::')
  const front = groupsOf(head)
  const back = tail === undefined ? [] : groupsOf(tail)
  const zeros = new Array<bigint>(GROUPS - front.length - back.length).fill(0n)
  return [...front, ...zeros, ...back].reduce((sum, group) => (sum << 16n) | group, 0n)
}

function groupsOf(text: string): bigint[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)]
    const v4 = parseV4(group)
    return [v4 >> 16n, v4 & 0xffffn]
  })
}

function formatV4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 0xffn)).join('.')
}

/** The first longest run of two zeros or more is shortened. */
function formatV6(address: bigint): string {
  const groups = Array.from({ length: GROUPS }, (_, index) =>
    ((address >> BigInt(16 * (GROUPS - 1 - index))) & 0xffffn).toString(16),
  )
  const text = groups.join(':')
  const runs = text.match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? []
  const longest = runs.reduce(
    (best, run) => (run.replace(/^:/, '').length > best.replace(/^:/, '').length ? run : best),
    '',
  )
  if (longest === '') return text
  const at = text.indexOf(longest)
  const after = text.slice(at + longest.length)
  return `${text.slice(0, at)}:${after === '' ? ':' : after}`
}

/** Whether an address lies in a range. */
export function inRange(address: bigint, range: AddressRange): boolean {
  return masked(address, range.prefix) === masked(range.address, range.prefix)
}

/** Addresses that no router carries to the internet: RFC 1918, 3927, 4193 and 4291 section 2.5.6. */
const LAN_RANGES = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
]
  .map(parseRange)
  .filter((range) => range !== undefined)

/** Whether an address means something on a local network alone. */
export function isLanAddress(address: bigint): boolean {
  return LAN_RANGES.some((range) => inRange(address, range))
}
