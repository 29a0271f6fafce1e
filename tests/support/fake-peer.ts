import type { ErrorCode } from '../../electron/contract/errors.ts'
import type { HostEvent } from '../../electron/contract/gateway.ts'
import { numberedEvent, type Peer } from '../../electron/host/services/events.ts'

/** The connection of a session, as a list of what it was told. */
export class FakePeer implements Peer {
  readonly events: HostEvent[] = []
  readonly tunnelled: Uint8Array[] = []
  ended: ErrorCode | undefined
  readonly heard: (what: string) => void

  constructor(heard: (what: string) => void = () => {}) {
    this.heard = heard
  }

  deliver(event: Parameters<Peer['deliver']>[0]): void {
    const told = JSON.parse(numberedEvent(event, this.events.length + 1)) as HostEvent
    this.events.push(told)
    this.heard(`guest ${told.type}`)
  }

  tunnel(datagram: Uint8Array): void {
    this.tunnelled.push(datagram)
  }

  end(code: ErrorCode): void {
    this.ended = code
  }

  get types(): string[] {
    return this.events.map(({ type }) => type)
  }
}
