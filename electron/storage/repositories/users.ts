import type { Role } from '../../contract/models.ts'
import type { SqliteDatabase } from '../database.ts'

/** A person this host knows, by the key that proves who it is. */
export interface User {
  readonly id: number
  readonly nickname: string
  readonly role: Role
  /** Where the user was last, null where that channel is gone or there was none. */
  readonly lastChannelId: number | null
}

export interface NewUser {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
  readonly nickname: string
  readonly role: Role
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface UserRepository {
  byKey(publicKey: Uint8Array): User | undefined
  /** Adds a user; the key must be new. */
  add(user: NewUser): User
  /** What a login changes. */
  seen(id: number, change: { nickname: string; role: Role; at: number }): void
  rename(id: number, nickname: string): void
  moved(id: number, channelId: number): void
  count(): number
}

const COLUMNS = 'id, nickname, role, last_channel_id AS lastChannelId'

export function userRepository(database: SqliteDatabase): UserRepository {
  const byKey = database.prepare<[Uint8Array], User>(`SELECT ${COLUMNS} FROM users WHERE public_key = ?`)
  const add = database.prepare<[NewUser], User>(
    `INSERT INTO users (public_key, nickname, role, created_at, last_seen_at)
     VALUES (@publicKey, @nickname, @role, @at, @at) RETURNING ${COLUMNS}`,
  )
  const seen = database.prepare<[{ id: number; nickname: string; role: Role; at: number }]>(
    'UPDATE users SET nickname = @nickname, role = @role, last_seen_at = @at WHERE id = @id',
  )
  const rename = database.prepare<[string, number]>('UPDATE users SET nickname = ? WHERE id = ?')
  const moved = database.prepare<[number, number]>('UPDATE users SET last_channel_id = ? WHERE id = ?')
  const count = database.prepare<[], { total: number }>('SELECT count(*) AS total FROM users')
  return {
    byKey: (publicKey) => byKey.get(publicKey),
    add(user) {
      const row = add.get(user)
      if (row === undefined) throw new Error('An insert with RETURNING gave no row.')
      return row
    },
    seen: (id, change) => void seen.run({ id, ...change }),
    rename: (id, nickname) => void rename.run(nickname, id),
    moved: (id, channelId) => void moved.run(channelId, id),
    count: () => count.get()?.total ?? 0,
  }
}
