import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import { adapterTowards, type Adapter } from './adapters.ts'
import type { Line, LineSender, OpenLine } from './line.ts'

/** Tunables of a set of lines. */
export interface LineSetConfig {
  /** The adapters are looked at this often, ms: cables, tunnels and sleep change them. */
  readonly adaptersMs: number
  /** A line that failed is tried again after this long, ms. */
  readonly retryMs: number
  /** Adapters that are used; a machine with many containers has hundreds. */
  readonly adapters: number
  /** Datagrams a line takes in one second; then it is deaf for `deafMs`: what is not read costs nothing. */
  readonly perSecond: number
  readonly deafMs: number
}

export const LINE_SET_CONFIG: LineSetConfig = {
  // An app that was open while the cable went in shows the hosts there within 5 s.
  adaptersMs: 1_500,
  retryMs: 6_000,
  adapters: 32,
  // Some times what a crowded network has; a flood costs about a hundredth of a core.
  perSecond: 1_000,
  deafMs: 3_000,
}

/** One line of a set, and whose it is. */
export interface OpenedLine extends Line {
  readonly adapter: Adapter
}

export interface LineSetOptions {
  /** The adapters there are now. */
  readonly adapters: () => readonly Adapter[]
  readonly openLine: OpenLine
  readonly port: number
  readonly groups: Readonly<Record<4 | 6, string>>
  readonly hops: number
  readonly clock: Clock
  readonly logger: Logger
  readonly config: LineSetConfig
  readonly onOpened?: (line: OpenedLine) => void
  readonly onMessage?: (bytes: Uint8Array, from: LineSender, line: OpenedLine) => void
}

export interface LineSetStats {
  readonly lines: number
  readonly heard: number
  /** Datagrams from an address that is not of the line's network. */
  readonly offLink: number
  readonly failures: number
  /** How often a line was deaf for a while. */
  readonly floods: number
}

interface Slot {
  readonly line: OpenedLine
  secondMs: number
  heard: number
}

/** A line for each adapter, as they come and go. One that fails leaves the others as they are. */
export class LineSet {
  readonly #options: LineSetOptions
  readonly #slots = new Map<string, Slot>()
  /** Until when an adapter is left alone. */
  readonly #resting = new Map<string, number>()
  readonly #counts = { heard: 0, offLink: 0, failures: 0, floods: 0 }
  #adapters: readonly Adapter[] = []
  #cancel: () => void = () => {}

  constructor(options: LineSetOptions) {
    this.#options = options
  }

  start(): void {
    this.#follow()
  }

  get lines(): OpenedLine[] {
    return [...this.#slots.values()].map(({ line }) => line)
  }

  stats(): LineSetStats {
    return { lines: this.#slots.size, ...this.#counts }
  }

  /** Resolves when all that was sent has left. */
  async close(): Promise<void> {
    this.#cancel()
    this.#cancel = () => {}
    const open = this.lines
    this.#slots.clear()
    await Promise.all(open.map((line) => line.close()))
  }

  #follow(): void {
    const { clock, config } = this.#options
    this.#cancel = clock.after(config.adaptersMs, () => {
      this.#follow()
    })
    this.#adapters = this.#look()
    const wanted = new Map(this.#adapters.map((adapter) => [keyOf(adapter), adapter]))
    for (const [key, { line }] of this.#slots) if (!wanted.has(key)) this.#drop(key, line)
    for (const [key, until] of this.#resting) if (until <= clock.nowMs()) this.#resting.delete(key)
    for (const [key, adapter] of wanted) {
      if (!this.#slots.has(key) && !this.#resting.has(key)) this.#open(key, adapter)
    }
  }

  #look(): readonly Adapter[] {
    try {
      return this.#options.adapters().slice(0, this.#options.config.adapters)
    } catch (error) {
      // Some sandboxes do not tell; those known before stay.
      this.#options.logger.debug({ error: String(error) }, 'the network adapters cannot be listed')
      return this.#adapters
    }
  }

  #open(key: string, adapter: Adapter): void {
    const { openLine, port, groups, hops, onOpened } = this.#options
    try {
      const plain = openLine({
        ...{ adapter, port, hops, group: groups[adapter.family] },
        onMessage: (bytes, from) => {
          this.#onMessage(key, bytes, from)
        },
        onFailed: (error) => {
          this.#onFailed(key, adapter, error)
        },
      })
      const line = { adapter, send: plain.send.bind(plain), close: plain.close.bind(plain) }
      // It may have failed at once.
      if (this.#resting.has(key)) return
      this.#slots.set(key, { line, secondMs: this.#options.clock.nowMs(), heard: 0 })
      onOpened?.(line)
    } catch (error) {
      this.#onFailed(key, adapter, error as Error)
    }
  }

  #onMessage(key: string, bytes: Uint8Array, from: LineSender): void {
    const slot = this.#slots.get(key)
    if (slot === undefined) return
    this.#counts.heard += 1
    if (this.#isFlooded(slot)) {
      this.#counts.floods += 1
      this.#rest(key, this.#options.config.deafMs)
      this.#drop(key, slot.line)
      return
    }
    const towards = adapterTowards(from.address, this.#adapters)
    if (towards === undefined || keyOf(towards) !== key) this.#counts.offLink += 1
    else this.#options.onMessage?.(bytes, from, slot.line)
  }

  #isFlooded(slot: Slot): boolean {
    const nowMs = this.#options.clock.nowMs()
    if (nowMs - slot.secondMs >= 1_000) {
      slot.secondMs = nowMs
      slot.heard = 0
    }
    slot.heard += 1
    return slot.heard > this.#options.config.perSecond
  }

  #onFailed(key: string, { name, address }: Adapter, error: Error): void {
    this.#counts.failures += 1
    this.#options.logger.debug({ name, address, error: error.message }, 'an adapter cannot be used')
    this.#slots.delete(key)
    this.#rest(key, this.#options.config.retryMs)
  }

  #rest(key: string, forMs: number): void {
    this.#resting.set(key, this.#options.clock.nowMs() + forMs)
  }

  #drop(key: string, line: OpenedLine): void {
    this.#slots.delete(key)
    line.close().catch((error: unknown) => {
      this.#options.logger.debug({ error: String(error) }, 'a line did not close')
    })
  }
}

function keyOf({ name, address, range }: Adapter): string {
  return `${name} ${address}/${String(range.prefix)}`
}
