import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PalabreError } from '../contract/errors.ts'
import { BACKUP_FOLDER } from './backup/backup-folder.ts'
import { applyRestore, tidyAside } from './backup/restore-backup.ts'
import { makeFolder, openDatabase, storageError, type SqliteDatabase } from './database.ts'
import { LOCK_FILE, lockFolder } from './host-lock.ts'
import { schemaVersion } from './migrations/runner.ts'
import { listRepository, type ListRepository } from './lists/lists.ts'
import { auditRepository, type AuditRepository } from './repositories/audit.ts'
import { banRepository, type BanRepository } from './repositories/bans.ts'
import { channelRepository, type ChannelRepository } from './repositories/channels.ts'
import { deviceRepository, type DeviceRepository } from './repositories/devices.ts'
import { inviteRepository, type InviteRepository } from './repositories/invites.ts'
import { jobRepository, type JobRepository } from './repositories/jobs.ts'
import { messageRepository, type MessageRepository } from './repositories/messages.ts'
import { overrideRepository, type OverrideRepository } from './repositories/overrides.ts'
import { recordingRepository, type RecordingRepository } from './repositories/recordings.ts'
import { roleRepository, type RoleRepository } from './repositories/roles.ts'
import { stateRepository, type StateRepository } from './repositories/state.ts'
import { tokenRepository, type TokenRepository } from './repositories/tokens.ts'
import { userRepository, type UserRepository } from './repositories/users.ts'
import { versionRepository, type VersionRepository } from './repositories/versions.ts'
import { WriteHealth } from './write-health.ts'

/** Name of the database in a host's data folder. */
export const DATABASE_FILE = 'palabre.db'
/** Name of the file that holds the owner's token in a host's data folder. */
export const OWNER_TOKEN_FILE = 'owner-token'

/** What is there only after a database was: an empty one beside them has lost its data. */
const TRACES = [OWNER_TOKEN_FILE, BACKUP_FOLDER]

/** All that a host keeps. A call that returned is on the disk. */
export interface Store {
  readonly users: UserRepository
  readonly devices: DeviceRepository
  readonly roles: RoleRepository
  readonly channels: ChannelRepository
  readonly overrides: OverrideRepository
  readonly invites: InviteRepository
  readonly bans: BanRepository
  readonly audit: AuditRepository
  readonly messages: MessageRepository
  readonly recordings: RecordingRepository
  readonly tokens: TokenRepository
  readonly jobs: JobRepository
  /** Pages of the lists administrators read. */
  readonly lists: ListRepository
  readonly state: StateRepository
  readonly versions: VersionRepository
  /** Runs `work` in one transaction: all of its writes hold, or none where it throws. */
  transaction<T>(work: () => T): T
  /** Whether writes go through. A call whose write does not throws `data-unwritable`. */
  readonly health: WriteHealth
  /** Tries to write where writes failed; answers whether they go through again. */
  probe(): boolean
  /** Rows changed since it was opened. */
  changes(): number
  /** Whether the database answers. */
  isWell(): boolean
  close(): void
}

/**
 * Opens the store of a data folder, for this process alone; a backup that waits to come back takes its place first.
 * Throws `data-unwritable`, `data-damaged` or `schema-newer`; the files are then as they were.
 */
export function openStore(folder: string, nowMs: () => number = Date.now): Store {
  const unlock = claim(folder)
  const file = join(folder, DATABASE_FILE)
  try {
    if (applyRestore(file, nowMs()) !== undefined) tidyAside(file)
    checkPresent(folder, file)
    const database = openDatabase(file)
    return storeOf(database, () => {
      database.close()
      unlock()
    })
  } catch (error) {
    unlock()
    throw storageError(error, file)
  }
}

/** To SQLite an empty file is a new database. Throws `data-damaged` where it cannot be one. */
function checkPresent(folder: string, file: string): void {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size
  if (bytes !== undefined && bytes > 0) return
  const hadData = TRACES.some((name) => existsSync(join(folder, name)))
  if (!hadData) return
  throw new PalabreError('data-damaged', {
    detail: `${file} is ${bytes === undefined ? 'missing' : 'empty'}`,
  })
}

function claim(folder: string): () => void {
  try {
    makeFolder(folder)
    return lockFolder(join(folder, LOCK_FILE))
  } catch (error) {
    throw storageError(error, folder)
  }
}

function storeOf(database: SqliteDatabase, close: () => void): Store {
  const health = new WriteHealth()
  return {
    health,
    probe: () =>
      health.probe(() => void database.pragma(`user_version = ${String(schemaVersion(database))}`)),
    users: health.guard(userRepository(database)),
    devices: health.guard(deviceRepository(database)),
    roles: health.guard(roleRepository(database)),
    channels: health.guard(channelRepository(database)),
    overrides: health.guard(overrideRepository(database)),
    invites: health.guard(inviteRepository(database)),
    bans: health.guard(banRepository(database)),
    audit: health.guard(auditRepository(database)),
    messages: health.guard(messageRepository(database)),
    recordings: health.guard(recordingRepository(database)),
    tokens: health.guard(tokenRepository(database)),
    jobs: health.guard(jobRepository(database)),
    lists: health.guard(listRepository(database)),
    state: health.guard(stateRepository(database)),
    versions: health.guard(versionRepository(database)),
    transaction: (work) => health.run(() => database.transaction(work).immediate()),
    changes: () => changesOf(database),
    isWell: () => isWell(database),
    close,
  }
}

function changesOf(database: SqliteDatabase): number {
  return Number(database.prepare('SELECT total_changes()').pluck().get())
}

function isWell(database: SqliteDatabase): boolean {
  try {
    return database.prepare('SELECT 1').pluck().get() === 1
  } catch {
    return false
  }
}
