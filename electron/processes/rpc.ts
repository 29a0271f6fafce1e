import { createBirpc } from 'birpc'
import type { CallTable } from '../contract/call-table.ts'
import { errorOf, PalabreError, reportOf, type ErrorReport } from '../contract/errors.ts'
import { checkCall, readRequest } from './call-check.ts'
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

type AnyFunction = (...args: unknown[]) => unknown
type AnyFunctions = Record<string, AnyFunction>

/**
 * Serves `api` at a port: only calls that its table has, with arguments as they stand there; others are answered with
 * `message-malformed`, and a message that is no call closes the port. Answers a way to send events there; an event to a
 * port that has closed is dropped.
 */
export function serve<Api extends object, Events extends object>(
  port: Port,
  api: Api,
  calls: CallTable<Api>,
): Events {
  const rpc = createBirpc<AnyFunctions, Api>(api, {
    post: (message: unknown) => {
      port.post(message)
    },
    on: (listener) => {
      port.onMessage((message) => {
        const request = readRequest(message)
        if (request.ok) listener(message)
        else if (request.id === undefined) port.close()
        else port.post({ t: 's', i: request.id, e: new PalabreError('message-malformed').report() })
      })
    },
    serialize: (message: Wire): unknown =>
      message.e === undefined ? message : { ...message, e: reportOf(message.e) },
    bind: 'functions',
    // birpc takes any function that can be called; which ones a port may call is told by the table.
    resolver: (name, resolved) => checked(calls, name, resolved),
    onGeneralError: () => true,
  })
  port.onClose(() => {
    rpc.$close()
  })
  return eventSink<Events>((name, args) => {
    if (!rpc.$closed) void rpc.$callEvent(name, ...args).catch(() => {})
  })
}

/** A method that throws where it is called otherwise than its table says. */
function checked(calls: CallTable<object>, name: string, method: AnyFunction | undefined): AnyFunction {
  return function call(this: unknown, ...given) {
    checkCall(calls, name, given)
    return method?.apply(this, given)
  }
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
  add<Api extends object>(port: Port, api: Api, calls: CallTable<Api>): void {
    const sink = serve<Api, Events>(port, api, calls)
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
