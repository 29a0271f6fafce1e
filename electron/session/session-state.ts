import type { SessionState } from '../contract/services.ts'

/** The name of a session's state. */
export type StateName = SessionState['state']

/** Which state may follow which. `binding` and `ready` follow themselves when the room changes. */
export const TRANSITIONS: Readonly<Record<StateName, readonly StateName[]>> = {
  idle: ['resolving'],
  resolving: ['connecting', 'closed'],
  connecting: ['authenticating', 'closed'],
  authenticating: ['binding', 'closed'],
  binding: ['binding', 'ready', 'resuming', 'closed'],
  ready: ['ready', 'resuming', 'closed'],
  // A try that fails leads to the next; its steps between are not shown, the room stays in view.
  resuming: ['resuming', 'binding', 'closed'],
  closed: ['resolving'],
}

/** Whether one state may follow another. */
export function mayFollow(from: StateName, to: StateName): boolean {
  return TRANSITIONS[from].includes(to)
}

/** Whether a guest in this state has a connection, is getting one, or will by itself. */
export function isActive(state: StateName): boolean {
  return state !== 'idle' && state !== 'closed'
}
