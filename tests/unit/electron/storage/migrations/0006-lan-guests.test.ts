import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../../../../../electron/storage/database.ts'
import { lanGuests } from '../../../../../electron/storage/migrations/0006-lan-guests.ts'
import { MIGRATIONS } from '../../../../../electron/storage/migrations/index.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

it('counts nobody who was there before as let in for being near', async () => {
  const place = await temporaryFolder()
  const file = join(place.folder, 'host.db')
  const before = MIGRATIONS.filter(({ version }) => version < lanGuests.version)
  const old = openDatabase(file, before)
  old.exec(
    "INSERT INTO users (public_key, nickname, role, created_at, last_seen_at) VALUES (zeroblob(32), 'Ada', 'guest', 1, 2)",
  )
  old.close()
  const database = openDatabase(file, [...before, lanGuests])
  expect(database.prepare('SELECT lan_only FROM users').pluck().all()).toEqual([0])
  expect(() => database.exec('UPDATE users SET lan_only = 2')).toThrow('CHECK')
  database.close()
  await place.remove()
})
