import { createBirpc } from 'birpc'
import { errorOf, PalabreError, reportOf, type ErrorReport } from '../contract/errors.ts'
import type { Port } from './port.ts'

/**
 * Typed calls over a port, by birpc. Requests are answered or fail with a PalabreError;
 * events go the other way and are not answered.
 */

/** No request of ours takes longer, ms; connecting has its own, shorter limit. */
const REQUEST_TIMEOUT_MS = 30_000

/** A message of birpc as it crosses the port; `e` holds an ErrorReport. */
interface Wire {
  readonly e?: unknown
}

type AnyFunctions = Record<string, (...args: unknown[]) => unknown>

/**
 * Serves `api` at a port: only the given methods can be called. Answers a way to send events there;
 * an event to a port that has closed is dropped.
 */
export function serve<Api extends object, Events extends object>(
  port: Port,
  api: Api,
  methods: readonly (keyof Api & string)[],
): Events {
  const allowed = new Set<string>(methods)
  const rpc = createBirpc<AnyFunctions, Api>(api, {
    post: (message: unknown) => {
      port.post(message)
    },
    on: (listener) => {
      port.onMessage(listener)
    },
    serialize: (message: Wire): unknown =>
      message.e === undefined ? message : { ...message, e: reportOf(message.e) },
    bind: 'functions',
    resolver: (name, resolved) => (allowed.has(name) ? resolved : undefined),
    onGeneralError: () => true,
  })
  port.onClose(() => {
    rpc.$close()
  })
  return eventSink<Events>((name, args) => {
    if (!rpc.$closed) void rpc.$callEvent(name, ...args).catch(() => {})
  })
}

/** Calls what is served at the other end of a port; events arrive at `events`. */
export function connect<Api extends object, Events extends object>(port: Port, events: Partial<Events>): Api {
  const rpc = createBirpc<Api, Partial<Events>>(events, {
    post: (message: unknown) => {
      port.post(message)
    },
    on: (listener) => {
      port.onMessage(listener)
    },
    deserialize: (message: Wire): unknown =>
      message.e === undefined ? message : { ...message, e: errorOf(message.e as ErrorReport) },
    bind: 'functions',
    timeout: REQUEST_TIMEOUT_MS,
    // An event nobody listens to is no mistake.
    resolver: (name, resolved) => (Object.hasOwn(events, name) ? resolved : () => undefined),
  })
  port.onClose(() => {
    rpc.$close(new PalabreError('service-stopped'))
  })
  return rpc as unknown as Api
}

/** The listeners of a service: `tell` calls an event at every port that is served. */
export class Audience<Events extends object> {
  readonly #sinks = new Set<Events>()

  readonly tell: Events = eventSink<Events>((name, args) => {
    for (const sink of this.#sinks) (sink as AnyFunctions)[name]?.(...args)
  })

  /** Serves `api` at one more port until it closes. */
  add<Api extends object>(port: Port, api: Api, methods: readonly (keyof Api & string)[]): void {
    const sink = serve<Api, Events>(port, api, methods)
    this.#sinks.add(sink)
    port.onClose(() => {
      this.#sinks.delete(sink)
    })
  }
}

/** An object whose every method hands its name and arguments to `send`. */
function eventSink<Events extends object>(send: (name: string, args: unknown[]) => void): Events {
  const proxy: object = new Proxy(
    {},
    {
      get:
        (_target, name) =>
        (...args: unknown[]) => {
          send(String(name), args)
        },
    },
  )
  return proxy as Events
}
