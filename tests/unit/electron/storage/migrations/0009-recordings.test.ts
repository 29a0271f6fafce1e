import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { RECORDING_STATES } from '../../../../../electron/contract/recording.ts'
import { MIGRATIONS } from '../../../../../electron/storage/migrations/index.ts'
import { migrate } from '../../../../../electron/storage/migrations/runner.ts'

it('takes every state there is, and no other', () => {
  const database = new Database(':memory:')
  migrate(database, MIGRATIONS)
  const add = (state: string) => () =>
    database
      .prepare(
        "INSERT INTO recordings (channel_id, channel, starter, state, started_at) VALUES (1, 'c', 's', ?, 1)",
      )
      .run(state)
  for (const state of RECORDING_STATES) add(state)()
  expect(add('lost')).toThrow('CHECK')
  database.close()
})
