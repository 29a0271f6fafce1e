import { createBirpc } from 'birpc'
import { isErrorCode, reportOf, type ErrorReport } from '../../electron/contract/errors.ts'
import type { Link } from './link.ts'

/** A service as the stores see it: requests by name, and its events. */
export interface Remote<Api extends object, Events extends object> {
  readonly api: Api
  /** Hears an event; the answer stops it. */
  on<Name extends keyof Events>(event: Name, listener: Events[Name]): () => void
  /** Told when the link opens (again) or is lost. */
  onOpen(listener: (open: boolean) => void): () => void
  close(): void
}

type Listener = (...values: never[]) => void

/** A request that is not answered in this time fails, ms: starting a host takes longest. */
const REQUEST_TIMEOUT_MS = 30_000

/** Speaks the RPC contract of a service over a link. */
export function remote<Api extends object, Events extends object>(
  link: Link,
  events: readonly (keyof Events & string)[],
): Remote<Api, Events> {
  const listeners = new Map<keyof Events, Set<Listener>>(events.map((name) => [name, new Set()]))
  const opened = new Set<(open: boolean) => void>()
  const functions: Record<string, (...values: never[]) => void> = {}
  for (const name of events) {
    functions[name] = (...values) => {
      for (const listener of listeners.get(name) ?? []) listener(...values)
    }
  }
  const rpc = createBirpc<Record<string, never>, typeof functions>(functions, {
    post: (message) => {
      link.post(message)
    },
    on: (receive) => {
      link.onMessage(receive)
    },
    timeout: REQUEST_TIMEOUT_MS,
  })
  link.onOpen((open) => {
    // What was asked over a lost link is never answered.
    if (!open) void Promise.allSettled(rpc.$rejectPendingCalls())
    for (const listener of [...opened]) listener(open)
  })
  return {
    // The contract types both ends; birpc makes the functions from their names at run time.
    api: rpc as unknown as Api,
    on(event, listener) {
      const set = listeners.get(event)
      set?.add(listener as Listener)
      return () => {
        set?.delete(listener as Listener)
      }
    },
    onOpen(listener) {
      opened.add(listener)
      return () => {
        opened.delete(listener)
      }
    },
    close() {
      rpc.$close()
      link.close()
    },
  }
}

/** What a rejected request says, as a report of the catalogue. */
export function failure(error: unknown): ErrorReport {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    if (isErrorCode(error.code) && 'message' in error && 'next' in error) return error as ErrorReport
  }
  return reportOf(error)
}
