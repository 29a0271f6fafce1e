import { homedir } from 'node:os'
import process from 'node:process'
import { systemClock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { PalabreError, reportOf } from '../contract/errors.ts'
import type { HostFigures } from '../contract/host-figures.ts'
import type {
  InviteWish,
  HostOptions,
  HostServiceApi,
  HostServiceEvents,
  HostStatus,
} from '../contract/services.ts'
import { loopbackOf } from '../host/addresses.ts'
import { HOST_CONFIG, type HostConfig } from '../host/config.ts'
import { startHost, type Host } from '../host/host.ts'
import type { OpenMedia } from '../host/media-port.ts'
import { AdminRelay } from '../session/admin/admin-relay.ts'
import type { AdminPlace } from '../session/admin/pinned-http.ts'
import { AdminService } from './admin-service.ts'
import { downloadFolder } from './download-folder.ts'
import { entryUrl } from './entry.ts'
import { giveMemoryBack } from './lean-memory.ts'

export interface HostServiceOptions {
  /** Where the host keeps what it knows. */
  readonly folder: string
  readonly openMedia: OpenMedia
  readonly logger: Logger
  /** Tunables, where they are not the usual ones. */
  readonly config?: HostConfig
  /** False: the host is not announced, whoever asks for it. */
  readonly mayAnnounce?: boolean
  /** Whether damaged data is replaced by the newest good backup, without asking. */
  readonly restoresDamaged?: boolean
  /** Hears of each change of the status. */
  readonly tell: HostServiceEvents
  /** Where files go that are fetched from the host; else the system's folder of downloads. */
  readonly downloadFolder?: string
}

/** The host of a process: none, or one. */
export class HostService extends AdminService implements HostServiceApi {
  readonly #options: HostServiceOptions
  #status: HostStatus = { state: 'stopped' }
  #host: Host | undefined
  #lastPort = 0
  /** Where the host listens; another object for each start. */
  #place: AdminPlace | undefined
  /** The API of the own host, as its owner. */
  protected readonly relay: AdminRelay
  /** Starting and stopping, one after the other. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: HostServiceOptions) {
    super()
    this.#options = options
    this.relay = new AdminRelay({
      door: {
        place: () => this.#place,
        token: () => this.#running((host) => host.status.ownerToken),
      },
      clock: systemClock,
      downloadFolder: options.downloadFolder ?? downloadFolder(process.env, homedir()),
      onDownload: (download) => {
        options.tell.onDownload(download)
      },
    })
  }

  /** Starts the host; where one runs already, answers its status. */
  start(options: HostOptions): Promise<HostStatus> {
    return this.#inTurn(() => this.#start(options))
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop())
  }

  status(): Promise<HostStatus> {
    return Promise.resolve(this.#status)
  }

  createInvite(terms: InviteWish): Promise<string> {
    return this.#running((host) => host.createInvite(terms))
  }

  counters(): Promise<Record<string, number>> {
    return this.#running((host) => host.counters())
  }

  figures(sinceMs: number): Promise<HostFigures> {
    // From a page: what is no time means all there is.
    return this.#running((host) => host.figures(Number.isFinite(sinceMs) ? sinceMs : 0))
  }

  async #start(options: HostOptions): Promise<HostStatus> {
    if (this.#host !== undefined) return this.#status
    this.#become({ state: 'starting' })
    try {
      const { folder, openMedia, logger, config = HOST_CONFIG, mayAnnounce = true } = this.#options
      const allowed = mayAnnounce ? options : { ...options, discovery: false, lanGuests: false }
      const surroundings = {
        ...{ openMedia, logger, config, jobsEntry: entryUrl('jobs.worker') },
        restoresDamaged: this.#options.restoresDamaged ?? false,
        restart: () => void this.#restart(options),
        tidy: giveMemoryBack,
      }
      this.#host = await startHost(folder, allowed, surroundings)
      this.#host.onChange((status) => {
        this.#become(status)
      })
      this.#host.onJob((job) => {
        this.#options.tell.onJob(job)
      })
      const { port, fingerprint } = this.#host.status
      this.#lastPort = port
      this.#place = { address: loopbackOf(options.bind), port, fingerprint }
      this.#become(this.#host.status)
      return this.#status
    } catch (error) {
      this.#become({ state: 'stopped', error: reportOf(error) })
      throw error
    }
  }

  /** A failure is in the status, and in the log. */
  async #restart(options: HostOptions): Promise<void> {
    await this.#inTurn(async () => {
      await this.#stop()
      // Guests come back to the port they know.
      await this.#start({ ...options, ...(options.port === 0 ? { port: this.#lastPort } : {}) })
    }).catch((error: unknown) => {
      this.#options.logger.error({ cause: reportOf(error).detail }, 'the host could not start again')
    })
  }

  async #stop(): Promise<void> {
    const host = this.#host
    this.#host = undefined
    this.#place = undefined
    if (host === undefined) return
    try {
      await host.close()
    } finally {
      this.#become({ state: 'stopped' })
    }
  }

  #become(status: HostStatus): void {
    this.#status = status
    this.#options.tell.onHostStatus(status)
  }

  async #running<T>(ask: (host: Host) => T): Promise<T> {
    if (this.#host === undefined) throw new PalabreError('service-stopped')
    return Promise.resolve(ask(this.#host))
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => {})
    return result
  }
}

/** The limit of a service's good-bye, ms. */
const CLOSE_LIMIT_MS = 5_000

/** Ends this process with the service: closed in time with 0, else with 1. */
export function endWith(service: HostServiceApi): void {
  const timer = setTimeout(() => process.exit(1), CLOSE_LIMIT_MS)
  timer.unref()
  service.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
