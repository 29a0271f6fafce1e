import type { Migration } from './runner.ts'

/**
 * How voices are passed on in the first channels is the host's choice, as in all that are made later: it mixes crowds, and
 * for weak lines. Where somebody has been already, or has changed a channel, it stays as it is, for it may have been set so.
 */
export const firstChannels: Migration = {
  version: 11,
  name: 'first-channels',
  sql: `
    UPDATE channels SET delivery = 'auto'
      WHERE id NOT IN (SELECT id FROM versions WHERE kind = 'channel') AND NOT EXISTS (SELECT 1 FROM users);
    -- That was nobody's change.
    DELETE FROM versions WHERE kind = 'channel' AND version = 1 AND NOT EXISTS (SELECT 1 FROM users)
      AND id IN (SELECT id FROM channels WHERE delivery = 'auto');
  `,
}
