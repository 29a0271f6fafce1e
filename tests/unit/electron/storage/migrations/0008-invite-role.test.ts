import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { MIGRATIONS } from '../../../../../electron/storage/migrations/index.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'
import { migrate } from '../../../../../electron/storage/migrations/runner.ts'

it('lets the invites there are make members, and none an owner', async () => {
  const { folder, remove } = await temporaryFolder()
  const database = new Database(join(folder, 'palabre.db'))
  const before = MIGRATIONS.filter(({ version }) => version < 8)
  migrate(database, before)
  const hash = (byte: number) => new Uint8Array(32).fill(byte)
  database.prepare('INSERT INTO invites (token_hash, created_at, uses_limit) VALUES (?, 1, 0)').run(hash(1))
  migrate(database, MIGRATIONS)
  expect(database.prepare('SELECT role FROM invites').pluck().all()).toEqual(['member'])
  const add = (role: string) => () =>
    database
      .prepare('INSERT INTO invites (token_hash, created_at, uses_limit, role) VALUES (?, 1, 0, ?)')
      .run(hash(role.length), role)
  expect(add('guest')().changes).toBe(1)
  expect(add('owner')).toThrow('CHECK')
  database.close()
  await remove()
})
