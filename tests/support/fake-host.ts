import { PalabreError, type ErrorCode } from '../../electron/contract/errors.ts'
import type {
  HostOptions,
  HostServiceApi,
  HostServiceEvents,
  HostStatus,
} from '../../electron/contract/services.ts'
import { HOST_FIGURES, type HostFigures } from '../../electron/contract/host-figures.ts'
import type { Asked } from './asked.ts'
import { FakeAdministered } from './fake-admin.ts'
import { FAKE_INVITE } from './fake-services.ts'

/** Of a host that has just begun. */
export const NO_FIGURES: HostFigures = {
  at: [],
  values: Object.fromEntries(HOST_FIGURES.map((name) => [name, []])) as unknown as HostFigures['values'],
  drops: {},
  members: [],
}

/** A host that starts at once, or refuses with the given code. */
export class FakeHost extends FakeAdministered implements HostServiceApi {
  readonly asked: Asked[] = []
  readonly #events: HostServiceEvents
  refuse: ErrorCode | undefined
  now: HostStatus = { state: 'stopped' }

  constructor(events: HostServiceEvents) {
    super(events)
    this.#events = events
  }

  start(options: HostOptions): Promise<HostStatus> {
    this.asked.push(['start', options])
    const wanted = options.port ?? 7780
    const isTaken = this.refuse === 'port-in-use' && options.elsewhere === true
    if (isTaken) this.refuse = undefined
    if (this.refuse !== undefined) {
      const code = this.refuse
      this.refuse = undefined
      const error = new PalabreError(code, { detail: `TCP ${String(options.port)}` })
      this.#events.onHostStatus({ state: 'stopped', error: error.report() })
      return Promise.reject(error)
    }
    const port = isTaken ? wanted + 1 : wanted
    this.now = {
      state: 'running',
      name: options.name ?? 'host',
      invite: FAKE_INVITE,
      address: '192.168.1.20',
      port,
      ...(isTaken ? { portTaken: wanted } : {}),
      api: `https://192.168.1.20:${String(port)}/api/v1`,
      fingerprint: 'A'.repeat(43),
      ownerToken: 'owner',
      pid: 1,
      mediaThreadId: 0,
    }
    this.#events.onHostStatus(this.now)
    return Promise.resolve(this.now)
  }

  stop(): Promise<void> {
    this.asked.push(['stop'])
    this.now = { state: 'stopped' }
    this.#events.onHostStatus(this.now)
    return Promise.resolve()
  }

  status(): Promise<HostStatus> {
    return Promise.resolve(this.now)
  }

  createInvite(): Promise<string> {
    return Promise.resolve(FAKE_INVITE)
  }

  counters(): Promise<Record<string, number>> {
    return Promise.resolve({})
  }

  /** Figures of its host; those after the asked time are answered. */
  kept: HostFigures = NO_FIGURES

  figures(sinceMs: number): Promise<HostFigures> {
    if (this.now.state !== 'running') return Promise.reject(new PalabreError('service-stopped'))
    const { at, values, ...now } = this.kept
    const first = at.findIndex((one) => one > sinceMs)
    const from = first < 0 ? at.length : first
    const columns = HOST_FIGURES.map((name) => [name, values[name].slice(from)] as const)
    const cut = Object.fromEntries(columns) as unknown as HostFigures['values']
    return Promise.resolve({ ...now, at: at.slice(from), values: cut })
  }
}
