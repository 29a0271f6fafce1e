import type { KeyObject } from 'node:crypto'
import { parseAddress } from '../../base/address-range.ts'
import { sha256, toBase64Url } from '../../base/crypto.ts'
import { Allowance } from '../../base/discovery/allowance.ts'
import { beaconKey, isGenuine, parseBeacon, type UncheckedBeacon } from '../../base/discovery/beacon.ts'
import { DISCOVERY } from '../../base/discovery/config.ts'
import type { LineSender } from '../../base/discovery/line.ts'
import { LineSet, type LineSetStats } from '../../base/discovery/line-set.ts'
import type { Watch, WatchOptions } from './interfaces.ts'

/** Keys that are kept, so that a certificate is read once. */
const KEYS_MOST = 256

/** Hears the beacons of hosts. What is cheap to see of a false one is seen first, its signature last. */
export class BeaconWatch implements Watch {
  readonly #options: WatchOptions
  readonly #lines: LineSet
  readonly #allowance: Allowance
  readonly #keys = new Map<string, KeyObject>()

  constructor(options: WatchOptions) {
    const { adapters, openLine, clock, logger, config } = options
    this.#options = options
    this.#allowance = new Allowance(clock, config.beacons)
    const { port, groups, hops } = DISCOVERY.beacon
    this.#lines = new LineSet({
      ...{ adapters, openLine, clock, logger, port, groups, hops, config: config.lines },
      onMessage: (bytes, from) => {
        const reason = this.#take(bytes, from)
        if (reason !== undefined) options.onDrop(reason)
      },
    })
    this.#lines.start()
  }

  stats(): LineSetStats {
    return this.#lines.stats()
  }

  close(): Promise<void> {
    return this.#lines.close()
  }

  /** Answers why a beacon was dropped. */
  #take(bytes: Uint8Array, { address }: LineSender): string | undefined {
    const { list } = this.#options
    const beacon = parseBeacon(bytes)
    if (typeof beacon === 'string') return beacon
    if (parseAddress(address) !== beacon.address) return 'beacon-address'
    const fingerprint = toBase64Url(sha256(beacon.certificate))
    // Each is sent to two addresses, so this is what happens to every other one.
    if (beacon.count <= list.lastCount(fingerprint, address)) return 'beacon-stale'
    if (!this.#allowance.take(address, list.isProven(address))) return 'beacon-rate'
    const key = this.#keys.get(fingerprint) ?? beaconKey(beacon)
    if (key === undefined || !isGenuine(beacon, key)) return 'beacon-forged'
    this.#keep(fingerprint, key)
    return this.#tell(beacon, fingerprint, address)
  }

  #tell(beacon: UncheckedBeacon, fingerprint: string, address: string): string | undefined {
    const { list, clock, config, onNews } = this.#options
    const { kind, name, port, open, count } = beacon
    const seenMs = clock.nowMs()
    let isNoted = true
    if (kind === 'gone') list.remove(fingerprint)
    else {
      isNoted = list.note({
        ...{ fingerprint, name, port, open, count, address, source: address, via: 'beacon' },
        ...{ seenMs, untilMs: seenMs + config.beaconLifeMs },
      })
    }
    onNews()
    return isNoted ? undefined : 'list-full'
  }

  #keep(fingerprint: string, key: KeyObject): void {
    if (this.#keys.size >= KEYS_MOST && !this.#keys.has(fingerprint)) this.#keys.clear()
    this.#keys.set(fingerprint, key)
  }
}
