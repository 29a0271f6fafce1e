import { PalabreError } from '../../contract/errors.ts'
import type { RoomAnswer } from '../../contract/gateway.ts'
import type { Invite } from '../../contract/invite.ts'
import type { GatewayConnection } from '../interfaces.ts'
import type { AdminPlace } from './pinned-http.ts'

/** How a host lets this instance in. */
export interface AdminDoor {
  /** Where it is now, the same object as long as it is the same connection; undefined: there is no host. */
  readonly place: () => AdminPlace | undefined
  /** A token of it; rejects with `permission-denied` where there is none for this user. */
  readonly token: () => Promise<string>
}

/** The place of a host that somebody is connected to: the address that answered, and the key that was checked. */
export function placeOf({ address, port }: GatewayConnection, { fingerprint }: Invite): AdminPlace {
  return { address, port, fingerprint }
}

/** The token of the host's answer. Throws `message-malformed`. */
export function tokenOf({ adminPass }: RoomAnswer): string {
  if (adminPass === undefined) throw new PalabreError('message-malformed', { detail: 'no pass' })
  return adminPass.token
}
