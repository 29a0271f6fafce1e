import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { MIGRATIONS } from '../../../../../electron/storage/migrations/index.ts'
import { migrate } from '../../../../../electron/storage/migrations/runner.ts'
import { versionRepository, type VersionKind } from '../../../../../electron/storage/repositories/versions.ts'

function filled(): { database: Database.Database; version: (kind: VersionKind, id: number) => number } {
  const database = new Database(':memory:')
  database.pragma('foreign_keys = ON')
  // As the program opens it: what a trigger calls must be of the harmless kind.
  database.pragma('trusted_schema = OFF')
  migrate(database, MIGRATIONS)
  database.exec(`
    INSERT INTO users (id, public_key, nickname, role, created_at, last_seen_at)
      VALUES (1, zeroblob(32), 'a', 'member', 0, 0);
    INSERT INTO roles (id, name, rank) VALUES (200, 'r', 5);`)
  const versions = versionRepository(database)
  return { database, version: (kind, id) => versions.of(kind, id) }
}

it('counts every change, however it is made, and once', () => {
  const { database, version } = filled()
  expect([version('channel', 1), version('user', 1), version('role', 200)]).toEqual([0, 0, 0])
  database.exec("UPDATE channels SET name = 'x' WHERE id = 1; UPDATE channels SET name = 'y' WHERE id = 1")
  expect([version('channel', 1), version('channel', 2)]).toEqual([2, 0])
  database.exec("UPDATE roles SET rights = '[]' WHERE id = 200")
  expect(version('role', 200)).toBe(1)
  database.exec('INSERT INTO user_roles VALUES (1, 200) ON CONFLICT DO NOTHING')
  database.exec('INSERT INTO user_roles VALUES (1, 200) ON CONFLICT DO NOTHING')
  expect(version('user', 1)).toBe(1)
  database.exec('UPDATE users SET server_muted = 1')
  expect(version('user', 1)).toBe(2)
  database.close()
})

it('counts not what a login writes', () => {
  const { database, version } = filled()
  database.exec("UPDATE users SET nickname = 'a', role = 'member', last_seen_at = 5, last_channel_id = 2")
  expect(version('user', 1)).toBe(0)
  database.close()
})

it('sees what goes with something else', () => {
  const { database, version } = filled()
  database.exec(`INSERT INTO user_roles VALUES (1, 200);
    INSERT INTO overrides (channel_id, role_id, right_name, effect) VALUES (3, 200, 'speak', 'deny');
    DELETE FROM roles WHERE id = 200`)
  expect([version('user', 1), version('channel', 3)]).toEqual([2, 2])
  database.close()
})

it('counts the settings of the host and of new channels, and no other state', () => {
  const { database, version } = filled()
  const set = (key: string) =>
    database
      .prepare("INSERT INTO state VALUES (?, 'v') ON CONFLICT (key) DO UPDATE SET value = excluded.value")
      .run(key)
  for (const key of ['hostName', 'hostName', 'settings', 'port', 'channelDefaults']) set(key)
  expect([version('host', 1), version('audio', 1)]).toEqual([3, 1])
  database.close()
})
