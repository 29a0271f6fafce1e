import { isIPv4 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'
import { inRange, parseAddress } from '../../electron/base/address-range.ts'
import { broadcastOf, type Adapter, type Interfaces } from '../../electron/base/discovery/adapters.ts'
import type { Line, LinePlan, OpenLine } from '../../electron/base/discovery/line.ts'

/** An address of a network interface as `os.networkInterfaces` tells it. */
export function interfaceOf(cidr: string, internal = false): NetworkInterfaceInfo {
  const [address = ''] = cidr.split('/')
  const rest = { address, cidr, internal, netmask: '', mac: '02:00:00:00:00:01' }
  return isIPv4(address) ? { ...rest, family: 'IPv4' } : { ...rest, family: 'IPv6', scopeid: 2 }
}

/** A datagram as it was sent. */
export interface SentDatagram {
  readonly bytes: Uint8Array
  readonly from: string
  readonly fromPort: number
  readonly to: string
  readonly port: number
}

/**
 * Networks in memory: a machine has adapters, and what one sends reaches the adapters of the same network, its own
 * among them, whose lines hear that port and group. Delivered at once.
 */
export class FakeLan {
  readonly sent: SentDatagram[] = []
  readonly #open = new Set<{ plan: LinePlan; network: string }>()

  /** A machine with adapters named after the networks they are on: `{ blue: '10.0.0.1/24' }`. */
  machine(adapters: Record<string, string>): FakeMachine {
    const now = { ...adapters }
    return {
      adapters: now,
      openLine: (plan) => this.open(plan),
      interfaces: () =>
        Object.fromEntries(Object.entries(now).map(([name, cidr]) => [name, [interfaceOf(cidr)]])),
    }
  }

  /** Puts bytes on a network as if they came from there. */
  inject(network: string, bytes: Uint8Array, from: { address: string; port: number }, port: number): void {
    for (const { plan, network: there } of [...this.#open]) {
      if (there === network && plan.port === port) plan.onMessage(bytes, from)
    }
  }

  /** Fails the lines of an adapter. */
  fail(address: string): void {
    for (const one of [...this.#open].filter(({ plan }) => plan.adapter.address === address)) {
      this.#open.delete(one)
      one.plan.onFailed(new Error('the adapter is gone'))
    }
  }

  /** Lines that are open now. */
  get lines(): number {
    return this.#open.size
  }

  open(plan: LinePlan): Line {
    const { adapter } = plan
    const entry = { plan, network: adapter.name }
    this.#open.add(entry)
    return {
      send: (bytes, port, to) => {
        if (this.#open.has(entry)) this.#send(plan, bytes, port, to)
      },
      close: () => {
        this.#open.delete(entry)
        return Promise.resolve()
      },
    }
  }

  #send({ adapter, port: own }: LinePlan, bytes: Uint8Array, port: number, to: string): void {
    const fromPort = own === 0 ? 50_000 : own
    const from = adapter.family === 6 ? `${adapter.address}%${adapter.zone}` : adapter.address
    this.sent.push({ bytes, from, fromPort, to, port })
    for (const { plan, network } of [...this.#open]) {
      const reaches =
        to.split('%')[0] === plan.group || to === plan.adapter.address || isBroadcast(adapter, to)
      if (network === adapter.name && plan.port === port && plan.adapter.family === adapter.family && reaches)
        plan.onMessage(bytes, { address: from, port: fromPort })
    }
  }
}

function isBroadcast(adapter: Adapter, to: string): boolean {
  const address = parseAddress(to)
  return address !== undefined && to === broadcastOf(adapter) && inRange(address, adapter.range)
}

/** One machine on a FakeLan; adapters may come and go. */
export interface FakeMachine {
  readonly adapters: Record<string, string>
  readonly openLine: OpenLine
  readonly interfaces: () => Interfaces
}
