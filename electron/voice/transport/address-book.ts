import { isIP, SocketAddress } from 'node:net'
import { ADDRESS_UNKNOWN, type AddressId } from '../interfaces.ts'

/** A remote address in the form people read: IPv4 without its IPv6 mapping, IPv6 in its shortest form. */
export interface RemoteAddress {
  readonly host: string
  readonly port: number
}

const MAPPED_PREFIX = '::ffff:'
const HIGHEST_PORT = 65_535

/** An IP literal in its one canonical form; RangeError for anything else. */
export function canonicalHost(host: string): string {
  const [literal = '', scope] = host.split('%', 2)
  const family = isIP(literal)
  if (family === 0) throw new RangeError('host must be an IP literal')
  if (family === 4) return literal
  const text = new SocketAddress({ address: literal, family: 'ipv6' }).address
  const mapped = text.startsWith(MAPPED_PREFIX) ? text.slice(MAPPED_PREFIX.length) : ''
  if (isIP(mapped) === 4) return mapped
  return scope === undefined ? text : `${text}%${scope}`
}

/** Remote addresses with small dense ids, bounded; the twin of the native table. */
export class AddressBook {
  readonly #ids = new Map<string, AddressId>()
  readonly #addresses: (RemoteAddress | undefined)[] = []
  readonly #free: AddressId[] = []
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The id of an address as the system reports it, or ADDRESS_UNKNOWN. */
  find(host: string, port: number): AddressId {
    return this.#ids.get(keyOf(plainHost(host), port)) ?? ADDRESS_UNKNOWN
  }

  /** The id of a canonical address, new or known; ADDRESS_UNKNOWN where the book is full or the port is 0. */
  add(host: string, port: number): AddressId {
    const plain = plainHost(host)
    const key = keyOf(plain, port)
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    if (port < 1 || port > HIGHEST_PORT || this.#ids.size >= this.#limit) return ADDRESS_UNKNOWN
    const id = this.#free.pop() ?? this.#addresses.length
    this.#ids.set(key, id)
    this.#addresses[id] = { host: plain, port }
    return id
  }

  at(id: AddressId): RemoteAddress | undefined {
    return this.#addresses[id]
  }

  /** Frees an id; nothing where it is free. */
  forget(id: AddressId): void {
    const address = this.#addresses[id]
    if (address === undefined) return
    this.#ids.delete(keyOf(address.host, address.port))
    this.#addresses[id] = undefined
    this.#free.push(id)
  }
}

function plainHost(host: string): string {
  return host.startsWith(MAPPED_PREFIX) && host.includes('.') ? host.slice(MAPPED_PREFIX.length) : host
}

function keyOf(host: string, port: number): string {
  return `${host}|${String(port)}`
}
