import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { MIGRATIONS } from '../../../../../electron/storage/migrations/index.ts'
import { migrate } from '../../../../../electron/storage/migrations/runner.ts'

it('takes a message of a channel or of two, never of both or neither', () => {
  const database = new Database(':memory:')
  database.pragma('foreign_keys = OFF')
  migrate(database, MIGRATIONS)
  const add = (channel: number | null, low: number | null, high: number | null) => () =>
    database
      .prepare(
        "INSERT INTO messages (channel_id, low_user, high_user, author, text, created_at) VALUES (?, ?, ?, 'a', 't', 1)",
      )
      .run(channel, low, high)
  expect([add(1, null, null)().changes, add(null, 1, 2)().changes]).toEqual([1, 1])
  for (const wrong of [add(1, 1, 2), add(null, null, null), add(null, 1, null)])
    expect(wrong).toThrow('CHECK')
  database.close()
})
