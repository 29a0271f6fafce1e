import { listKeys, type EpochKeys } from '../packet/epoch-keys.ts'
import { ReplayWindow } from '../packet/replay-window.ts'
import { NO_PATH, type Peer, TUNNEL_PATH } from './peer.ts'

const FIRST_CAPACITY = 8

/** A list of listeners of one sender: a key scope and a count of its own, whichever channels they are in. */
export class Whisper {
  readonly keys: EpochKeys
  readonly window = new ReplayWindow()
  listeners: readonly Peer[] = []

  constructor(keys: EpochKeys) {
    this.keys = keys
  }
}

/** The lists of all members, by sender and number. */
export class Whispers {
  readonly #graceMs: number
  readonly #bySender = new Map<Peer, Map<number, Whisper>>()
  /** Addresses for the packet at hand. */
  #targets = new Int32Array(FIRST_CAPACITY)
  #count = 0

  constructor(epochGraceMs: number) {
    this.#graceMs = epochGraceMs
  }

  /** A list of a sender; undefined where nothing was agreed of it. */
  find(sender: Peer, list: number): Whisper | undefined {
    return this.#bySender.get(sender)?.get(list)
  }

  /** Who hears a list from now on. */
  setListeners(sender: Peer, list: number, listeners: readonly Peer[]): void {
    this.#whisper(sender, list).listeners = listeners.filter((peer) => peer !== sender)
    this.#makeRoom(listeners.length)
  }

  renew(sender: Peer, list: number, epoch: number, secret: Uint8Array, nowMs: number): void {
    this.#whisper(sender, list).keys.renew(epoch, secret, nowMs)
  }

  /** A list is over, with its keys. */
  end(sender: Peer, list: number): void {
    this.#bySender.get(sender)?.delete(list)
  }

  /** A member has gone: nobody hears its lists, and it hears nobody's. */
  forget(gone: Peer): void {
    this.#bySender.delete(gone)
    for (const lists of this.#bySender.values()) {
      for (const whisper of lists.values()) {
        if (whisper.listeners.includes(gone))
          whisper.listeners = whisper.listeners.filter((peer) => peer !== gone)
      }
    }
  }

  /** The addresses of those who hear a list by UDP now, the first `count` of them. */
  targetsOf({ listeners }: Whisper): Int32Array {
    this.#count = 0
    for (const { address, deafened } of listeners) {
      if (deafened || address === NO_PATH || address === TUNNEL_PATH) continue
      this.#targets[this.#count] = address
      this.#count += 1
    }
    return this.#targets
  }

  /** How many the last `targetsOf` has found. */
  get count(): number {
    return this.#count
  }

  #whisper(sender: Peer, list: number): Whisper {
    let lists = this.#bySender.get(sender)
    if (lists === undefined) {
      lists = new Map()
      this.#bySender.set(sender, lists)
    }
    let whisper = lists.get(list)
    if (whisper === undefined) {
      whisper = new Whisper(listKeys(this.#graceMs, list))
      lists.set(list, whisper)
    }
    return whisper
  }

  #makeRoom(count: number): void {
    if (count > this.#targets.length) this.#targets = new Int32Array(count * 2)
  }
}
