import type { LinkCodeMade, OwnDevice } from '../../contract/device-messages.ts'
import { PalabreError } from '../../contract/errors.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { Store } from '../../storage/store.ts'
import type { AuditLog } from './audit-log.ts'
import type { LinkCodes } from './link-codes.ts'
import type { Room } from './room.ts'
import type { Session } from './roster.ts'

export interface OwnDevicesOptions {
  readonly store: Pick<Store, 'users' | 'devices'>
  readonly room: Room
  readonly links: LinkCodes
  readonly audit: AuditLog
}

/** What members may do with the machines of their own user. Whoever is in by one of them speaks for the user. */
export class OwnDevices {
  readonly #options: OwnDevicesOptions

  constructor(options: OwnDevicesOptions) {
    this.#options = options
  }

  /** A fresh code for one more machine. Throws `devices-full`. */
  makeCode({ member: { userId } }: Session): LinkCodeMade {
    const { store, links } = this.#options
    if (store.devices.ofUser(userId).length >= LIMITS.devices) throw new PalabreError('devices-full')
    return links.make(userId)
  }

  list({ member: { userId }, deviceId }: Session): OwnDevice[] {
    const { store, room } = this.#options
    const here = new Set(room.sessionsOf(userId).map((session) => session.deviceId))
    const devices = store.devices.ofUser(userId).slice(0, LIMITS.devices)
    return devices.map(({ id, name, createdAt, lastSeenAt }) => ({
      ...{ id, name, createdAt, lastSeenAt },
      ...{ here: here.has(id), asking: id === deviceId },
    }))
  }

  /** Throws `machine-unknown`. */
  name({ member: { userId } }: Session, deviceId: number, name: string): void {
    const isNamed = this.#options.store.devices.rename(userId, deviceId, name.trim())
    if (!isNamed) throw new PalabreError('machine-unknown')
  }

  /** Takes a machine away and ends its stay. Throws `machine-unknown`, or `device-last`: nobody shuts oneself out. */
  remove({ member: { userId } }: Session, deviceId: number): void {
    const { store, room, audit } = this.#options
    const user = store.users.byId(userId)
    const devices = store.devices.ofUser(userId)
    if (user === undefined || !devices.some(({ id }) => id === deviceId))
      throw new PalabreError('machine-unknown')
    if (devices.length === 1) throw new PalabreError('device-last')
    store.devices.remove(userId, deviceId)
    const target = { kind: 'user', id: userId, name: user.nickname } as const
    audit.note({ kind: 'user', user }, 'device.remove', target, { deviceId })
    room.endDevice(userId, deviceId, 'device-removed')
  }
}
