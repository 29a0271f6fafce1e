import type { Clock } from '../../base/clock.ts'
import { toBase64Url } from '../../base/crypto.ts'
import type { BanRepository, BanRow } from '../../storage/repositories/bans.ts'
import { addressOfBytes, masked, parseAddress, PrefixHashes } from '../../base/address-range.ts'

/**
 * Who is kept out. In memory one table of ranges per prefix length that occurs, so that a check costs a look-up per
 * length (at most 129), however many bans there are.
 */
export class BanList {
  readonly #bans: BanRepository
  readonly #clock: Clock
  readonly #byKey = new Map<string, BanRow[]>()
  readonly #byPrefix = new Map<number, Map<number, BanRow[]>>()

  constructor(bans: BanRepository, clock: Clock) {
    this.#bans = bans
    this.#clock = clock
    for (const ban of bans.active(clock.wallMs())) this.#index(ban)
  }

  /** The ban that keeps this key or address out now, if any. An address that is none matches nothing. */
  check(publicKey: Uint8Array | undefined, address: string): BanRow | undefined {
    const nowMs = this.#clock.wallMs()
    const ofKey = publicKey === undefined ? undefined : this.#byKey.get(toBase64Url(publicKey))
    return living(ofKey, nowMs) ?? this.#ofAddress(address, nowMs)
  }

  /** Adds a ban; it is on the disk when this returns. */
  add(ban: Omit<BanRow, 'id'>): BanRow {
    const kept = { ...ban, id: this.#bans.add(ban) }
    this.#index(kept)
    return kept
  }

  /** Lifts a ban; false where there is none of this number. */
  lift(id: number): boolean {
    const ban = this.#bans.byId(id)
    if (ban === undefined) return false
    this.#bans.remove(id)
    this.#forget(ban)
    return true
  }

  #ofAddress(text: string, nowMs: number): BanRow | undefined {
    const address = parseAddress(text)
    if (address === undefined) return undefined
    const hashes = new PrefixHashes(address)
    for (const [prefix, ranges] of this.#byPrefix) {
      const found = living(sharing(ranges.get(hashes.of(prefix)), address, prefix), nowMs)
      if (found !== undefined) return found
    }
    return undefined
  }

  #index(ban: BanRow): void {
    const { publicKey, address, prefix } = ban
    if (publicKey !== null) push(this.#byKey, toBase64Url(publicKey), ban)
    if (address === null || prefix === null) return
    const ranges = this.#byPrefix.get(prefix) ?? new Map<number, BanRow[]>()
    this.#byPrefix.set(prefix, ranges)
    push(ranges, hashOf(address, prefix), ban)
  }

  #forget({ id, publicKey, address, prefix }: BanRow): void {
    if (publicKey !== null) drop(this.#byKey, toBase64Url(publicKey), id)
    const ranges = prefix === null ? undefined : this.#byPrefix.get(prefix)
    if (ranges === undefined || address === null || prefix === null) return
    drop(ranges, hashOf(address, prefix), id)
    if (ranges.size === 0) this.#byPrefix.delete(prefix)
  }
}

function hashOf(address: Uint8Array, prefix: number): number {
  return new PrefixHashes(addressOfBytes(address)).of(prefix)
}

/** Of bans with the same hash, those whose range holds the address. */
function sharing(bans: readonly BanRow[] | undefined, address: bigint, prefix: number): BanRow[] | undefined {
  if (bans === undefined) return undefined
  const bits = masked(address, prefix)
  return bans.filter((ban) => ban.address !== null && masked(addressOfBytes(ban.address), prefix) === bits)
}

function living(bans: readonly BanRow[] | undefined, nowMs: number): BanRow | undefined {
  return bans?.find(({ expiresAt }) => expiresAt === null || expiresAt > nowMs)
}

function push<K>(index: Map<K, BanRow[]>, key: K, ban: BanRow): void {
  const bans = index.get(key)
  if (bans === undefined) index.set(key, [ban])
  else bans.push(ban)
}

function drop<K>(index: Map<K, BanRow[]>, key: K, id: number): void {
  const left = (index.get(key) ?? []).filter((ban) => ban.id !== id)
  if (left.length === 0) index.delete(key)
  else index.set(key, left)
}
