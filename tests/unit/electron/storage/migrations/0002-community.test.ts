import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { BUILT_IN_ROLES } from '../../../../../electron/contract/permissions.ts'
import { initial } from '../../../../../electron/storage/migrations/0001-initial.ts'
import { community } from '../../../../../electron/storage/migrations/0002-community.ts'
import { migrate } from '../../../../../electron/storage/migrations/runner.ts'

it('keeps what an older host knew, and gives every user its key as first device', () => {
  const database = new Database(':memory:')
  migrate(database, [initial])
  database.exec(
    "INSERT INTO users (public_key, nickname, role, created_at, last_seen_at) VALUES (zeroblob(32), 'Ada', 'owner', 1, 2)",
  )
  database.pragma('user_version = 1')
  // A database in memory cannot be copied into a file of its own name, so the step runs by itself.
  database.exec(community.sql)
  expect(
    database.prepare('SELECT user_id, length(public_key), last_seen_at FROM devices').raw().get(),
  ).toEqual([1, 32, 2])
  expect(database.prepare('SELECT count(*) FROM channels WHERE parent_id IS NULL').pluck().get()).toBe(3)
  database.close()
})

it('makes the four roles that every host has, and room for others behind them', () => {
  const database = new Database(':memory:')
  migrate(database, [initial, community])
  const roles = database.prepare('SELECT name, id, rank FROM roles ORDER BY id').raw().all()
  expect(roles).toEqual(Object.entries(BUILT_IN_ROLES).map(([name, { id, rank }]) => [name, id, rank]))
  const added = database.prepare("INSERT INTO roles (name, rank) VALUES ('Captains', 50)").run()
  expect(added.lastInsertRowid).toBe(101)
  database.close()
})
