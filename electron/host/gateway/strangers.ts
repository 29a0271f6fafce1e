import { isIPv6 } from 'node:net'

/** A place among the strangers. */
export interface Place {
  /** Its holder has come a step further: those who have not give way before it. */
  rise(): void
  /** Gives the place back, once. */
  leave(): void
}

interface Holder {
  readonly key: string
  readonly giveWay: () => void
}

/** Holders in the order of their coming, first those that have come no step further. */
class Crowd {
  readonly #silent = new Set<Holder>()
  readonly #risen = new Set<Holder>()

  get size(): number {
    return this.#silent.size + this.#risen.size
  }

  add(holder: Holder): void {
    this.#silent.add(holder)
  }

  rise(holder: Holder): void {
    if (this.#silent.delete(holder)) this.#risen.add(holder)
  }

  /** Whether it was there. */
  remove(holder: Holder): boolean {
    return this.#silent.delete(holder) || this.#risen.delete(holder)
  }

  /** Who gives way next. */
  first(): Holder | undefined {
    const [oldest] = this.#silent.size > 0 ? this.#silent : this.#risen
    return oldest
  }
}

/**
 * Bounds what has not proved who it is: in all, and by address. Where it is full the oldest gives way to whoever comes:
 * to refuse those who come would let one who fills the places keep everybody else of that address out. Who means to
 * come in needs a place for a moment only.
 */
export class Strangers {
  readonly #most: number
  readonly #mostPerAddress: number
  readonly #onGivenWay: () => void
  readonly #all = new Crowd()
  readonly #byAddress = new Map<string, Crowd>()

  /** `onGivenWay` hears of each that had to make room. */
  constructor(most: number, mostPerAddress: number, onGivenWay: () => void = () => {}) {
    this.#most = most
    this.#mostPerAddress = mostPerAddress
    this.#onGivenWay = onGivenWay
  }

  get total(): number {
    return this.#all.size
  }

  /** Takes a place. `giveWay` is called at most once, when the place has been given to another. */
  admit(address: string, giveWay: () => void): Place {
    const key = addressKey(address)
    const neighbours = this.#byAddress.get(key)
    if (neighbours !== undefined && neighbours.size >= this.#mostPerAddress) this.#evict(neighbours.first())
    if (this.#all.size >= this.#most) this.#evict(this.#all.first())
    const holder: Holder = { key, giveWay }
    this.#all.add(holder)
    this.#crowdOf(key).add(holder)
    return {
      rise: () => {
        this.#all.rise(holder)
        this.#byAddress.get(key)?.rise(holder)
      },
      leave: () => {
        this.#remove(holder)
      },
    }
  }

  #evict(holder: Holder | undefined): void {
    if (holder === undefined) return
    this.#remove(holder)
    this.#onGivenWay()
    holder.giveWay()
  }

  #remove(holder: Holder): void {
    if (!this.#all.remove(holder)) return
    const crowd = this.#byAddress.get(holder.key)
    crowd?.remove(holder)
    if (crowd?.size === 0) this.#byAddress.delete(holder.key)
  }

  #crowdOf(key: string): Crowd {
    const there = this.#byAddress.get(key)
    if (there !== undefined) return there
    const crowd = new Crowd()
    this.#byAddress.set(key, crowd)
    return crowd
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
