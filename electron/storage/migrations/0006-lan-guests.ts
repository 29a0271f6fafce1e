import type { Migration } from './runner.ts'

/** Users who were let in because they came from the host's own network, and have shown no invite since. */
export const lanGuests: Migration = {
  version: 6,
  name: 'lan-guests',
  sql: `
    ALTER TABLE users ADD COLUMN lan_only INTEGER NOT NULL DEFAULT 0 CHECK (lan_only IN (0, 1));
  `,
}
