import type { InvitedRole } from '../../contract/models.ts'
import type { SqliteDatabase } from '../database.ts'

/** An invite as stored; its token is known by its hash alone. */
export interface InviteRow {
  readonly id: number
  readonly channelId: number | null
  /** Of who comes in by it. */
  readonly role: InvitedRole
  /** Milliseconds since 1970; null: never. */
  readonly expiresAt: number | null
  /** 0: no limit. */
  readonly createdBy: number | null
  readonly usesLimit: number
  readonly uses: number
  readonly revokedAt: number | null
}

export interface NewInvite {
  /** SHA-256 of the token, 32 bytes. */
  readonly tokenHash: Uint8Array
  readonly channelId: number | null
  readonly role: InvitedRole
  readonly createdBy: number | null
  /** Milliseconds since 1970. */
  readonly at: number
  readonly expiresAt: number | null
  readonly usesLimit: number
}

export interface InviteRepository {
  byHash(tokenHash: Uint8Array): InviteRow | undefined
  byId(id: number): InviteRow | undefined
  /** Adds an invite; answers its id. */
  add(invite: NewInvite): number
  /** Counts one use. */
  use(id: number): void
  revoke(id: number, at: number): void
}

export function inviteRepository(database: SqliteDatabase): InviteRepository {
  const select = `SELECT id, channel_id AS channelId, role, created_by AS createdBy, expires_at AS expiresAt, uses_limit AS usesLimit, uses,
      revoked_at AS revokedAt FROM invites`
  const byHash = database.prepare<[Uint8Array], InviteRow>(`${select} WHERE token_hash = ?`)
  const byId = database.prepare<[number], InviteRow>(`${select} WHERE id = ?`)
  const add = database.prepare<[NewInvite]>(
    `INSERT INTO invites (token_hash, channel_id, role, created_by, created_at, expires_at, uses_limit)
     VALUES (@tokenHash, @channelId, @role, @createdBy, @at, @expiresAt, @usesLimit)`,
  )
  const use = database.prepare<[number]>('UPDATE invites SET uses = uses + 1 WHERE id = ?')
  const revoke = database.prepare<[number, number]>(
    'UPDATE invites SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL',
  )
  return {
    byHash: (tokenHash) => byHash.get(tokenHash),
    byId: (id) => byId.get(id),
    add: (invite) => Number(add.run(invite).lastInsertRowid),
    use: (id) => void use.run(id),
    revoke: (id, at) => void revoke.run(at, id),
  }
}
