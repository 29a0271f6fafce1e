import type { Migration } from './runner.ts'

/**
 * What people wrote: in a channel, or to one user. A conversation of two has one key whoever writes. What was taken
 * away leaves its row, without its text, so that a page of history does not shift.
 */
export const messages: Migration = {
  version: 4,
  name: 'messages',
  sql: `
    CREATE TABLE messages (
      id         INTEGER PRIMARY KEY AUTOINCREMENT,
      channel_id INTEGER REFERENCES channels (id) ON DELETE CASCADE,
      low_user   INTEGER REFERENCES users (id) ON DELETE CASCADE,  -- the two of a direct message,
      high_user  INTEGER REFERENCES users (id) ON DELETE CASCADE,  -- the smaller id first
      author_id  INTEGER REFERENCES users (id) ON DELETE SET NULL,
      author     TEXT NOT NULL,
      text       TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      edited_at  INTEGER,
      deleted_at INTEGER,
      CHECK ((channel_id IS NULL) <> (low_user IS NULL)),
      CHECK ((low_user IS NULL) = (high_user IS NULL))
    ) STRICT;
    CREATE INDEX messages_by_channel ON messages (channel_id, id) WHERE channel_id IS NOT NULL;
    CREATE INDEX messages_by_pair ON messages (low_user, high_user, id) WHERE low_user IS NOT NULL;
    CREATE INDEX messages_by_time ON messages (created_at);
  `,
}
