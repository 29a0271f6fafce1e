import type { AllowanceConfig } from '../../base/discovery/allowance.ts'
import { LINE_SET_CONFIG, type LineSetConfig } from '../../base/discovery/line-set.ts'

/** Tunables of how a guest looks for hosts. */
export interface FinderConfig {
  readonly lines: LineSetConfig
  /** mDNS questions on each adapter, ms after it is there; then every `askEveryMs`. */
  readonly askAtMs: readonly number[]
  readonly askEveryMs: number
  /** mDNS messages that are read. */
  readonly mdns: AllowanceConfig
  /** Beacons whose signature is checked: about 0.1 ms each. */
  readonly beacons: AllowanceConfig
  /** A host not heard of for so long has gone, ms: five beacons; two questions and a half. */
  readonly beaconLifeMs: number
  readonly mdnsLifeMs: number
  /** What is old is looked for this often, ms. */
  readonly sweepMs: number
  /** Changes within this time are told as one, ms. */
  readonly tellMs: number
  readonly list: HostListConfig
}

export interface HostListConfig {
  /** Hosts of the list. */
  readonly hosts: number
  /** Hosts that one address may tell of: a machine that makes up hosts does not fill the list. */
  readonly perSource: number
  /** Addresses of one host. */
  readonly addresses: number
}

export const FINDER_CONFIG: FinderConfig = {
  lines: LINE_SET_CONFIG,
  askAtMs: [0, 1_000, 3_000, 9_000],
  askEveryMs: 10_000,
  mdns: { perSource: 50, inAll: 300 },
  beacons: { perSource: 10, inAll: 100 },
  beaconLifeMs: 10_000,
  mdnsLifeMs: 25_000,
  sweepMs: 1_000,
  tellMs: 100,
  list: { hosts: 100, perSource: 8, addresses: 8 },
}
