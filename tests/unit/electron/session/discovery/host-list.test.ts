import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FINDER_CONFIG } from '../../../../../electron/session/discovery/config.ts'
import { HostList, type Sighting } from '../../../../../electron/session/discovery/host-list.ts'

const CONFIG = FINDER_CONFIG.list
const fingerprint = (number: number) => String(number).padStart(43, 'A')

function sighting(number: number, change: Partial<Sighting> = {}): Sighting {
  const address = change.address ?? '10.0.0.1'
  return {
    ...{ fingerprint: fingerprint(number), name: `host ${String(number)}`, address, port: 7780, open: true },
    ...{ via: 'mdns', source: address, seenMs: 0, untilMs: 1_000 },
    ...change,
  }
}

function listOf(...sightings: readonly Sighting[]): HostList {
  const list = new HostList(CONFIG)
  for (const one of sightings) list.note(one)
  return list
}

describe('the list of hosts', () => {
  it('has each host once, with all its addresses, IPv4 first', () => {
    const ways = ['fe80::1%eth0', '10.0.0.1', '10.0.1.1'].map((address) => sighting(1, { address }))
    expect(listOf(...ways, ...ways, sighting(1, { via: 'beacon' })).view()).toEqual([
      {
        ...{ fingerprint: fingerprint(1), name: 'host 1', open: true, proven: true },
        addresses: ['10.0.0.1', '10.0.1.1', 'fe80::1%eth0'].map((host) => ({ host, port: 7780 })),
      },
    ])
  })

  it('is in the order of names, then of fingerprints', () => {
    const list = listOf(sighting(3, { name: 'b' }), sighting(1, { name: 'c' }), sighting(2, { name: 'b' }))
    expect(list.view().map((host) => host.fingerprint)).toEqual([2, 3, 1].map(fingerprint))
  })

  it('believes what is proven before what is said, and newer words before older ones', () => {
    const list = listOf(
      sighting(1, { name: 'old' }),
      sighting(1, { name: 'new', address: '10.0.0.2', seenMs: 5 }),
    )
    expect(list.view()[0]).toMatchObject({ name: 'new', proven: false })
    list.note(sighting(1, { name: 'proven', open: false, via: 'beacon' }))
    list.note(sighting(1, { name: 'liar', seenMs: 99 }))
    expect(list.view()[0]).toMatchObject({ name: 'proven', open: false, proven: true })
  })

  it('drops what was not heard again', () => {
    const list = listOf(sighting(1), sighting(1, { address: '10.0.0.2', untilMs: 2_000 }), sighting(2))
    list.expire(1_000)
    expect(list.view().map(({ addresses }) => addresses.map(({ host }) => host))).toEqual([['10.0.0.2']])
    list.expire(2_000)
    expect(list.size).toBe(0)
  })

  it('lets a proven good-bye end a host, and any other only what its sender said', () => {
    const list = listOf(sighting(1), sighting(1, { via: 'beacon' }), sighting(2, { source: '10.0.0.9' }))
    list.forget(fingerprint(1), '10.0.0.66')
    list.forget(fingerprint(1), '10.0.0.1')
    list.forget(fingerprint(2), '10.0.0.66')
    expect(list.view().map(({ name, proven }) => [name, proven])).toEqual([
      ['host 1', true],
      ['host 2', false],
    ])
    list.remove(fingerprint(1))
    expect(list.view().map(({ name }) => name)).toEqual(['host 2'])
  })

  it('gives one that makes up 500 hosts a few places, and keeps room for the others', () => {
    const list = new HostList(CONFIG)
    for (let number = 0; number < 500; number += 1) list.note(sighting(number, { source: '10.0.0.66' }))
    expect(list.size).toBe(CONFIG.perSource)
    expect(list.note(sighting(1_000))).toBe(true)
  })

  it('stays bounded though 500 machines tell of hosts, and has room for one that proves itself', () => {
    const list = new HostList(CONFIG)
    for (let number = 0; number < 500; number += 1)
      list.note(sighting(number, { source: `10.0.${String(number)}` }))
    expect(list.size).toBe(CONFIG.hosts)
    expect(list.note(sighting(1_000, { source: 'x' }))).toBe(false)
    expect(list.note(sighting(1_000, { source: 'x', via: 'beacon' }))).toBe(true)
    expect(list.size).toBe(CONFIG.hosts)
    expect(list.view().some(({ proven }) => proven)).toBe(true)
  })

  it('has a bounded number of addresses of each, proven ones before the others', () => {
    const list = new HostList(CONFIG)
    for (let number = 0; number < 50; number += 1)
      list.note(sighting(1, { address: `10.0.0.${String(number)}` }))
    expect(list.view()[0]?.addresses.length).toBe(CONFIG.addresses)
    list.note(sighting(1, { address: '10.0.9.9', via: 'beacon' }))
    const places = list.view()[0]?.addresses.map(({ host }) => host) ?? []
    expect([places.length, places.includes('10.0.9.9')]).toEqual([CONFIG.addresses, true])
  })

  it('never grows beyond its bounds, whatever is heard', () => {
    const small = { hosts: 5, perSource: 3, addresses: 2 }
    const anything = fc.record({
      number: fc.integer({ min: 0, max: 20 }),
      address: fc.integer({ min: 0, max: 9 }),
      source: fc.integer({ min: 0, max: 4 }),
      via: fc.constantFrom('beacon' as const, 'mdns' as const),
    })
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 200 }), (all) => {
        const list = new HostList(small)
        for (const { number, address, source, via } of all) {
          list.note(sighting(number, { address: String(address), source: String(source), via }))
          expect(list.size).toBeLessThanOrEqual(small.hosts)
        }
        for (const { addresses } of list.view()) {
          expect(addresses.length).toBeGreaterThan(0)
          expect(addresses.length).toBeLessThanOrEqual(small.addresses)
        }
      }),
    )
  })
})
