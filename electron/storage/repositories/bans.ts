import type { SqliteDatabase } from '../database.ts'

/** A ban: of a key, of a range of addresses, or of both (either suffices to be kept out). */
export interface BanRow {
  readonly id: number
  /** 32 bytes; null where only addresses are banned. */
  readonly publicKey: Uint8Array | null
  /** 16 bytes, IPv4 as ::ffff:a.b.c.d; null where only a key is banned. */
  readonly address: Uint8Array | null
  /** Leading bits of `address` that count, 0..128; null as it is. */
  readonly prefix: number | null
  /** Who it was, for people who read the list. */
  readonly nickname: string
  readonly reason: string
  readonly createdBy: number | null
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Null: never. */
  readonly expiresAt: number | null
}

export interface BanRepository {
  /** All that have not ended by `at`. */
  active(at: number): BanRow[]
  byId(id: number): BanRow | undefined
  /** Answers the new ban's id. */
  add(ban: Omit<BanRow, 'id'>): number
  /** Lifts a ban; false where there was none. */
  remove(id: number): boolean
}

const COLUMNS = `id, public_key AS publicKey, address, prefix, nickname, reason, created_by AS createdBy,
  created_at AS createdAt, expires_at AS expiresAt`

export function banRepository(database: SqliteDatabase): BanRepository {
  const active = database.prepare<[number], BanRow>(
    `SELECT ${COLUMNS} FROM bans WHERE expires_at IS NULL OR expires_at > ? ORDER BY id`,
  )
  const byId = database.prepare<[number], BanRow>(`SELECT ${COLUMNS} FROM bans WHERE id = ?`)
  const add = database.prepare<[Omit<BanRow, 'id'>]>(
    `INSERT INTO bans (public_key, address, prefix, nickname, reason, created_by, created_at, expires_at)
     VALUES (@publicKey, @address, @prefix, @nickname, @reason, @createdBy, @createdAt, @expiresAt)`,
  )
  const remove = database.prepare<[number]>('DELETE FROM bans WHERE id = ?')
  return {
    active: (at) => active.all(at),
    byId: (id) => byId.get(id),
    add: (ban) => Number(add.run(ban).lastInsertRowid),
    remove: (id) => remove.run(id).changes > 0,
  }
}
