import type { AdminApi, AdminEvents } from './admin.ts'
import type { ErrorReport } from './errors.ts'
import type { HostFigures } from './host-figures.ts'
import type { InvitedRole } from './models.ts'

/**
 * What may be asked of the host service, and what it tells by itself: one birpc contract over one port (see
 * `services.ts`).
 */

export interface HostOptions {
  /** Absent: the name it had, at first run the machine's. */
  readonly name?: string
  /** Address to bind; `::` for every address of both families. */
  readonly bind: string
  /** TCP and UDP port; 0 for any free one. Absent: the last one, else the usual one, else any free one. */
  readonly port?: number
  /** Whether another port will do where the named one is taken: the next ones, else any free one. */
  readonly elsewhere?: boolean
  /** Public keys (base64url) of users that own this host. */
  readonly owners: readonly string[]
  readonly transport?: 'auto' | 'native' | 'dgram'
  /** A certificate of one's own and its private key, PEM files. Absent: the one the host made for itself. */
  readonly certificate?: { readonly certificateFile: string; readonly keyFile: string }
  /** Whether the host announces itself on the networks it can be reached through. Absent: no. */
  readonly discovery?: boolean
  /**
   * Whether people of these networks are let in without an invite, as guests, as long as the host's settings do not
   * say otherwise. Absent: where the host announces itself.
   */
  readonly lanGuests?: boolean
}

export type HostStatus =
  | { readonly state: 'stopped'; readonly error?: ErrorReport }
  | { readonly state: 'starting' }
  | {
      readonly state: 'running'
      readonly name: string
      /** Lobby invite that works for everybody who has it. */
      readonly invite: string
      /** Best address for other machines, without port. */
      readonly address: string
      readonly port: number
      /** The port it would have had, where another program has that one. */
      readonly portTaken?: number
      /** `https://ADDRESS:PORT/api/v1` */
      readonly api: string
      /** SHA-256 of the certificate, base64url. */
      readonly fingerprint: string
      readonly ownerToken: string
      /** Link that makes the first who opens it an owner; only while the host has none. */
      readonly claim?: string
      readonly pid: number
      readonly mediaThreadId: number
    }

/** An invite to be made: for how many seconds and uses (0: no limit), into which channel, and as what. */
export interface InviteWish {
  readonly channelId?: number
  readonly lifetimeS: number
  readonly uses: number
  readonly role?: InvitedRole
}

export interface HostServiceApi extends AdminApi {
  start(options: HostOptions): Promise<HostStatus>
  /** Tells the guests, closes everything; at most 5 s. */
  stop(): Promise<void>
  status(): Promise<HostStatus>
  /** A fresh invite link; `uses` 0 means no limit. */
  createInvite(options: InviteWish): Promise<string>
  /** Counters of the media plane: MEDIA_COUNTERS, `drop:REASON`, and `forwardUs:BOUND` (FORWARD_BOUNDS_US, `more`). */
  counters(): Promise<Record<string, number>>
  /**
   * The figures of the host taken after a time (milliseconds since 1970; 0: all that are kept). Where an answer is
   * full there may be more: ask again from its last one. Rejects with `service-stopped` while no host runs.
   */
  figures(sinceMs: number): Promise<HostFigures>
}

export interface HostServiceEvents extends AdminEvents {
  onHostStatus(status: HostStatus): void
}
