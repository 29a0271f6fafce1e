import { existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { PalabreError } from '../../contract/errors.ts'
import type { MediaCommand } from '../../contract/media.ts'
import {
  MIX_FILE,
  SPOOL_FILE,
  trackFile,
  type FinishedRecording,
  type FinishWish,
  type RecorderEvent,
  type RecorderLimits,
  type RecordingEnd,
  type RecordingMark,
} from '../../contract/recording.ts'
import type { RecordingRow, TrackRow } from '../../storage/repositories/recordings.ts'
import type { Store } from '../../storage/store.ts'
import type { RecorderPort } from '../recorder-port.ts'
import type { Actor, AuditLog, AuditTarget } from './audit-log.ts'
import type { ChannelTree } from './channel-tree.ts'
import type { Permissions } from './permissions.ts'
import type { Room } from './room.ts'
import type { Session } from './roster.ts'

/** Tunables of recordings. */
export interface RecordingConfig extends RecorderLimits {
  /** Bytes of all recordings together: with more there is no further one. */
  readonly totalBytes: number
  /** A recording lasts at most so long, ms. */
  readonly mostMs: number
  /** Recordings are removed after so many days; 0: never. */
  readonly keepDays: number
  /** Recordings removed at once. */
  readonly sweepMost: number
}

export interface RecordingServiceOptions {
  readonly store: Pick<Store, 'recordings'>
  readonly room: Room
  readonly tree: ChannelTree
  readonly permissions: Permissions
  readonly audit: AuditLog
  readonly clock: Clock
  readonly logger: Logger
  readonly config: RecordingConfig
  /** Each recording has a folder of its own in this one, named by its number. */
  readonly folder: string
  /** To the media worker. */
  readonly post: (command: MediaCommand) => void
  /** Makes the files of a recording that has ended. */
  readonly finish: (wish: FinishWish) => Promise<FinishedRecording>
}

/** A recording that goes on. */
interface Active {
  readonly id: number
  readonly channelId: number
  readonly channel: string
  readonly startedMs: number
  readonly cancelLimit: () => void
}

const DAY_MS = 86_400_000
const FOLDER_MODE = 0o700

/**
 * Recordings of channels, from the first packet to their removal. While one goes on, everybody sees it on the channel;
 * whoever keeps the own voice out of recordings is in none, and that is seen too.
 */
export class RecordingService {
  readonly #options: RecordingServiceOptions
  readonly #active = new Map<number, Active>()
  #recorder: RecorderPort | undefined
  #closing = false

  constructor(options: RecordingServiceOptions) {
    this.#options = options
    options.room.onChange((change) => {
      if (change.kind === 'entered' || change.kind === 'moved') this.#meet(change.session)
      else if (change.kind === 'restored') this.#restore()
    })
    options.tree.onChange(() => {
      for (const active of [...this.#active.values()])
        if (options.tree.find(active.channelId) === undefined) this.#end(active, 'channel-removed')
    })
  }

  /** From now on this recorder writes; what the host before left unfinished is finished. */
  attach(recorder: RecorderPort): void {
    this.#recorder = recorder
    recorder.onEvent((event) => {
      this.#onRecorder(event)
    })
    const { store, clock } = this.#options
    for (const { id } of store.recordings.inState('recording'))
      store.recordings.ended(id, { at: clock.wallMs(), reason: 'interrupted' })
    for (const { id } of store.recordings.inState('finishing')) this.#finish(id)
  }

  /**
   * Begins to record a channel. Throws `permission-denied`, `channel-unknown`, `recording-running`,
   * `recording-no-room`, `data-unwritable`, or `service-stopped` where there is no recorder.
   */
  start(actor: Actor, channelId: number): number {
    const { tree, store, clock, audit, post, config } = this.#options
    const channel = tree.get(channelId)
    this.#require(actor, channelId)
    if (this.#active.has(channelId)) throw new PalabreError('recording-running')
    if (this.#recorder === undefined || this.#closing) throw new PalabreError('service-stopped')
    this.#checkRoom()
    const startedAt = clock.wallMs()
    const { startedBy, starter } = starterOf(actor)
    const id = store.recordings.add({ channelId, channel: channel.name, startedBy, starter, startedAt })
    this.#makeFolder(id)
    const cancelLimit = clock.after(config.mostMs, () => {
      this.#end(active, 'time-limit')
    })
    const active = { id, channelId, channel: channel.name, startedMs: clock.nowMs(), cancelLimit }
    this.#active.set(channelId, active)
    const { mostBytes, leastFreeBytes } = config
    const limits = { mostBytes, leastFreeBytes }
    this.#recorder.post({ type: 'start', recordingId: id, folder: this.#folderOf(id), limits })
    for (const session of this.#options.room.sessionsIn(channelId)) this.#meet(session)
    // First everybody is told, then it begins.
    this.#mark(channelId, { id, startedBy: starter, startedById: startedBy, startedAt })
    post({ type: 'recordingStarted', channelId, recordingId: id, elapsedMs: 0 })
    audit.note(actor, 'recording.start', targetOf(active), { recordingId: id })
    return id
  }

  /** Ends the recording of a channel. Throws `permission-denied`, `channel-unknown` or `recording-none`. */
  stop(actor: Actor, channelId: number): void {
    this.#options.tree.get(channelId)
    this.#require(actor, channelId)
    const active = this.#active.get(channelId)
    if (active === undefined) throw new PalabreError('recording-none')
    this.#end(active, 'stopped')
    this.#options.audit.note(actor, 'recording.stop', targetOf(active), { recordingId: active.id })
  }

  /**
   * Keeps a user's voice out of every recording, or no longer. It is remembered; where the user lacks the right, it
   * waits. Throws `permission-denied` for who has no right to it where it is.
   */
  refuse(session: Session, refuses: boolean): void {
    const { permissions, store, room } = this.#options
    const { userId, nickname, role, channelId } = session.member
    if (refuses) permissions.require({ id: userId, nickname, role }, 'refuseRecording', channelId)
    store.recordings.setRefuses(userId, refuses)
    for (const stay of room.sessionsOf(userId)) room.settleRefusal(stay)
  }

  /** Throws `recording-unknown`. */
  get(id: number): RecordingRow & { readonly tracks: readonly TrackRow[] } {
    const { recordings } = this.#options.store
    const row = recordings.byId(id)
    if (row === undefined) throw new PalabreError('recording-unknown')
    return { ...row, tracks: recordings.tracks(id) }
  }

  /** Where a file of a recording lies: of the mix (0) or a track. Throws `recording-unknown` or `recording-unfinished`. */
  fileOf(id: number, number: number): { readonly path: string; readonly bytes: number } {
    const { state, tracks } = this.get(id)
    if (state === 'recording' || state === 'finishing') throw new PalabreError('recording-unfinished')
    const track = tracks.find((one) => one.number === number)
    if (track === undefined) throw new PalabreError('recording-unknown')
    const name = number === 0 ? MIX_FILE : trackFile(number)
    const path = join(this.#folderOf(id), name)
    // A host that was brought back from a backup knows of recordings whose sound is elsewhere.
    if (!existsSync(path)) throw new PalabreError('recording-unknown', { detail: 'its files are not here' })
    return { path, bytes: track.bytes }
  }

  /** Removes a recording with its files. Throws `recording-unknown` or `recording-unfinished`. */
  remove(actor: Actor, id: number): void {
    const row = this.get(id)
    if (row.state === 'recording' || row.state === 'finishing') throw new PalabreError('recording-unfinished')
    this.#remove(row)
    this.#options.audit.note(actor, 'recording.remove', targetOf(row), { recordingId: id })
  }

  /** Removes what is older than the host keeps, at most `limit`; true where more is left. */
  sweep(limit: number): boolean {
    const { store, clock, config } = this.#options
    if (config.keepDays === 0) return false
    const old = store.recordings.endedBefore(clock.wallMs() - config.keepDays * DAY_MS, limit)
    for (const row of old) this.#remove(row)
    return old.length === limit
  }

  /** Ends all recordings; their files are made at the next start. */
  async close(): Promise<void> {
    this.#closing = true
    for (const active of [...this.#active.values()]) this.#end(active, 'host-closing')
    await this.#recorder?.stop()
  }

  #onRecorder(event: RecorderEvent): void {
    const active = [...this.#active.values()].find(({ id }) => id === event.recordingId)
    if (event.type === 'refused') {
      this.#options.logger.warn({ ...event }, 'a recording ends')
      if (active !== undefined) this.#end(active, event.reason)
      return
    }
    if (active !== undefined) this.#end(active, 'failed')
    this.#options.store.recordings.spooled(event.recordingId, event.bytes)
    this.#finish(event.recordingId)
  }

  #end(active: Active, reason: RecordingEnd): void {
    const { id, channelId, startedMs, cancelLimit } = active
    if (!this.#active.delete(channelId)) return
    const { store, clock, post } = this.#options
    cancelLimit()
    post({ type: 'recordingStopped', channelId })
    this.#recorder?.post({ type: 'stop', recordingId: id, elapsedMs: clock.nowMs() - startedMs })
    store.recordings.ended(id, { at: clock.wallMs(), reason })
    this.#mark(channelId, null, reason)
  }

  #mark(channelId: number, recording: RecordingMark | null, reason?: RecordingEnd): void {
    this.#options.tree.setRecording(channelId, recording ?? undefined)
    const ended = reason === undefined ? {} : { reason }
    this.#options.room.tellEverybody({ type: 'recordingChanged', channelId, recording, ...ended })
  }

  /** Somebody is in a channel: if it is recorded, its recording is told who that is. */
  #meet({ member, deviceId }: Session): void {
    const active = this.#active.get(member.channelId)
    if (active === undefined) return
    const { sourceId: source, userId, nickname } = member
    this.#recorder?.post({ type: 'person', recordingId: active.id, source, userId, nickname, deviceId })
  }

  /** A new media worker knows of no recording. */
  #restore(): void {
    const { clock, post } = this.#options
    for (const { id: recordingId, channelId, startedMs } of this.#active.values())
      post({ type: 'recordingStarted', channelId, recordingId, elapsedMs: clock.nowMs() - startedMs })
  }

  #finish(id: number): void {
    const { store, logger, finish } = this.#options
    const row = store.recordings.byId(id)
    // Without the word of the host before: it closes, and the next one begins anew.
    if (row === undefined || this.#closing) return
    const folder = this.#folderOf(id)
    const date = new Date(row.startedAt).toISOString()
    finish({ recordingId: id, folder, title: row.channel, date })
      .then((finished) => {
        if (this.#closing) return
        store.recordings.finished(id, finished)
        rmSync(join(folder, SPOOL_FILE), { force: true })
        logger.info({ recordingId: id, durationMs: finished.durationMs }, 'recording is ready')
      })
      .catch((error: unknown) => {
        if (this.#closing) return
        store.recordings.failed(id)
        this.#options.room.tellEverybody({ type: 'warned', code: 'recording-failed' })
        logger.error({ recordingId: id, cause: String(error) }, 'the files of a recording could not be made')
      })
  }

  #remove({ id }: RecordingRow): void {
    rmSync(this.#folderOf(id), { recursive: true, force: true })
    this.#options.store.recordings.remove(id)
  }

  #checkRoom(): void {
    const { config, store, folder } = this.#options
    const free = guarded(folder, () => {
      mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
      const { bavail, bsize } = statfsSync(folder)
      return bavail * bsize
    })
    if (free < config.leastFreeBytes)
      throw new PalabreError('recording-no-room', { detail: `${String(free)} bytes are free` })
    const total = store.recordings.totalBytes()
    if (total >= config.totalBytes)
      throw new PalabreError('recording-no-room', { detail: `recordings have ${String(total)} bytes` })
  }

  /** A fresh, empty folder; where it cannot be made, the recording is none. */
  #makeFolder(id: number): void {
    const folder = this.#folderOf(id)
    try {
      guarded(folder, () => {
        rmSync(folder, { recursive: true, force: true })
        mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
      })
    } catch (error) {
      this.#options.store.recordings.remove(id)
      throw error
    }
  }

  /** Made of a number alone. */
  #folderOf(id: number): string {
    return join(this.#options.folder, String(id))
  }

  #require(actor: Actor, channelId: number): void {
    if (actor.kind === 'user') this.#options.permissions.require(actor.user, 'record', channelId)
  }
}

function starterOf(actor: Actor): { startedBy: number | null; starter: string } {
  if (actor.kind === 'token') return { startedBy: null, starter: actor.name }
  return { startedBy: actor.user.id, starter: actor.user.nickname }
}

function targetOf({ channelId, channel }: Pick<RecordingRow, 'channelId' | 'channel'>): AuditTarget {
  return { kind: 'channel', id: channelId, name: channel }
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    throw new PalabreError('data-unwritable', { detail: `${path}: ${cause}`, cause: error })
  }
}
