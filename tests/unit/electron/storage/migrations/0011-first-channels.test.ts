import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '../../../../../electron/storage/database.ts'
import { MIGRATIONS } from '../../../../../electron/storage/migrations/index.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const BEFORE = MIGRATIONS.filter(({ version }) => version < 11)
const NOW = MIGRATIONS.filter(({ version }) => version <= 11)
let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(() => place.remove())

/** How channels are passed on after the migration, and how often each was changed, where this was done before it. */
function channelsAfter(sql: string): unknown[] {
  const file = join(place.folder, 'host.db')
  const old = openDatabase(file, BEFORE)
  old.exec(sql)
  old.close()
  const database = openDatabase(file, NOW)
  const deliveries = database.prepare('SELECT delivery FROM channels ORDER BY id').pluck().all()
  const changed = database.prepare("SELECT id FROM versions WHERE kind = 'channel'").pluck().all()
  database.close()
  return [deliveries, changed]
}

it('leaves the choice to a host on which nobody has been', () => {
  const changed =
    "UPDATE channels SET delivery = 'mix' WHERE id = 2; UPDATE channels SET name = 'Den' WHERE id = 3"
  expect(channelsAfter(changed)).toEqual([
    ['auto', 'mix', 'forward'],
    [2, 3],
  ])
})

it('touches no channel of a host that has users', () => {
  const user =
    "INSERT INTO users (public_key, nickname, role, created_at, last_seen_at) VALUES (zeroblob(32), 'Ada', 'owner', 0, 0)"
  expect(channelsAfter(user)).toEqual([['forward', 'forward', 'forward'], []])
})
