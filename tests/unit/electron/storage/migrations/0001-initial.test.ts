import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { initial } from '../../../../../electron/storage/migrations/0001-initial.ts'
import { MIGRATIONS } from '../../../../../electron/storage/migrations/index.ts'
import { migrate } from '../../../../../electron/storage/migrations/runner.ts'

it('stands first, and the steps have no gaps', () => {
  expect(MIGRATIONS[0]).toBe(initial)
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_step, index) => index + 1))
})

it('makes the tables and three channels', () => {
  const database = new Database(':memory:')
  migrate(database, [initial])
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck()
  expect(tables.all()).toEqual(['channels', 'invites', 'sqlite_sequence', 'state', 'users'])
  expect(database.prepare('SELECT name FROM channels ORDER BY position').pluck().all()).toEqual([
    'Lobby',
    'Games',
    'Quiet',
  ])
  database.close()
})
