import { networkInterfaces } from 'node:os'
import { adaptersOf, type Interfaces } from '../../base/discovery/adapters.ts'
import { openUdpLine, type OpenLine } from '../../base/discovery/line.ts'
import type { LineSetStats } from '../../base/discovery/line-set.ts'
import type { Clock } from '../../base/clock.ts'
import { silentLogger, type Logger } from '../../base/logger.ts'
import { BeaconWatch } from './beacon-watch.ts'
import { FINDER_CONFIG, type FinderConfig } from './config.ts'
import { HostList, type FoundHost } from './host-list.ts'
import type { Watch, WatchOptions } from './interfaces.ts'
import { MdnsWatch } from './mdns-watch.ts'

/** The world around a search; what is left out is the machine's own. */
export interface FinderSurroundings {
  readonly clock: Clock
  readonly logger?: Logger
  readonly interfaces?: () => Interfaces
  readonly openLine?: OpenLine
  readonly config?: FinderConfig
}

export interface FinderStats {
  /** Hosts on the list. */
  readonly hosts: number
  readonly lines: { readonly mdns: LineSetStats; readonly beacon: LineSetStats } | undefined
  /** Messages that were dropped, by reason. */
  readonly drops: Readonly<Record<string, number>>
}

/** Looks for hosts on all networks this machine is on, in both ways, as long as somebody wants to know. */
export class HostFinder {
  readonly #surroundings: Required<FinderSurroundings>
  readonly #onChange: (hosts: readonly FoundHost[]) => void
  readonly #list: HostList
  readonly #drops = new Map<string, number>()
  #watches: { readonly mdns: Watch; readonly beacon: Watch } | undefined
  #cancelSweep: () => void = () => {}
  #cancelTelling: (() => void) | undefined
  #told = '[]'

  /** `onChange` hears the whole list after each change. */
  constructor(surroundings: FinderSurroundings, onChange: (hosts: readonly FoundHost[]) => void) {
    const usual = { logger: silentLogger, interfaces: networkInterfaces, openLine: openUdpLine }
    this.#surroundings = { ...usual, config: FINDER_CONFIG, ...surroundings }
    this.#onChange = onChange
    this.#list = new HostList(this.#surroundings.config.list)
  }

  get hosts(): FoundHost[] {
    return this.#list.view()
  }

  stats(): FinderStats {
    const { mdns, beacon } = this.#watches ?? {}
    const lines = mdns && beacon && { mdns: mdns.stats(), beacon: beacon.stats() }
    return { hosts: this.#list.size, lines, drops: Object.fromEntries(this.#drops) }
  }

  /** Begins to look; where it does already, nothing happens. */
  start(): void {
    if (this.#watches !== undefined) return
    const { clock, logger, interfaces, openLine, config } = this.#surroundings
    const options: WatchOptions = {
      ...{ clock, logger, openLine, config, list: this.#list },
      adapters: () => adaptersOf(interfaces()),
      onNews: () => {
        this.#tellSoon()
      },
      onDrop: (reason) => {
        this.#drops.set(reason, (this.#drops.get(reason) ?? 0) + 1)
      },
    }
    this.#watches = { mdns: new MdnsWatch(options), beacon: new BeaconWatch(options) }
    this.#sweep()
  }

  /** Ends looking; the list is empty then. */
  async stop(): Promise<void> {
    const { mdns, beacon } = this.#watches ?? {}
    this.#watches = undefined
    this.#cancelSweep()
    this.#cancelTelling?.()
    this.#cancelTelling = undefined
    this.#list.clear()
    this.#told = '[]'
    await Promise.all([mdns?.close(), beacon?.close()])
  }

  #sweep(): void {
    const { clock, config } = this.#surroundings
    this.#cancelSweep = clock.after(config.sweepMs, () => {
      this.#list.expire(clock.nowMs())
      this.#tellSoon()
      this.#sweep()
    })
  }

  /** Many messages change nothing, and those of a crowd come at once. */
  #tellSoon(): void {
    const { clock, config } = this.#surroundings
    this.#cancelTelling ??= clock.after(config.tellMs, () => {
      this.#cancelTelling = undefined
      const hosts = this.#list.view()
      const text = JSON.stringify(hosts)
      if (text === this.#told) return
      this.#told = text
      this.#onChange(hosts)
    })
  }
}
