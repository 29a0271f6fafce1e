import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { addressOfBytes, addressBytes, parseAddress } from '../../../../../electron/base/address-range.ts'
import { sha256, toBase64Url } from '../../../../../electron/base/crypto.ts'
import {
  BEACON_FLAGS,
  BEACON_KINDS,
  BEACON_LIMITS,
  BEACON_OFFSETS,
  BEACON_VERSION,
  beaconKey,
  composeBeacon,
  isGenuine,
  LEAST_BEACON_BYTES,
  MOST_BEACON_BYTES,
  parseBeacon,
} from '../../../../../electron/base/discovery/beacon.ts'
import { DISCOVERY } from '../../../../../electron/base/discovery/config.ts'
import { beaconMaker, type BeaconMaker } from '../../../../support/beacon-maker.ts'

interface GoodVector {
  readonly name: string
  readonly address: string
  readonly fingerprint: string
  readonly kind: string
  readonly port: number
  readonly count: number
  readonly open: boolean
  readonly hostName: string
  readonly beacon: string
}

const vectors = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../vectors/beacon/${name}.json`, import.meta.url), 'utf8'))
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

/** Why a listener drops a beacon, or undefined. */
function refusal(bytes: Uint8Array): string | undefined {
  const beacon = parseBeacon(bytes)
  if (typeof beacon === 'string') return beacon
  const key = beaconKey(beacon)
  return key !== undefined && isGenuine(beacon, key) ? undefined : 'forged'
}

describe('vectors', () => {
  it.each(vectors('good') as GoodVector[])('reads $name', (vector) => {
    const beacon = parseBeacon(bytesOf(vector.beacon))
    if (typeof beacon === 'string') throw new Error(beacon)
    const { kind, port, count, open, hostName, address, fingerprint } = vector
    expect(beacon).toMatchObject({ kind, port, count, open, name: hostName })
    expect(addressBytes(beacon.address)).toEqual(addressBytes(parseAddress(address) ?? 0n))
    expect(toBase64Url(sha256(beacon.certificate))).toBe(fingerprint)
    expect(refusal(bytesOf(vector.beacon))).toBeUndefined()
  })

  it.each(vectors('bad') as { name: string; reason: string; beacon: string }[])(
    'drops $name: $reason',
    ({ beacon, reason }) => {
      expect(refusal(bytesOf(beacon))).toBe(reason)
    },
  )
})

describe('a beacon', () => {
  let maker: BeaconMaker
  beforeAll(async () => {
    maker = await beaconMaker()
  })

  it('is dropped at every length but its own', () => {
    const whole = maker.make('10.0.0.1')
    for (let length = 0; length < whole.length; length += 1) {
      expect(typeof parseBeacon(whole.subarray(0, length)), String(length)).toBe('string')
    }
    expect(refusal(whole)).toBeUndefined()
  })

  it('is dropped with any bit changed', () => {
    const whole = maker.make('10.0.0.1')
    const passed: number[] = []
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const changed = Uint8Array.from(whole)
      const at = bit >> 3
      changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7))
      if (refusal(changed) === undefined) passed.push(bit)
    }
    expect(passed).toEqual([])
  })

  it('shows a name as plain text', () => {
    const beacon = parseBeacon(maker.make('10.0.0.1', { name: '<b>\u202eeve\u0000</b>' }))
    expect(beacon).toMatchObject({ name: '<b> eve </b>' })
  })

  it('takes flags it does not know, and knows its own among them', () => {
    const closed = maker.make('10.0.0.1', { open: false })
    closed[BEACON_OFFSETS.flags] = 0xff
    expect(parseBeacon(closed)).toMatchObject({ open: true })
    closed[BEACON_OFFSETS.flags] = 0xff & ~BEACON_FLAGS.open
    expect(parseBeacon(closed)).toMatchObject({ open: false })
  })

  it('is never composed larger than a listener takes', () => {
    const plain = { kind: 'here', port: 1, count: 1, open: true } as const
    const compose = (nameBytes: number, certificateBytes: number) => () =>
      composeBeacon(
        { ...plain, name: 'n'.repeat(nameBytes), certificate: new Uint8Array(certificateBytes) },
        '::1',
        maker.certificate.privateKey,
      )
    const most = compose(BEACON_LIMITS.nameBytes, BEACON_LIMITS.certificateBytes)()
    expect([most.length, typeof parseBeacon(most)]).toEqual([MOST_BEACON_BYTES, 'object'])
    expect(compose(1, 1)().length).toBe(LEAST_BEACON_BYTES)
    expect(compose(BEACON_LIMITS.nameBytes + 1, 1)).toThrow()
    expect(compose(1, BEACON_LIMITS.certificateBytes + 1)).toThrow()
  })

  it('tells IPv4 and IPv6 in one form', () => {
    const four = parseBeacon(maker.make('192.0.2.7'))
    if (typeof four === 'string') throw new Error(four)
    expect(four.address).toBe(parseAddress('::ffff:192.0.2.7'))
    expect(addressOfBytes(addressBytes(four.address))).toBe(four.address)
  })
})

describe('the page', () => {
  const folder = new URL('../../../../../electron/base/discovery/', import.meta.url)
  const page = readFileSync(new URL('BEACON.md', folder), 'utf8')
  const rows = (head: string): Record<string, string> => {
    const lines = page.split('\n')
    const rest = lines.slice(lines.findIndex((line) => line.startsWith(`| ${head} |`)) + 2)
    const table = rest.slice(
      0,
      rest.findIndex((line) => !line.startsWith('|')),
    )
    const cells = table.map((line) => line.split('|').map((cell) => cell.trim()))
    return Object.fromEntries(cells.map(([, name = '', value = '']) => [name, value] as const))
  }
  const numbers = (head: string) =>
    Object.fromEntries(Object.entries(rows(head)).map(([name, value]) => [name, Number(value)]))

  it('has the fields, kinds and flags of the code', () => {
    expect(numbers('field | at')).toEqual(BEACON_OFFSETS)
    expect(numbers('kind | number')).toEqual(BEACON_KINDS)
    expect(numbers('flag | bit')).toEqual(BEACON_FLAGS)
  })

  it('shows the picture of the code', () => {
    const code = readFileSync(new URL('beacon.ts', folder), 'utf8')
    const picture = /```\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    expect(picture.split('\n').length).toBeGreaterThan(10)
    for (const line of picture.trimEnd().split('\n')) expect(code).toContain(line.trim())
  })

  it('names port, groups, version and limits', () => {
    const { port, groups } = DISCOVERY.beacon
    for (const word of [`port\n${String(port)}`, groups[4], groups[6], `version ${String(BEACON_VERSION)}`])
      expect(page).toContain(word)
    expect(page).toContain(`1 to ${String(BEACON_LIMITS.nameBytes)}`)
    expect(page).toContain(`1 to ${String(BEACON_LIMITS.certificateBytes)}`)
  })
})
