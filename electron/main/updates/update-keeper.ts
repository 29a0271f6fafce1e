import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import { PalabreError, type ErrorReport } from '../../contract/errors.ts'
import type { UpdateStatus, UpdateTrack } from '../../contract/updates.ts'
import { UPDATE_CONFIG } from '../config.ts'
import { mayTake } from './update-rules.ts'

/** Where newer versions come from. */
export interface UpdateFeed {
  /** The newest version there is on a track; undefined where there is none. */
  newest(track: UpdateTrack): Promise<string | undefined>
  /** Fetches it and checks it against what the feed says of it; tells the share that is there, 0 to 100. */
  fetch(onPercent: (percent: number) => void): Promise<void>
  /** Ends the app, puts the new version in its place, and starts it. */
  install(): void
}

export interface UpdateParts {
  /** Undefined where this app is not updated by itself. */
  readonly feed: UpdateFeed | undefined
  readonly current: string
  readonly track: () => UpdateTrack
  readonly isInCall: () => boolean
  readonly clock: Clock
}

/**
 * Looks for newer versions now and then, and says what it finds. The person decides whether one is fetched, and when
 * the app restarts into it; while a call goes on it does not.
 */
export class UpdateKeeper {
  readonly #parts: UpdateParts
  readonly #changed = new Emitter<UpdateStatus>()
  #status: UpdateStatus
  #cancel: () => void = () => {}

  constructor(parts: UpdateParts) {
    this.#parts = parts
    this.#status = { state: parts.feed === undefined ? 'off' : 'current' }
  }

  get status(): UpdateStatus {
    return this.#status.state === 'ready' ? { ...this.#status, waits: this.#parts.isInCall() } : this.#status
  }

  onChange(listener: (status: UpdateStatus) => void): void {
    this.#changed.on(listener)
  }

  /** Looks soon, and from then on now and then. */
  start(): void {
    if (this.#parts.feed !== undefined) this.#lookAfter(UPDATE_CONFIG.firstMs)
  }

  close(): void {
    this.#cancel()
  }

  /** Looks whether there is a newer version that may be taken. */
  async look(): Promise<UpdateStatus> {
    const { feed, current, track } = this.#parts
    if (feed === undefined || this.#isBusy()) return this.status
    try {
      const version = await feed.newest(track())
      const isWanted = version !== undefined && mayTake(version, current, track())
      // Somebody may have begun to fetch meanwhile.
      if (!this.#isBusy()) this.#set(isWanted ? { state: 'offered', version } : { state: 'current' })
    } catch (error) {
      if (!this.#isBusy()) this.#set({ state: 'failed', error: failed(error) })
    }
    return this.status
  }

  /** Fetches what is offered. */
  async fetch(): Promise<UpdateStatus> {
    const { feed } = this.#parts
    if (feed === undefined || this.#status.state !== 'offered') return this.status
    const { version } = this.#status
    this.#set({ state: 'fetching', version, percent: 0 })
    try {
      await feed.fetch((percent) => {
        if (this.#status.state === 'fetching') this.#set({ state: 'fetching', version, percent })
      })
      this.#set({ state: 'ready', version, waits: this.#parts.isInCall() })
    } catch (error) {
      this.#set({ state: 'failed', error: failed(error) })
    }
    return this.status
  }

  /** Restarts into what was fetched; throws `update-waits` during a call. */
  install(): void {
    const { feed, isInCall } = this.#parts
    if (feed === undefined || this.#status.state !== 'ready') return
    if (isInCall()) throw new PalabreError('update-waits')
    feed.install()
  }

  /** To be called when a call begins or ends. */
  callChanged(): void {
    if (this.#status.state === 'ready') this.#set({ ...this.#status, waits: this.#parts.isInCall() })
  }

  #lookAfter(delayMs: number): void {
    this.#cancel = this.#parts.clock.after(delayMs, () => {
      void this.look()
      this.#lookAfter(UPDATE_CONFIG.everyMs)
    })
  }

  #isBusy(): boolean {
    return this.#status.state === 'fetching' || this.#status.state === 'ready'
  }

  #set(status: UpdateStatus): void {
    this.#status = status
    this.#changed.emit(status)
  }
}

function failed(error: unknown): ErrorReport {
  const detail = error instanceof Error ? error.message : String(error)
  return new PalabreError('update-failed', { detail, cause: error }).report()
}
