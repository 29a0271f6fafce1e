import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { JOB_PRIORITIES, JOB_STATES } from '../../../../../electron/contract/jobs.ts'
import { MIGRATIONS } from '../../../../../electron/storage/migrations/index.ts'
import { migrate } from '../../../../../electron/storage/migrations/runner.ts'

it('takes every state and priority there is, and no other', () => {
  const database = new Database(':memory:')
  migrate(database, MIGRATIONS)
  const add = (state: string, priority: string) => () =>
    database
      .prepare("INSERT INTO jobs (kind, state, priority, by_name, created_at) VALUES ('k', ?, ?, '', 1)")
      .run(state, priority)
  for (const state of JOB_STATES) for (const priority of JOB_PRIORITIES) add(state, priority)()
  expect(add('lost', 'low')).toThrow('CHECK')
  expect(add('done', 'lowest')).toThrow('CHECK')
  database.close()
})
