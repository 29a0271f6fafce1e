import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addressBytes,
  addressOfBytes,
  formatRange,
  isLanAddress,
  masked,
  parseAddress,
  parseRange,
} from '../../../../electron/base/address-range.ts'

describe('addresses', () => {
  it.each([
    ['0.0.0.0', '0.0.0.0/32'],
    ['192.0.2.255', '192.0.2.255/32'],
    ['::ffff:192.0.2.1', '192.0.2.1/32'],
    ['::', '::/128'],
    ['::1', '::1/128'],
    ['2001:DB8::', '2001:db8::/128'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1/128'],
    ['fe80::1%eth0', 'fe80::1/128'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3/128'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7/128'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221/128'],
  ])('%s is written %s', (text, written) => {
    const address = parseAddress(text)
    expect(address === undefined ? undefined : formatRange({ address, prefix: 128 })).toBe(written)
  })

  it.each([
    '',
    'x',
    '1.2.3',
    '1.2.3.4.5',
    '256.0.0.1',
    '1.2.3.4/33',
    '::/129',
    '1.2.3.4/',
    '1.2.3.4/-1',
    '1.2.3.4/8/8',
    '::/1.5',
  ])('%j is no range', (text) => {
    expect(parseRange(text)).toBeUndefined()
  })

  it('survive bytes and text', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (address) => {
        expect(addressOfBytes(addressBytes(address))).toBe(address)
        const [text = ''] = formatRange({ address, prefix: 128 }).split('/')
        expect(parseAddress(text)).toBe(address)
      }),
    )
  })

  it('are masked exactly at every prefix length of both families', () => {
    const v6 = parseAddress('2001:db8:aaaa:5555:f0f0:0f0f:1234:8765') ?? 0n
    const v4 = parseAddress('170.85.240.15') ?? 0n
    const check = (address: bigint, prefix: number, wanted: bigint) => {
      expect(wanted === masked(address, prefix)).toBe(true)
      // The first bit that does not count changes nothing, the last one that counts does.
      if (prefix < 128) expect(masked(address ^ (1n << BigInt(127 - prefix)), prefix)).toBe(wanted)
      if (prefix > 0) expect(masked(address ^ (1n << BigInt(128 - prefix)), prefix)).not.toBe(wanted)
    }
    for (let bits = 0; bits <= 128; bits += 1) {
      const range = parseRange(`2001:db8:aaaa:5555:f0f0:0f0f:1234:8765/${String(bits)}`)
      check(v6, bits, masked(range?.address ?? 0n, bits))
    }
    for (let bits = 0; bits <= 32; bits += 1) {
      const range = parseRange(`170.85.240.15/${String(bits)}`)
      expect(range?.prefix).toBe(96 + bits)
      check(v4, 96 + bits, masked(range?.address ?? 0n, 96 + bits))
    }
  })
})

it('tells local networks from the Internet, and from the machine itself', () => {
  const near = ['10.1.2.3', '172.31.0.1', '192.168.1.9', '::ffff:192.168.1.9', '169.254.1.1'].concat(
    'fe80::1%eth0',
    'fd00::5',
  )
  const far = ['172.32.0.1', '8.8.8.8', '::ffff:8.8.8.8', '2001:db8::1', '127.0.0.1', '::1']
  const isLan = (text: string) => isLanAddress(parseAddress(text) ?? 0n)
  expect(near.filter((address) => !isLan(address))).toEqual([])
  expect(far.filter(isLan)).toEqual([])
})
