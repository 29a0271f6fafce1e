import { join } from 'node:path'
import { makeFolder, openDatabase, storageError, type SqliteDatabase } from './database.ts'
import { LOCK_FILE, lockFolder } from './host-lock.ts'
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

/** Name of the database in a host's data folder. */
export const DATABASE_FILE = 'palabre.db'

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
  /** Whether the database answers. */
  isWell(): boolean
  close(): void
}

/** Opens the store of a data folder, for this process alone; throws `data-unwritable` or `schema-newer`. */
export function openStore(folder: string): Store {
  const unlock = claim(folder)
  try {
    const database = openDatabase(join(folder, DATABASE_FILE))
    return storeOf(database, () => {
      database.close()
      unlock()
    })
  } catch (error) {
    unlock()
    throw error
  }
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
  return {
    users: userRepository(database),
    devices: deviceRepository(database),
    roles: roleRepository(database),
    channels: channelRepository(database),
    overrides: overrideRepository(database),
    invites: inviteRepository(database),
    bans: banRepository(database),
    audit: auditRepository(database),
    messages: messageRepository(database),
    recordings: recordingRepository(database),
    tokens: tokenRepository(database),
    jobs: jobRepository(database),
    lists: listRepository(database),
    state: stateRepository(database),
    versions: versionRepository(database),
    transaction: (work) => database.transaction(work).immediate(),
    isWell: () => isWell(database),
    close,
  }
}

function isWell(database: SqliteDatabase): boolean {
  try {
    return database.prepare('SELECT 1').pluck().get() === 1
  } catch {
    return false
  }
}
