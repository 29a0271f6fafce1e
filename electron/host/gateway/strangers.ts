import { isIPv6 } from 'node:net'

/** Counts what has not proved who it is: in all, and by address. */
export class Strangers {
  readonly #most: number
  readonly #mostPerAddress: number
  readonly #byAddress = new Map<string, number>()
  #total = 0

  constructor(most: number, mostPerAddress: number) {
    this.#most = most
    this.#mostPerAddress = mostPerAddress
  }

  get total(): number {
    return this.#total
  }

  /** Takes a place; the answer gives it back (once, however often it is called), undefined where none is free. */
  admit(address: string): (() => void) | undefined {
    const key = addressKey(address)
    const there = this.#byAddress.get(key) ?? 0
    if (this.#total >= this.#most || there >= this.#mostPerAddress) return undefined
    this.#total += 1
    this.#byAddress.set(key, there + 1)
    let held = true
    return () => {
      if (held) this.#release(key)
      held = false
    }
  }

  #release(key: string): void {
    this.#total -= 1
    const there = (this.#byAddress.get(key) ?? 1) - 1
    if (there === 0) this.#byAddress.delete(key)
    else this.#byAddress.set(key, there)
  }
}

/** Hextets of an IPv6 address that name a network: whoever has one address of a /64 has all of them. */
const NETWORK_HEXTETS = 4
const HEXTETS = 8

/** What counts as one address: an IPv4 address (also in its IPv6 form), or the /64 of an IPv6 address. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1] !== undefined) return mapped[1]
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('%', 1).join('').split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, HEXTETS - before.length - after.length) }, () => '0')
  return [...before, ...zeros, ...after].slice(0, NETWORK_HEXTETS).join(':')
}
