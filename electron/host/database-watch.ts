import { statSync } from 'node:fs'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { PalabreError } from '../contract/errors.ts'
import { STORAGE_CONFIG } from '../storage/config.ts'
import type { HostConfig } from './config.ts'
import { HOST_ITSELF, type JobService } from './jobs/job-service.ts'
import { prepareEvent, type EventBody } from './services/events.ts'
import type { Session } from './services/roster.ts'
import { manages, tellManagers, type Managers } from './write-watch.ts'

export interface DatabaseWatchOptions extends Managers {
  /** Path of the database. */
  readonly database: string
  readonly jobs: Pick<JobService, 'submit'>
  readonly clock: Clock
  readonly config: Pick<HostConfig, 'databaseCheck'>
  readonly logger: Logger
}

const DAMAGED: EventBody = { type: 'warned', code: 'data-damaged' }

/**
 * Has the whole database read now and then, by a job, so that damage is known while there is a backup from before it:
 * soon after the start where it was too large to be read then, and once a day. Those who manage the host are told.
 */
export class DatabaseWatch {
  readonly #options: DatabaseWatchOptions
  #isDamaged = false
  #cancel: () => void = () => {}

  constructor(options: DatabaseWatchOptions) {
    this.#options = options
    const { soonMs, everyMs } = options.config.databaseCheck
    const wasRead = statSync(options.database).size <= STORAGE_CONFIG.checkBytes
    this.#wait(wasRead ? everyMs : soonMs)
  }

  /** Whether the last look found damage. */
  get isDamaged(): boolean {
    return this.#isDamaged
  }

  /** Somebody has come in. */
  greet(session: Session): void {
    if (this.#isDamaged && manages(this.#options.permissions, session))
      session.peer.deliver(prepareEvent(DAMAGED))
  }

  close(): void {
    this.#cancel()
  }

  #wait(delayMs: number): void {
    const { clock, config } = this.#options
    this.#cancel = clock.after(delayMs, () => {
      this.#wait(config.databaseCheck.everyMs)
      void this.#look()
    })
  }

  async #look(): Promise<void> {
    const { jobs, database, logger } = this.#options
    try {
      await jobs.submit('database.check', { database }, { by: HOST_ITSELF }).done
      this.#isDamaged = false
    } catch (error) {
      const isDamage = error instanceof PalabreError && error.code === 'data-damaged'
      if (isDamage) this.#onDamage(error)
      else logger.warn({ cause: String(error) }, 'the database could not be looked through')
    }
  }

  #onDamage({ detail }: PalabreError): void {
    this.#options.logger.error({ cause: detail }, 'the database is damaged')
    if (!this.#isDamaged) tellManagers(this.#options, DAMAGED)
    this.#isDamaged = true
  }
}
