import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MIGRATIONS } from '../../../../../electron/storage/migrations/index.ts'
import { migrate, schemaVersion } from '../../../../../electron/storage/migrations/runner.ts'
import { DATABASE_FILE, openStore } from '../../../../../electron/storage/store.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(() => place.remove())

/** A database of an older version with all that a broken past may have left: NULLs, and rows that belong to nothing. */
function makeOld(version: number): string {
  const file = join(place.folder, DATABASE_FILE)
  const database = new Database(file)
  database.pragma('foreign_keys = OFF')
  migrate(database, MIGRATIONS.slice(0, version))
  database.exec(`
    INSERT INTO users (public_key, nickname, role, last_channel_id, created_at, last_seen_at)
      VALUES (zeroblob(32), 'Ada', 'owner', NULL, 1, 1), (randomblob(32), 'Orphan', 'guest', 999, 1, 1);
    INSERT INTO invites (token_hash, channel_id, created_by, created_at, expires_at, uses_limit)
      VALUES (randomblob(32), NULL, NULL, 1, NULL, 0), (randomblob(32), 888, 777, 1, NULL, 0);
    INSERT INTO state VALUES ('hostName', 'Old');
  `)
  if (version >= 2) {
    database.exec(`
      INSERT INTO devices (public_key, user_id, name, created_at, last_seen_at)
        VALUES (randomblob(32), 777, '', 1, 1);
      INSERT INTO overrides (channel_id, user_id, role_id, right_name, effect)
        VALUES (888, 777, NULL, 'speak', 'deny');
      INSERT INTO audit (at, actor_id, actor_name, action) VALUES (1, 777, 'gone', 'kick');
      INSERT INTO user_roles VALUES (777, 666);
    `)
  }
  if (version >= 4) {
    database.exec(`INSERT INTO messages (channel_id, author_id, author, text, created_at)
      VALUES (888, 777, 'gone', 'text', 1)`)
  }
  database.close()
  return file
}

const older = MIGRATIONS.slice(0, -1).map(({ version }) => version)

describe.each(older)('abuse 58: a database of schema %i with NULLs and orphan rows', (version) => {
  it('is brought up to date, with everything that was in it', () => {
    makeOld(version)
    const store = openStore(place.folder)
    expect([store.users.count(), store.state.get('hostName')]).toEqual([2, 'Old'])
    expect(store.users.byId(1)).toMatchObject({ nickname: 'Ada', role: 'owner', lastChannelId: null })
    store.close()
    openStore(place.folder).close()
  })

  it('is left whole, at a step that it had, where a step fails', () => {
    const file = makeOld(version)
    const database = new Database(file)
    const broken = {
      version: MIGRATIONS.length + 1,
      name: 'broken',
      sql: 'DELETE FROM users; SELECT x FROM nowhere;',
    }
    expect(() => {
      migrate(database, [...MIGRATIONS, broken])
    }).toThrow('nowhere')
    expect(schemaVersion(database)).toBe(MIGRATIONS.length)
    expect(database.prepare('SELECT count(*) FROM users').pluck().get()).toBe(2)
    database.close()
    const copy = new Database(`${file}.schema-${String(version)}`, { readonly: true })
    expect([schemaVersion(copy), copy.prepare('SELECT count(*) FROM users').pluck().get()]).toEqual([
      version,
      2,
    ])
    copy.close()
    expect(readFileSync(file).length).toBeGreaterThan(0)
  })
})
