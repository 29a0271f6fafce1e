import { beforeAll, describe, expect, it } from 'vitest'
import type { Random } from '../../electron/base/random.ts'
import { adaptersOf, type Adapter } from '../../electron/base/discovery/adapters.ts'
import { BEACON_LIMITS, beaconKey, isGenuine, parseBeacon } from '../../electron/base/discovery/beacon.ts'
import { DISCOVERY } from '../../electron/base/discovery/config.ts'
import {
  composeQuery,
  composeService,
  parseServiceMessage,
} from '../../electron/base/discovery/service-message.ts'
import { beaconMaker, type BeaconMaker } from '../support/beacon-maker.ts'
import { interfaceOf } from '../support/fake-lan.ts'
import { seededRandom } from '../support/seeded-random.ts'

/** Printed with every failure; another seed is another run. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_101)
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 10_000)
const [ADAPTER] = adaptersOf({ blue: [interfaceOf('10.0.0.1/24')] }, 'linux') as [Adapter]

const below = (random: Random, limit: number): number => Math.floor(random.fraction() * limit)

/** Cuts, lengthens, flips or overwrites; or something else entirely. */
function disturbed(random: Random, whole: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(whole)
  switch (below(random, 5)) {
    case 0:
      return bytes.slice(0, below(random, bytes.length))
    case 1:
      return Buffer.concat([bytes, random.bytes(1 + below(random, 300))])
    case 2:
      for (let count = below(random, 4); count >= 0; count -= 1) {
        const place = below(random, bytes.length)
        bytes[place] = (bytes[place] ?? 0) ^ (1 << below(random, 8))
      }
      return bytes
    case 3:
      // Lengths, flags and counts are in the first bytes.
      bytes.set(random.bytes(1 + below(random, 3)), below(random, Math.min(40, bytes.length - 3)))
      return bytes
    default:
      return random.bytes(below(random, 1_600))
  }
}

const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0

let maker: BeaconMaker
beforeAll(async () => {
  maker = await beaconMaker()
})

describe(`messages of a network, seed ${String(SEED)}`, () => {
  it('never make a forged beacon pass, nor the parser of beacons throw', () => {
    const random = seededRandom(SEED)
    const drops = new Set<string>()
    for (let round = 0; round < ROUNDS; round += 1) {
      const whole = maker.make('10.0.0.2', { name: `host ${String(round)}` })
      const bytes = round % 50 === 0 ? whole : disturbed(random, whole)
      const beacon = parseBeacon(bytes)
      if (typeof beacon === 'string') {
        drops.add(beacon)
        continue
      }
      expect(beacon.certificate.length).toBeLessThanOrEqual(BEACON_LIMITS.certificateBytes)
      expect(Array.from(beacon.name).length).toBeLessThanOrEqual(32)
      const key = beaconKey(beacon)
      const passes = key !== undefined && isGenuine(beacon, key)
      expect(passes, Buffer.from(bytes).toString('hex')).toBe(isSame(bytes, whole))
    }
    expect([...drops]).toEqual(expect.arrayContaining(['beacon-size', 'beacon-length', 'beacon-magic']))
  })

  it('never make the reader of mDNS throw, or tell of a place outside', () => {
    const random = seededRandom(SEED + 1)
    const facts = { name: 'Ada', port: 7780, fingerprint: maker.fingerprint, open: true }
    const wholes = [composeQuery(), composeService(facts, ADAPTER, 60), composeService(facts, ADAPTER, 0)]
    const results = new Set<string>()
    for (let round = 0; round < ROUNDS; round += 1) {
      const bytes = disturbed(random, wholes[round % wholes.length] ?? new Uint8Array(0))
      const message = parseServiceMessage(bytes, ADAPTER)
      results.add(typeof message === 'string' ? message : message.kind)
      if (typeof message === 'string' || message.kind !== 'services') continue
      expect(message.services.length).toBeLessThanOrEqual(DISCOVERY.mdnsServices)
      for (const { name, port, fingerprint, addresses } of message.services) {
        expect([port > 0 && port < 65_536, fingerprint.length, name.length > 0]).toEqual([true, 43, true])
        for (const address of addresses)
          expect(address).toMatch(/^(?:10\.|192\.168\.|172\.|169\.254\.|f[cde])/)
      }
    }
    expect(results).toEqual(new Set(['mdns-size', 'mdns-malformed', 'mdns-foreign', 'query', 'services']))
  })
})
