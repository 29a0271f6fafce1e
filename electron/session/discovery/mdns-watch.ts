import { Allowance } from '../../base/discovery/allowance.ts'
import { DISCOVERY } from '../../base/discovery/config.ts'
import type { LineSender } from '../../base/discovery/line.ts'
import { LineSet, type LineSetStats, type OpenedLine } from '../../base/discovery/line-set.ts'
import { composeQuery, parseServiceMessage, type FoundService } from '../../base/discovery/service-message.ts'
import type { Watch, WatchOptions } from './interfaces.ts'

/** Asks for hosts by mDNS on each adapter, soon again and ever again, and hears what they say by themselves. */
export class MdnsWatch implements Watch {
  readonly #options: WatchOptions
  readonly #lines: LineSet
  readonly #allowance: Allowance
  readonly #cancels = new Map<OpenedLine, () => void>()
  readonly #query = composeQuery()

  constructor(options: WatchOptions) {
    const { adapters, openLine, clock, logger, config } = options
    this.#options = options
    this.#allowance = new Allowance(clock, config.mdns)
    const { port, groups, hops } = DISCOVERY.mdns
    this.#lines = new LineSet({
      ...{ adapters, openLine, clock, logger, port, groups, hops, config: config.lines },
      onOpened: (line) => {
        this.#ask(line, 0)
      },
      onMessage: (bytes, from, line) => {
        const reason = this.#take(bytes, from, line)
        if (reason !== undefined) options.onDrop(reason)
      },
    })
    this.#lines.start()
  }

  stats(): LineSetStats {
    return this.#lines.stats()
  }

  close(): Promise<void> {
    for (const cancel of this.#cancels.values()) cancel()
    this.#cancels.clear()
    return this.#lines.close()
  }

  /** Asks for the time `turn` (from 0), and sees to the next. */
  #ask(line: OpenedLine, turn: number): void {
    const { clock, config } = this.#options
    const { port, groups } = DISCOVERY.mdns
    const { adapter } = line
    const group = groups[adapter.family]
    line.send(this.#query, port, adapter.family === 6 ? `${group}%${adapter.zone}` : group)
    const [now = 0, next] = config.askAtMs.slice(turn, turn + 2)
    const waitMs = next === undefined ? config.askEveryMs : next - now
    const cancel = clock.after(waitMs, () => {
      this.#cancels.delete(line)
      if (this.#lines.lines.includes(line)) this.#ask(line, turn + 1)
    })
    this.#cancels.set(line, cancel)
  }

  /** Answers why a message was dropped; a question of somebody else is none of ours. */
  #take(bytes: Uint8Array, from: LineSender, { adapter }: OpenedLine): string | undefined {
    // An answer from another port is none (RFC 6762 section 6).
    if (from.port !== DISCOVERY.mdns.port) return 'mdns-port'
    if (!this.#allowance.take(from.address)) return 'mdns-rate'
    const message = parseServiceMessage(bytes, adapter)
    if (typeof message === 'string') return message
    if (message.kind === 'query') return undefined
    const drops = message.services.flatMap((service) => this.#tell(service, from.address) ?? [])
    this.#options.onNews()
    return drops[0]
  }

  #tell({ addresses, ttlS, ...facts }: FoundService, source: string): string | undefined {
    const { list, clock, config } = this.#options
    if (ttlS === 0) {
      list.forget(facts.fingerprint, source)
      return undefined
    }
    const seenMs = clock.nowMs()
    const untilMs = seenMs + Math.min(ttlS * 1000, config.mdnsLifeMs)
    const noted = addresses.map((address) =>
      list.note({ ...facts, address, source, via: 'mdns', seenMs, untilMs }),
    )
    return noted.includes(false) ? 'list-full' : undefined
  }
}
