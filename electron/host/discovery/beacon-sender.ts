import { broadcastOf } from '../../base/discovery/adapters.ts'
import { composeBeacon, type BeaconKind } from '../../base/discovery/beacon.ts'
import { DISCOVERY } from '../../base/discovery/config.ts'
import { LineSet, type OpenedLine } from '../../base/discovery/line-set.ts'
import type { AnnounceOptions, Announcer } from './interfaces.ts'

export interface BeaconSenderOptions extends AnnounceOptions {
  /** DER, and its key as PEM. */
  readonly certificate: Uint8Array
  readonly privateKey: string
}

/** Sends the host's beacon through each adapter, with that adapter's address, again and again. */
export class BeaconSender implements Announcer {
  readonly #options: BeaconSenderOptions
  readonly #lines: LineSet
  #count = 0
  #sent = 0
  #cancel: () => void = () => {}

  constructor(options: BeaconSenderOptions) {
    const { adapters, openLine, clock, logger, config } = options
    this.#options = options
    const { groups, hops } = DISCOVERY.beacon
    this.#lines = new LineSet({
      ...{ adapters, openLine, clock, logger, groups, hops, config: config.lines },
      port: 0,
      onOpened: (line) => {
        this.#send(line, 'here')
      },
    })
    this.#lines.start()
    this.#goOn([...config.beacon.firstMs])
  }

  stats(): ReturnType<Announcer['stats']> {
    return { ...this.#lines.stats(), sent: this.#sent }
  }

  close(): Promise<void> {
    this.#cancel()
    for (const line of this.#lines.lines) this.#send(line, 'gone')
    return this.#lines.close()
  }

  #goOn(firstMs: number[]): void {
    const { clock, config, random } = this.#options
    const { everyMs, jitter } = config.beacon
    const waitMs = firstMs.shift() ?? everyMs * (1 + jitter * (random.fraction() - 0.5))
    this.#cancel = clock.after(waitMs, () => {
      for (const line of this.#lines.lines) this.#send(line, 'here')
      this.#goOn(firstMs)
    })
  }

  #send(line: OpenedLine, kind: BeaconKind): void {
    const { certificate, privateKey, clock } = this.#options
    const { port: hostPort, open, name } = this.#options.facts()
    const { port, groups } = DISCOVERY.beacon
    const { adapter } = line
    this.#count = Math.max(this.#count + 1, Math.round(clock.wallMs()))
    const beacon = composeBeacon(
      { kind, port: hostPort, count: this.#count, open, name, certificate },
      adapter.address,
      privateKey,
    )
    for (const address of [groups[adapter.family], broadcastOf(adapter)]) {
      if (address === undefined) continue
      this.#sent += 1
      line.send(beacon, port, adapter.family === 6 ? `${address}%${adapter.zone}` : address)
    }
  }
}
