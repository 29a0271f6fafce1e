import type { SqliteDatabase } from '../database.ts'

/** What a host knows of itself, one text per key. Keys are append-only. */
export type StateKey =
  | 'hostName'
  /** The port it listened on last, so that invites stay valid. */
  | 'port'
  /** Certificate and private key, PEM. */
  | 'certificate'
  | 'privateKey'
  /** SHA-256 of the owner's token, base64url. */
  | 'ownerTokenHash'
  /** SHA-256 of the token that makes its user an owner, base64url; empty once it was used. */
  | 'claimTokenHash'
  /** Token of the invite to the lobby; kept to be shown again. */
  | 'lobbyToken'
  /** HostSettings but for the name, as JSON. */
  | 'settings'
  /** How voice is carried in new channels, as JSON. */
  | 'channelDefaults'

export interface StateRepository {
  get(key: StateKey): string | undefined
  set(key: StateKey, value: string): void
}

export function stateRepository(database: SqliteDatabase): StateRepository {
  const get = database.prepare<[string], { value: string }>('SELECT value FROM state WHERE key = ?')
  const set = database.prepare<[string, string]>(
    'INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  return {
    get: (key) => get.get(key)?.value,
    set: (key, value) => void set.run(key, value),
  }
}
