import { X509Certificate } from 'node:crypto'
import { sha256, toBase64Url } from '../../electron/base/crypto.ts'
import { composeBeacon, type Beacon } from '../../electron/base/discovery/beacon.ts'
import { hostCertificate, type Certificate } from '../../electron/host/certificate.ts'
import { FakeClock } from './fake-clock.ts'
import { seededRandom } from './seeded-random.ts'
import { stateInMemory } from './state-in-memory.ts'

/** A host that tells of itself, without the host. */
export interface BeaconMaker {
  readonly certificate: Certificate
  readonly fingerprint: string
  /** A beacon from an address; greater counts each time. */
  make(address: string, change?: Partial<Omit<Beacon, 'address'>>): Uint8Array
}

/** Makes beacons with a fresh key. */
export async function beaconMaker(name = 'Ada’s place'): Promise<BeaconMaker> {
  const certificate = await hostCertificate(stateInMemory(), {
    clock: new FakeClock(),
    random: seededRandom(7),
  })
  const der = new X509Certificate(certificate.certificate).raw
  let count = 1_700_000_000_000
  return {
    certificate,
    fingerprint: toBase64Url(sha256(der)),
    make(address, change = {}) {
      count += 1
      const usual = { kind: 'here', port: 7780, count, open: true, name, certificate: der } as const
      return composeBeacon({ ...usual, ...change }, address, certificate.privateKey)
    },
  }
}
