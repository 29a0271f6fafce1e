import Database from 'better-sqlite3'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DATABASE_FILE, openStore } from '../../electron/storage/store.ts'

/** How much a host has been through. */
export const BIG = { users: 5_000, bans: 2_000, invites: 120, acts: 1_500, recordings: 3 } as const

const DAY_MS = 86_400_000

/**
 * Fills the data folder of a host that is not running, in one go: people with names and roles, bans of keys and ranges,
 * invites in every state, a log, jobs, and recordings with their files.
 */
export function fillHost(folder: string, nowMs: number): void {
  openStore(folder).close()
  const database = new Database(join(folder, DATABASE_FILE))
  const [now, day] = [String(nowMs), String(DAY_MS)]
  const count = (of: keyof typeof BIG, columns: string): string =>
    `WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ${String(BIG[of])}) SELECT ${columns} FROM c`
  const first = `json_extract('["Ada","Bo","Cy","Dunya","Emeka","Freya","Gabriel","Hana","Ines","Jonas"]', '$[' || (i % 10) || ']')`
  database.exec(`
    BEGIN;
    INSERT INTO users (public_key, nickname, role, created_at, last_seen_at)
      ${count('users', `randomblob(32), ${first} || ' ' || i, iif(i % 40 = 0, 'admin', iif(i % 3 = 0, 'guest', 'member')), ${now} - i * 7200000, ${now} - i * 600000`)};
    INSERT INTO devices (public_key, user_id, name, created_at, last_seen_at)
      SELECT public_key, id, iif(id % 2, 'laptop', ''), created_at, last_seen_at FROM users;
    INSERT INTO bans (public_key, address, prefix, nickname, reason, created_at, expires_at)
      ${count('bans', `iif(i % 3, randomblob(32), NULL), iif(i % 3, NULL, CAST(x'20010db8' || randomblob(12) AS BLOB)), iif(i % 3, NULL, 48), iif(i % 3, ${first} || ' ' || i, ''), iif(i % 4, 'Loud music in the quiet room, ' || i || ' times', ''), ${now} - i * 3600000, iif(i % 2, ${now} + (i % 30 - 5) * ${day}, NULL)`)};
    INSERT INTO invites (token_hash, channel_id, role, created_at, expires_at, uses_limit, uses, revoked_at)
      ${count('invites', `randomblob(32), 1 + i % 3, iif(i % 4, 'member', 'guest'), ${now} - i * ${day} / 4, ${now} + (i % 20 - 4) * ${day}, i % 5, i % 4, iif(i % 9, NULL, ${now} - ${day})`)};
    COMMIT;
  `)
  database.exec(`
    BEGIN;
    INSERT INTO audit (at, actor_id, actor_name, action, target_kind, target_id, target_name, detail)
      ${count('acts', `${now} - (${String(BIG.acts)} - i) * 240000, NULL, ${first}, json_extract('["kick","mute","ban","channel.change","invite.create"]', '$[' || (i % 5) || ']'), json_extract('["user","user","user","channel","invite"]', '$[' || (i % 5) || ']'), i, iif(i % 5 = 3, 'Games', iif(i % 5 = 4, '', ${first} || ' ' || i)), iif(i % 5 = 3, '{"memberLimit":12}', '{"reason":"too loud"}')`)};
    INSERT INTO roles (name, rank, rights) VALUES ('Steward', 400, '["kick","mute","move","deleteMessages"]'), ('Host of the evening', 250, '["priority","record"]');
    INSERT INTO recordings (channel_id, channel, started_by, starter, state, started_at, ended_at, end_reason, duration_ms, bytes)
      ${count('recordings', `1 + i % 3, json_extract('["Lobby","Games","Quiet"]', '$[' || (i % 3) || ']'), i, ${first} || ' ' || i, 'ready', ${now} - i * ${day}, ${now} - i * ${day} + 1800000, 'stopped', 1800000 + i * 61000, 3000`)};
    INSERT INTO recording_tracks (recording_id, number, user_id, nickname, bytes, frames, copies, concealed_ms)
      SELECT id, 0, NULL, '', 2000, 0, 0, 0 FROM recordings;
    INSERT INTO recording_tracks (recording_id, number, user_id, nickname, bytes, frames, copies, concealed_ms)
      SELECT id, 1, 1, 'Bo 1', 1000, 100, 0, 0 FROM recordings;
    COMMIT;
  `)
  database.close()
  for (let id = 1; id <= BIG.recordings; id += 1) {
    const place = join(folder, 'recordings', String(id))
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'mix.opus'), Buffer.alloc(2000, 1))
    writeFileSync(join(place, 'track-1.opus'), Buffer.alloc(1000, 2))
  }
}
