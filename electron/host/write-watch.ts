import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { Store } from '../storage/store.ts'
import type { HostConfig } from './config.ts'
import { prepareEvent, type EventBody } from './services/events.ts'
import type { Permissions } from './services/permissions.ts'
import type { Room } from './services/room.ts'
import type { Session } from './services/roster.ts'

/** Who is here, and who of them may manage the host. */
export interface Managers {
  readonly room: Pick<Room, 'sessions' | 'tellUsers'>
  readonly permissions: Pick<Permissions, 'may'>
}

export interface WriteWatchOptions extends Managers {
  readonly store: Pick<Store, 'health' | 'probe'>
  readonly clock: Clock
  readonly config: Pick<HostConfig, 'probeMs'>
  readonly logger: Logger
}

const FAILING: EventBody = { type: 'warned', code: 'data-unwritable' }
const WELL: EventBody = { type: 'warningEnded', code: 'data-unwritable' }

/**
 * Voice goes on where nothing can be written: those who manage the host are told, also those who come in meanwhile,
 * and writes are tried until they go through, which is told as well.
 */
export class WriteWatch {
  readonly #options: WriteWatchOptions
  readonly #stop: () => void
  #cancel: () => void = () => {}

  constructor(options: WriteWatchOptions) {
    this.#options = options
    this.#stop = options.store.health.onChange((isFailing) => {
      this.#onChange(isFailing)
    })
    if (options.store.health.isFailing) this.#onChange(true)
  }

  /** Somebody has come in. */
  greet(session: Session): void {
    const { store, permissions } = this.#options
    if (store.health.isFailing && manages(permissions, session)) session.peer.deliver(prepareEvent(FAILING))
  }

  close(): void {
    this.#cancel()
    this.#stop()
  }

  #onChange(isFailing: boolean): void {
    const { logger } = this.#options
    if (isFailing) {
      logger.error({}, 'the data folder cannot be written; voice goes on')
      tellManagers(this.#options, FAILING)
      this.#probeLater()
    } else {
      logger.warn({}, 'the data folder can be written again')
      tellManagers(this.#options, WELL)
    }
  }

  #probeLater(): void {
    const { clock, config, store } = this.#options
    this.#cancel = clock.after(config.probeMs, () => {
      if (!store.probe()) this.#probeLater()
    })
  }
}

/** Tells those who may manage the host. */
export function tellManagers({ room, permissions }: Managers, event: EventBody): void {
  const managers = room.sessions().filter((session) => manages(permissions, session))
  room.tellUsers(
    managers.map(({ member }) => member.userId),
    event,
  )
}

/** Whether somebody may manage the host. */
export function manages(permissions: Managers['permissions'], { member }: Session): boolean {
  const { userId: id, nickname, role } = member
  return permissions.may({ id, nickname, role }, 'manageHost')
}
