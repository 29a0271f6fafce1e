import type { Migration } from './runner.ts'

/** Whether a name is somebody's is asked at the first login of each user. */
export const userNames: Migration = {
  version: 10,
  name: 'user-names',
  sql: `
    CREATE INDEX users_by_name ON users (nickname COLLATE NOCASE);
  `,
}
