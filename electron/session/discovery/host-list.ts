import { isIPv4 } from 'node:net'
import type { HostListConfig } from './config.ts'

/** One message about a host: what it says, through which way, and from whom. */
export interface Sighting {
  /** SHA-256 of the certificate, base64url. */
  readonly fingerprint: string
  readonly name: string
  /** IP literal as one dials it. */
  readonly address: string
  readonly port: number
  /** Whether people of the network are let in without an invite. */
  readonly open: boolean
  /** A beacon proves whose it is, mDNS does not. */
  readonly via: 'beacon' | 'mdns'
  /** Where the message came from. */
  readonly source: string
  readonly seenMs: number
  readonly untilMs: number
  /** Of a beacon. */
  readonly count?: number
}

/** A host as all messages about it tell together. */
export interface FoundHost {
  readonly fingerprint: string
  readonly name: string
  /** Best first. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[]
  readonly open: boolean
  /** Whether the host has proven that it has the key of its fingerprint. */
  readonly proven: boolean
}

interface Entry {
  readonly source: string
  readonly sightings: Map<string, Sighting>
}

/** The hosts that are known of now, each once however many ways and addresses it has. */
export class HostList {
  readonly #config: HostListConfig
  readonly #entries = new Map<string, Entry>()

  constructor(config: HostListConfig) {
    this.#config = config
  }

  get size(): number {
    return this.#entries.size
  }

  /** By name, then by fingerprint. */
  view(): FoundHost[] {
    return [...this.#entries]
      .map(([fingerprint, { sightings }]) => hostOf(fingerprint, [...sightings.values()]))
      .sort((one, other) => compare(one.name, other.name) || compare(one.fingerprint, other.fingerprint))
  }

  /** Takes a sighting in; false where there is no room for it. */
  note(sighting: Sighting): boolean {
    const entry = this.#entries.get(sighting.fingerprint) ?? this.#begin(sighting)
    if (entry === undefined) return false
    const key = `${sighting.via} ${sighting.address}`
    if (!entry.sightings.has(key) && entry.sightings.size >= this.#config.addresses) {
      const weaker = [...entry.sightings].find(([, { via }]) => via === 'mdns')
      if (sighting.via === 'mdns' || weaker === undefined) return false
      entry.sightings.delete(weaker[0])
    }
    entry.sightings.set(key, sighting)
    return true
  }

  /** The count of the last beacon of a host from an address. */
  lastCount(fingerprint: string, address: string): number {
    return this.#entries.get(fingerprint)?.sightings.get(`beacon ${address}`)?.count ?? -1
  }

  /** Whether a host at this address has proven itself. */
  isProven(address: string): boolean {
    return [...this.#entries.values()].some(({ sightings }) => sightings.has(`beacon ${address}`))
  }

  /** A host has said good-bye, and proven that it was it. */
  remove(fingerprint: string): void {
    this.#entries.delete(fingerprint)
  }

  /** Somebody said by mDNS that a host has gone; what others said of it stays. */
  forget(fingerprint: string, source: string): void {
    this.#filter(fingerprint, (one) => one.via === 'beacon' || one.source !== source)
  }

  /** Drops what is too old. */
  expire(nowMs: number): void {
    for (const fingerprint of [...this.#entries.keys()]) {
      this.#filter(fingerprint, ({ untilMs }) => untilMs > nowMs)
    }
  }

  clear(): void {
    this.#entries.clear()
  }

  #filter(fingerprint: string, stays: (sighting: Sighting) => boolean): void {
    const sightings = this.#entries.get(fingerprint)?.sightings
    if (sightings === undefined) return
    for (const [key, sighting] of sightings) if (!stays(sighting)) sightings.delete(key)
    if (sightings.size === 0) this.#entries.delete(fingerprint)
  }

  #begin({ fingerprint, source, via }: Sighting): Entry | undefined {
    const { hosts, perSource } = this.#config
    const ofSource = [...this.#entries.values()].filter((entry) => entry.source === source).length
    if (ofSource >= perSource) return undefined
    if (this.#entries.size >= hosts && !(via === 'beacon' && this.#makeRoom())) return undefined
    const entry: Entry = { source, sightings: new Map() }
    this.#entries.set(fingerprint, entry)
    return entry
  }

  /** Who has proven itself comes before who has not. */
  #makeRoom(): boolean {
    const weakest = [...this.#entries].find(([, { sightings }]) =>
      [...sightings.values()].every(({ via }) => via === 'mdns'),
    )
    if (weakest !== undefined) this.#entries.delete(weakest[0])
    return weakest !== undefined
  }
}

function hostOf(fingerprint: string, sightings: readonly Sighting[]): FoundHost {
  const byWorth = [...sightings].sort(
    (one, other) => worth(one.via) - worth(other.via) || other.seenMs - one.seenMs,
  )
  const [best] = byWorth
  const places = new Map<string, { host: string; port: number }>()
  for (const { address: host, port } of byWorth) places.set(`${host} ${String(port)}`, { host, port })
  const addresses = [...places.values()].sort(
    (one, other) => rank(one.host) - rank(other.host) || compare(one.host, other.host),
  )
  return {
    ...{ fingerprint, addresses },
    name: best?.name ?? '',
    open: best?.open ?? false,
    proven: best?.via === 'beacon',
  }
}

function worth(via: Sighting['via']): number {
  return via === 'beacon' ? 0 : 1
}

/** IPv4 first: link-local IPv6 works on the own network alone, and not with every program. */
function rank(host: string): number {
  return isIPv4(host) ? 0 : 1
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
