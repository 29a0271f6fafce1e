import { Allowance } from '../../base/discovery/allowance.ts'
import { DISCOVERY } from '../../base/discovery/config.ts'
import type { LineSender } from '../../base/discovery/line.ts'
import { LineSet, type OpenedLine } from '../../base/discovery/line-set.ts'
import {
  asksFor,
  composeReply,
  composeService,
  parseServiceMessage,
} from '../../base/discovery/service-message.ts'
import type { AnnounceOptions, Announcer } from './interfaces.ts'

/** What is due on a line. */
interface Due {
  /** When everybody was last told, ms. */
  toldMs: number
  /** Ends the wait of an answer that is due; undefined where none is. */
  cancelAnswer: (() => void) | undefined
  cancelNext: () => void
}

const GONE_S = 0

/**
 * Tells and answers by multicast DNS that the host is there: through each adapter with that adapter's address alone
 * (RFC 6762 sections 6, 8.3, 10.1). Nobody is asked whether the name is free: it holds a part of the fingerprint.
 */
export class MdnsResponder implements Announcer {
  readonly #options: AnnounceOptions
  readonly #lines: LineSet
  readonly #allowance: Allowance
  readonly #due = new WeakMap<OpenedLine, Due>()
  #sent = 0
  #isClosed = false

  constructor(options: AnnounceOptions) {
    const { adapters, openLine, clock, logger, config } = options
    this.#options = options
    this.#allowance = new Allowance(clock, config.mdns.questions)
    const { port, groups, hops } = DISCOVERY.mdns
    this.#lines = new LineSet({
      ...{ adapters, openLine, clock, logger, port, groups, hops, config: config.lines },
      onOpened: (line) => {
        this.#due.set(line, { toldMs: -Infinity, cancelAnswer: undefined, cancelNext: () => {} })
        this.#announce(line, [...config.mdns.firstMs])
      },
      onMessage: (bytes, from, line) => {
        this.#onMessage(bytes, from, line)
      },
    })
    this.#lines.start()
  }

  stats(): ReturnType<Announcer['stats']> {
    return { ...this.#lines.stats(), sent: this.#sent }
  }

  close(): Promise<void> {
    this.#isClosed = true
    for (const line of this.#lines.lines) {
      const due = this.#due.get(line)
      due?.cancelNext()
      due?.cancelAnswer?.()
      this.#tell(line, GONE_S)
    }
    return this.#lines.close()
  }

  #announce(line: OpenedLine, nextMs: number[]): void {
    this.#tell(line)
    const waitMs = nextMs.shift()
    const due = this.#due.get(line)
    if (waitMs === undefined || due === undefined) return
    due.cancelNext = this.#options.clock.after(waitMs, () => {
      if (!this.#isClosed) this.#announce(line, nextMs)
    })
  }

  #onMessage(bytes: Uint8Array, from: LineSender, line: OpenedLine): void {
    if (!this.#allowance.take(from.address)) return
    const message = parseServiceMessage(bytes, line.adapter)
    if (typeof message === 'string' || message.kind !== 'query') return
    const { config } = this.#options
    const facts = this.#options.facts()
    if (!asksFor(facts, message.questions)) return
    if (from.port === DISCOVERY.mdns.port) this.#answerSoon(line)
    else {
      const { id, questions } = message
      this.#sent += 1
      line.send(
        composeReply(facts, line.adapter, config.mdns.ttlS, { id, questions }),
        from.port,
        from.address,
      )
    }
  }

  /** One answer serves all who ask meanwhile. */
  #answerSoon(line: OpenedLine): void {
    const { clock, random, config } = this.#options
    const due = this.#due.get(line)
    if (due === undefined || due.cancelAnswer !== undefined) return
    const { least, most } = config.mdns.waitMs
    const restMs = due.toldMs + config.mdns.gapMs - clock.nowMs()
    due.cancelAnswer = clock.after(Math.max(restMs, least + (most - least) * random.fraction()), () => {
      due.cancelAnswer = undefined
      if (!this.#isClosed) this.#tell(line)
    })
  }

  #tell(line: OpenedLine, ttlS = this.#options.config.mdns.ttlS): void {
    const { port, groups } = DISCOVERY.mdns
    const { adapter } = line
    const group = groups[adapter.family]
    const due = this.#due.get(line)
    if (due !== undefined) due.toldMs = this.#options.clock.nowMs()
    this.#sent += 1
    const message = composeService(this.#options.facts(), adapter, ttlS)
    line.send(message, port, adapter.family === 6 ? `${group}%${adapter.zone}` : group)
  }
}
