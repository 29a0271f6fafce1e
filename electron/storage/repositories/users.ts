import type { Role } from '../../contract/models.ts'
import type { SqliteDatabase } from '../database.ts'

/** A person this host knows, by the key that proves who it is. */
export interface User {
  readonly id: number
  readonly nickname: string
  readonly role: Role
  /** Where the user was last, null where that channel is gone or there was none. */
  readonly lastChannelId: number | null
  /** Whether somebody who may has silenced the user for everybody. */
  readonly serverMuted: boolean
  /** Whether the user may come from the host's own network alone, for want of an invite. */
  readonly lanOnly: boolean
}

export interface NewUser {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
  readonly nickname: string
  readonly role: Role
  /** Milliseconds since 1970. */
  readonly at: number
  readonly lanOnly?: boolean
}

export interface UserRepository {
  /** Whose key it is, of whichever of the user's devices. */
  byKey(publicKey: Uint8Array): User | undefined
  byId(id: number): User | undefined
  /** Adds a user with a first device; the key must be new. */
  add(user: NewUser): User
  /** What a login changes. */
  seen(id: number, change: { nickname: string; role: Role; at: number }): void
  rename(id: number, nickname: string): void
  moved(id: number, channelId: number): void
  /** Gives a role; whoever has been given one may come from anywhere. */
  setRole(id: number, role: Role): void
  setServerMuted(id: number, muted: boolean): void
  count(): number
  /** Whether another user has this name, in small letters or capitals. */
  hasNamesake(id: number, nickname: string): boolean
  /** Whether anybody owns the host. */
  hasOwner(): boolean
}

interface Stored extends Omit<User, 'serverMuted' | 'lanOnly'> {
  readonly serverMuted: number
  readonly lanOnly: number
}

const COLUMNS = `users.id, nickname, role, last_channel_id AS lastChannelId, server_muted AS serverMuted,
  lan_only AS lanOnly`

export function userRepository(database: SqliteDatabase): UserRepository {
  const byKey = database.prepare<[Uint8Array], Stored>(
    `SELECT ${COLUMNS} FROM users JOIN devices ON devices.user_id = users.id WHERE devices.public_key = ?`,
  )
  const byId = database.prepare<[number], Stored>(`SELECT ${COLUMNS} FROM users WHERE id = ?`)
  const add = database.prepare<[Omit<NewUser, 'lanOnly'> & { lanOnly: number }], Stored>(
    `INSERT INTO users (public_key, nickname, role, created_at, last_seen_at, lan_only)
     VALUES (@publicKey, @nickname, @role, @at, @at, @lanOnly) RETURNING ${COLUMNS}`,
  )
  const addDevice = database.prepare<[Uint8Array, number, number, number]>(
    `INSERT INTO devices (public_key, user_id, name, created_at, last_seen_at) VALUES (?, ?, '', ?, ?)`,
  )
  const seen = database.prepare<[{ id: number; nickname: string; role: Role; at: number }]>(
    'UPDATE users SET nickname = @nickname, role = @role, last_seen_at = @at WHERE id = @id',
  )
  const rename = database.prepare<[string, number]>('UPDATE users SET nickname = ? WHERE id = ?')
  const moved = database.prepare<[number, number]>('UPDATE users SET last_channel_id = ? WHERE id = ?')
  const setRole = database.prepare<[Role, number]>('UPDATE users SET role = ?, lan_only = 0 WHERE id = ?')
  const setMuted = database.prepare<[number, number]>('UPDATE users SET server_muted = ? WHERE id = ?')
  const count = database.prepare<[], { total: number }>('SELECT count(*) AS total FROM users')
  const hasOwner = database.prepare<[], { found: number }>(
    "SELECT EXISTS (SELECT 1 FROM users WHERE role = 'owner') AS found",
  )
  const hasNamesake = database.prepare<[string, number], { found: number }>(
    'SELECT EXISTS (SELECT 1 FROM users WHERE nickname = ? COLLATE NOCASE AND id <> ?) AS found',
  )
  return {
    byKey: (publicKey) => fromStored(byKey.get(publicKey)),
    byId: (id) => fromStored(byId.get(id)),
    add: database.transaction((user: NewUser) => {
      const made = fromStored(add.get({ ...user, lanOnly: Number(user.lanOnly ?? false) }))
      if (made === undefined) throw new Error('An insert with RETURNING gave no row.')
      addDevice.run(user.publicKey, made.id, user.at, user.at)
      return made
    }),
    seen: (id, change) => void seen.run({ id, ...change }),
    rename: (id, nickname) => void rename.run(nickname, id),
    moved: (id, channelId) => void moved.run(channelId, id),
    setRole: (id, role) => void setRole.run(role, id),
    setServerMuted: (id, muted) => void setMuted.run(Number(muted), id),
    count: () => count.get()?.total ?? 0,
    hasNamesake: (id, nickname) => hasNamesake.get(nickname, id)?.found === 1,
    hasOwner: () => hasOwner.get()?.found === 1,
  }
}

function fromStored(stored: Stored | undefined): User | undefined {
  if (stored === undefined) return undefined
  return { ...stored, serverMuted: stored.serverMuted !== 0, lanOnly: stored.lanOnly !== 0 }
}
