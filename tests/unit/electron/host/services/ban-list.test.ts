import { afterEach, beforeEach, expect, it } from 'vitest'
import { addressBytes, parseRange } from '../../../../../electron/base/address-range.ts'
import { BanList } from '../../../../../electron/host/services/ban-list.ts'
import { OfflineCommunity } from '../../../../support/offline-community.ts'

let offline: OfflineCommunity
let bans: BanList
beforeEach(async () => {
  offline = await OfflineCommunity.open()
  ;({ bans } = offline.community)
})
afterEach(() => offline.close())

const key = (value: number) => new Uint8Array(32).fill(value)
function ban(what: { key?: number; range?: string; expiresAt?: number }) {
  const range = what.range === undefined ? undefined : parseRange(what.range)
  return bans.add({
    publicKey: what.key === undefined ? null : key(what.key),
    address: range === undefined ? null : addressBytes(range.address),
    prefix: range?.prefix ?? null,
    ...{ nickname: 'Ada', reason: '', createdBy: null, createdAt: 0, expiresAt: what.expiresAt ?? null },
  })
}

it('abuse 61: finds a ban by key, and by range at every prefix length', () => {
  expect(bans.check(key(1), '192.0.2.1')).toBeUndefined()
  const byKey = ban({ key: 1 })
  expect([bans.check(key(1), '192.0.2.1')?.id, bans.check(key(2), '192.0.2.1')]).toEqual([
    byKey.id,
    undefined,
  ])
  for (let bits = 1; bits <= 32; bits += 1) {
    const { id } = ban({ range: `85.170.85.170/${String(bits)}` })
    expect(bans.check(undefined, '85.170.85.170')?.id).toBe(id)
    const outside = (0x55aa_55aa ^ (1 << (32 - bits))) >>> 0
    const text = [24, 16, 8, 0].map((shift) => (outside >>> shift) & 255).join('.')
    expect([text, bans.check(undefined, text)]).toEqual([text, undefined])
    bans.lift(id)
  }
})

it.each([
  ['::/0', '::1', undefined],
  ['0.0.0.0/0', '203.0.113.9', '2001:db8::1'],
  ['128.0.0.0/1', '255.1.2.3', '127.255.255.255'],
  ['254.0.0.0/7', '255.255.255.255', '253.255.255.255'],
  ['10.128.0.0/9', '10.255.255.255', '10.127.255.255'],
  ['192.0.2.128/25', '192.0.2.128', '192.0.2.127'],
  ['192.0.2.4/31', '192.0.2.5', '192.0.2.6'],
  ['192.0.2.4/32', '::ffff:192.0.2.4', '192.0.2.5'],
  ['::ffff:192.0.2.4/127', '192.0.2.5', '192.0.2.6'],
])('holds exactly what %s holds', (range, inside, outside) => {
  ban({ range })
  expect(bans.check(undefined, inside)).toBeDefined()
  if (outside !== undefined) expect(bans.check(undefined, outside)).toBeUndefined()
})

it('abuse 61: finds a range of IPv6 at every prefix length, and nothing a bit beside it', () => {
  const address = 0x5555_aaaa_5555_aaaa_aaaa_5555_0f0f_f0f0n
  for (let bits = 1; bits <= 128; bits += 1) {
    const { id } = ban({ range: `${v6(address)}/${String(bits)}` })
    expect([bits, bans.check(undefined, v6(address))?.id]).toEqual([bits, id])
    const beyond = bits === 128 ? address : address ^ 1n
    expect([bits, bans.check(undefined, v6(beyond))?.id]).toEqual([bits, id])
    expect([bits, bans.check(undefined, v6(address ^ (1n << BigInt(128 - bits))))]).toEqual([bits, undefined])
    bans.lift(id)
  }
})

function v6(address: bigint): string {
  const groups = address.toString(16).padStart(32, '0').match(/.{4}/g) ?? []
  return groups.join(':')
}

it('abuse 61: knows an IPv4 guest on a socket of both families', () => {
  ban({ range: '198.51.100.0/24' })
  expect(bans.check(undefined, '::ffff:198.51.100.9')).toBeDefined()
  expect(bans.check(undefined, 'not an address')).toBeUndefined()
})

it('ends with its time, and when it is lifted', () => {
  const { id } = ban({ key: 1, expiresAt: offline.clock.wallMs() + 1_000 })
  offline.clock.advance(999)
  expect(bans.check(key(1), '')?.id).toBe(id)
  offline.clock.advance(1)
  expect(bans.check(key(1), '')).toBeUndefined()
  const [lasting, other] = [ban({ key: 2 }), ban({ key: 2 })]
  expect([bans.lift(lasting.id), bans.check(key(2), '')?.id]).toEqual([true, other.id])
  expect([bans.lift(other.id), bans.lift(other.id), bans.check(key(2), '')]).toEqual([true, false, undefined])
})

it('is the same after a restart, without those that have ended', () => {
  ban({ key: 1 })
  ban({ key: 3, range: '2001:db8::/48', expiresAt: offline.clock.wallMs() + 1_000 })
  const again = new BanList(offline.store.bans, offline.clock)
  expect([again.check(key(1), ''), again.check(undefined, '2001:db8::7')].every(Boolean)).toBe(true)
  offline.clock.advance(1_000)
  expect(new BanList(offline.store.bans, offline.clock).check(key(3), '2001:db8::7')).toBeUndefined()
})
