import type { SqliteDatabase } from '../database.ts'

/** A machine of a user's, known by its key. */
export interface DeviceRow {
  readonly id: number
  readonly userId: number
  readonly publicKey: Uint8Array
  /** What its user calls it; may be empty. */
  readonly name: string
  readonly createdAt: number
  readonly lastSeenAt: number
}

export interface DeviceRepository {
  /** The device of a key. */
  byKey(publicKey: Uint8Array): DeviceRow | undefined
  /** Whose key it is. */
  userOf(publicKey: Uint8Array): number | undefined
  ofUser(userId: number): DeviceRow[]
  /** Adds a key; it must be new. Answers the device's id. */
  add(device: { userId: number; publicKey: Uint8Array; name: string; at: number }): number
  seen(publicKey: Uint8Array, at: number): void
  /** Names a device; false where the user has none such. */
  rename(userId: number, id: number, name: string): boolean
  /** Takes a device from its user; false where the user has none such. */
  remove(userId: number, id: number): boolean
}

const COLUMNS = `id, user_id AS userId, public_key AS publicKey, name, created_at AS createdAt,
  last_seen_at AS lastSeenAt`

export function deviceRepository(database: SqliteDatabase): DeviceRepository {
  const userOf = database
    .prepare<[Uint8Array], number>('SELECT user_id FROM devices WHERE public_key = ?')
    .pluck()
  const byKey = database.prepare<[Uint8Array], DeviceRow>(
    `SELECT ${COLUMNS} FROM devices WHERE public_key = ?`,
  )
  const ofUser = database.prepare<[number], DeviceRow>(
    `SELECT ${COLUMNS} FROM devices WHERE user_id = ? ORDER BY id`,
  )
  const add = database.prepare<[{ userId: number; publicKey: Uint8Array; name: string; at: number }]>(
    `INSERT INTO devices (public_key, user_id, name, created_at, last_seen_at)
     VALUES (@publicKey, @userId, @name, @at, @at)`,
  )
  const seen = database.prepare<[number, Uint8Array]>(
    'UPDATE devices SET last_seen_at = ? WHERE public_key = ?',
  )
  const rename = database.prepare<[string, number, number]>(
    'UPDATE devices SET name = ? WHERE user_id = ? AND id = ?',
  )
  const remove = database
    .prepare<[number, number], Uint8Array>(
      'DELETE FROM devices WHERE user_id = ? AND id = ? RETURNING public_key',
    )
    .pluck()
  // The first key of a user also stands with the user, where it would keep that machine from being anybody's again.
  const forget = database.prepare<[Uint8Array]>(
    'UPDATE users SET public_key = randomblob(32) WHERE public_key = ?',
  )
  return {
    byKey: (publicKey) => byKey.get(publicKey),
    userOf: (publicKey) => userOf.get(publicKey),
    ofUser: (userId) => ofUser.all(userId),
    add: (device) => Number(add.run(device).lastInsertRowid),
    rename: (userId, id, name) => rename.run(name, userId, id).changes > 0,
    seen: (publicKey, at) => void seen.run(at, publicKey),
    remove: database.transaction((userId: number, id: number) => {
      const publicKey = remove.get(userId, id)
      if (publicKey !== undefined) forget.run(publicKey)
      return publicKey !== undefined
    }),
  }
}
