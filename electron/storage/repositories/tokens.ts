import type { SqliteDatabase } from '../database.ts'

/** A token of a program as stored; itself it is known by its hash alone. */
export interface TokenRow {
  readonly id: number
  readonly name: string
  /** Names of what it may, as JSON. */
  readonly scopes: string
  readonly createdBy: number | null
  readonly createdAt: number
  readonly lastUsedAt: number | null
  readonly expiresAt: number | null
}

export interface TokenRepository {
  list(): TokenRow[]
  byHash(tokenHash: Uint8Array): TokenRow | undefined
  /** Answers the new token's id. */
  add(token: Omit<TokenRow, 'id' | 'lastUsedAt'> & { readonly tokenHash: Uint8Array }): number
  used(id: number, at: number): void
  /** False where there was none. */
  remove(id: number): boolean
}

const COLUMNS = `id, name, scopes, created_by AS createdBy, created_at AS createdAt, last_used_at AS lastUsedAt,
  expires_at AS expiresAt`

export function tokenRepository(database: SqliteDatabase): TokenRepository {
  const list = database.prepare<[], TokenRow>(`SELECT ${COLUMNS} FROM tokens ORDER BY id`)
  const byHash = database.prepare<[Uint8Array], TokenRow>(
    `SELECT ${COLUMNS} FROM tokens WHERE token_hash = ?`,
  )
  const add = database.prepare<[Parameters<TokenRepository['add']>[0]]>(
    `INSERT INTO tokens (token_hash, name, scopes, created_by, created_at, expires_at)
     VALUES (@tokenHash, @name, @scopes, @createdBy, @createdAt, @expiresAt)`,
  )
  const used = database.prepare<[number, number]>('UPDATE tokens SET last_used_at = ? WHERE id = ?')
  const remove = database.prepare<[number]>('DELETE FROM tokens WHERE id = ?')
  return {
    list: () => list.all(),
    byHash: (tokenHash) => byHash.get(tokenHash),
    add: (token) => Number(add.run(token).lastInsertRowid),
    used: (id, at) => void used.run(at, id),
    remove: (id) => remove.run(id).changes > 0,
  }
}
