import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { BackupReason } from '../contract/admin-items.ts'
import { PalabreError } from '../contract/errors.ts'
import {
  backupFile,
  backupName,
  listBackups,
  tidyBackups,
  tidyUploads,
  uploadFile,
  type BackupFile,
} from '../storage/backup/backup-folder.ts'
import { BACKUP_CONFIG } from '../storage/backup/config.ts'
import { DATABASE_FILE, type Store } from '../storage/store.ts'
import { receiveFile } from './receive-file.ts'
import { HOST_ITSELF, type JobHandle, type JobService } from './jobs/job-service.ts'
import type { Actor, AuditLog } from './services/audit-log.ts'
import type { SettingsService } from './services/settings-service.ts'

export interface BackupsOptions {
  /** The host's data folder. */
  readonly folder: string
  readonly store: Pick<Store, 'changes'>
  readonly jobs: JobService
  readonly audit: AuditLog
  readonly clock: Clock
  readonly logger: Logger
  /** Closes the host and opens it again on what waits in the folder. */
  readonly restart: () => void
  /** What the owner decides, and hears of each change of it. */
  readonly settings: Pick<SettingsService, 'now' | 'onChange'>
}

const FOLDER_MODE = 0o700
/** When the next file may be brought, seconds. */
const RETRY_S = 10
const HOUR_MS = 3_600_000

/**
 * The backups of a host: made now and then where something changed, and when somebody asks; brought back by a restart,
 * since every part of the host holds on to what it read. Each act is in the audit log.
 */
export class Backups {
  readonly #options: BackupsOptions
  /** Changes of the store that the newest backup has. */
  #covered = 0
  #cancel: () => void = () => {}
  readonly #forget: () => void
  #isReceiving = false
  /** Of the schedule that is waited for, ms; 0: none. */
  #everyMs = 0

  constructor(options: BackupsOptions) {
    this.#options = options
    tidyBackups(options.folder)
    tidyUploads(options.folder)
    this.#schedule()
    this.#forget = options.settings.onChange(() => {
      if (this.#wantedMs() !== this.#everyMs) this.#schedule()
    })
  }

  /** The newest first. */
  list(): BackupFile[] {
    return listBackups(this.#options.folder)
  }

  /** Begins to make one; an export is a backup without keys and tokens. */
  create(actor: Actor, secrets: boolean): JobHandle<'backup.create'> {
    const handle = this.#make(actor, secrets ? 'request' : 'export', secrets)
    this.#note(actor, 'backup.create', { secrets })
    return handle
  }

  /** The path of a backup; throws `backup-unknown`. */
  file(name: string): string {
    const file = backupFile(this.#options.folder, name)
    if (!existsSync(file)) throw new PalabreError('backup-unknown')
    return file
  }

  /** Notes that somebody took a backup away: there may be keys in it. */
  taken(actor: Actor, name: string): void {
    this.#note(actor, 'backup.take', { name })
  }

  /** Throws `backup-unknown`. */
  remove(actor: Actor, name: string): void {
    rmSync(this.file(name))
    this.#note(actor, 'backup.remove', { name })
  }

  /**
   * Brings a backup back: the present state is backed up first, then the host starts again with the other. Answers the
   * job that tries the backup; once that is done the restart follows at once. Throws `backup-unknown`.
   */
  async restore(actor: Actor, name: string): Promise<JobHandle<'backup.restore'>> {
    const { folder, jobs, restart, logger } = this.#options
    const file = this.file(name)
    await this.#make(actor, 'before-restore', true).done
    const handle = jobs.submit(
      'backup.restore',
      { file, database: join(folder, DATABASE_FILE) },
      { by: actor },
    )
    this.#note(actor, 'backup.restore', { name })
    handle.done.then(restart, (error: unknown) => {
      logger.warn({ name, cause: String(error) }, 'the backup was not brought back')
    })
    return handle
  }

  /**
   * Takes a backup from elsewhere: written to the disk as it comes, then tried by the answered job, and only then among
   * the backups. Throws `jobs-full` where another one comes already, `message-too-large`, `data-unwritable`, or
   * `backup-invalid` where it was cut off.
   */
  async receive(actor: Actor, bytes: Readable): Promise<JobHandle<'backup.import'>> {
    if (this.#isReceiving)
      throw new PalabreError('jobs-full', { detail: 'backup.import', retryAfter: RETRY_S })
    this.#isReceiving = true
    try {
      const { folder, jobs, clock } = this.#options
      const name = backupName(clock.wallMs())
      const from = uploadFile(folder, name)
      this.#makeFolder(dirname(from))
      await receiveFile(bytes, from, BACKUP_CONFIG.uploadBytes)
      const handle = jobs.submit('backup.import', { from, file: backupFile(folder, name) }, { by: actor })
      this.#note(actor, 'backup.import', { name })
      return handle
    } finally {
      this.#isReceiving = false
    }
  }

  close(): void {
    this.#forget()
    this.#cancel()
  }

  #make(by: Actor, reason: BackupReason, secrets: boolean): JobHandle<'backup.create'> {
    const { folder, jobs, clock, store } = this.#options
    const createdAt = clock.wallMs()
    const file = backupFile(folder, backupName(createdAt))
    this.#makeFolder(dirname(file))
    const database = join(folder, DATABASE_FILE)
    const wish = { database, file, reason, createdAt, secrets }
    const handle = jobs.submit('backup.create', wish, { by })
    handle.done.then(
      () => {
        if (secrets) this.#covered = store.changes()
      },
      () => {},
    )
    return handle
  }

  /** Throws `data-unwritable`. */
  #makeFolder(folder: string): void {
    try {
      mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
    } catch (error) {
      throw new PalabreError('data-unwritable', { detail: `${folder}: ${String(error)}`, cause: error })
    }
  }

  #wantedMs(): number {
    return this.#options.settings.now.backupHours * HOUR_MS
  }

  /** Waits for what is left of the time since the newest backup. */
  #schedule(): void {
    this.#cancel()
    this.#everyMs = this.#wantedMs()
    if (this.#everyMs === 0) return
    const [newest] = this.list()
    const ageMs = newest === undefined ? 0 : this.#options.clock.wallMs() - newest.createdAt
    this.#wait(Math.min(this.#everyMs, Math.max(0, this.#everyMs - ageMs)))
  }

  #wait(delayMs: number): void {
    this.#cancel = this.#options.clock.after(delayMs, () => {
      this.#wait(this.#everyMs)
      if (this.#options.store.changes() > this.#covered) void this.#onSchedule()
    })
  }

  async #onSchedule(): Promise<void> {
    const { folder, logger } = this.#options
    try {
      const { file } = await this.#make(HOST_ITSELF, 'schedule', true).done
      logger.info({ name: basename(file) }, 'backup made')
      tidyBackups(folder)
    } catch (error) {
      logger.warn({ cause: String(error) }, 'the backup could not be made')
    }
  }

  #note(actor: Actor, action: string, detail: object): void {
    this.#options.audit.note(actor, action, { kind: 'host', id: null, name: '' }, detail)
  }
}
