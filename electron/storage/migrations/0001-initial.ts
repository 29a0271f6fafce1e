import type { Migration } from './runner.ts'

/**
 * Times are milliseconds since 1970. A row's id is never given again (AUTOINCREMENT):
 * programs and logs may hold on to it.
 */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  sql: `
    CREATE TABLE channels (
      id        INTEGER PRIMARY KEY AUTOINCREMENT,
      name      TEXT NOT NULL COLLATE NOCASE UNIQUE,
      position  INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE users (
      id              INTEGER PRIMARY KEY AUTOINCREMENT,
      public_key      BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32),
      nickname        TEXT NOT NULL,
      role            TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'guest')),
      last_channel_id INTEGER REFERENCES channels (id) ON DELETE SET NULL,
      created_at      INTEGER NOT NULL,
      last_seen_at    INTEGER NOT NULL
    ) STRICT;

    -- The token itself is nowhere: who reads this table cannot enter with it.
    CREATE TABLE invites (
      id          INTEGER PRIMARY KEY AUTOINCREMENT,
      token_hash  BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
      channel_id  INTEGER REFERENCES channels (id) ON DELETE SET NULL,
      created_by  INTEGER REFERENCES users (id) ON DELETE SET NULL,
      created_at  INTEGER NOT NULL,
      expires_at  INTEGER,                      -- NULL: never
      uses_limit  INTEGER NOT NULL,             -- 0: no limit
      uses        INTEGER NOT NULL DEFAULT 0,
      revoked_at  INTEGER
    ) STRICT;

    -- What a host knows of itself: its name, port, certificate, the lobby's invite.
    CREATE TABLE state (
      key    TEXT PRIMARY KEY,
      value  TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    INSERT INTO channels (name, position) VALUES ('Lobby', 1), ('Games', 2), ('Quiet', 3);
  `,
}
