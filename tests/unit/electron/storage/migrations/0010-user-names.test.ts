import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { MIGRATIONS } from '../../../../../electron/storage/migrations/index.ts'
import { migrate } from '../../../../../electron/storage/migrations/runner.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

it('finds users by name without a look at each', async () => {
  const { folder, remove } = await temporaryFolder()
  const database = new Database(join(folder, 'palabre.db'))
  const before = MIGRATIONS.filter(({ version }) => version < 10)
  migrate(database, before)
  const add = database.prepare(
    'INSERT INTO users (public_key, nickname, role, created_at, last_seen_at) VALUES (?, ?, ?, 1, 1)',
  )
  add.run(new Uint8Array(32).fill(1), 'Ada', 'member')
  migrate(database, MIGRATIONS)
  const byName = 'FROM users WHERE nickname = ? COLLATE NOCASE AND id <> ?'
  expect(database.prepare(`SELECT id ${byName}`).pluck().get('ADA', 9)).toBe(1)
  const plan = database.prepare(`EXPLAIN QUERY PLAN SELECT id ${byName}`).all('ADA', 9) as {
    detail: string
  }[]
  expect(plan.map(({ detail }) => detail).join()).toContain('users_by_name')
  database.close()
  await remove()
})
