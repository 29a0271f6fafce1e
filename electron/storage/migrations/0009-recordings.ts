import type { Migration } from './runner.ts'

/**
 * Recordings, and the voices in them; the sound itself is in files, in a folder named after the number. Names are
 * copied: a recording tells what it was, also when channel and users are gone. Who refuses to be recorded is kept by user.
 */
export const recordings: Migration = {
  version: 9,
  name: 'recordings',
  sql: `
    CREATE TABLE recordings (
      id           INTEGER PRIMARY KEY AUTOINCREMENT,
      channel_id   INTEGER NOT NULL,
      channel      TEXT NOT NULL,
      started_by   INTEGER,                        -- NULL: a program
      starter      TEXT NOT NULL,
      state        TEXT NOT NULL CHECK (state IN ('recording', 'finishing', 'ready', 'failed')),
      started_at   INTEGER NOT NULL,
      ended_at     INTEGER,
      end_reason   TEXT,
      duration_ms  INTEGER NOT NULL DEFAULT 0,
      spool_bytes  INTEGER NOT NULL DEFAULT 0,
      bytes        INTEGER NOT NULL DEFAULT 0      -- of all files together
    ) STRICT;

    CREATE TABLE recording_tracks (
      recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
      number       INTEGER NOT NULL,               -- 0: the mix
      user_id      INTEGER,
      nickname     TEXT NOT NULL,
      bytes        INTEGER NOT NULL,
      frames       INTEGER NOT NULL,
      copies       INTEGER NOT NULL,
      concealed_ms INTEGER NOT NULL,
      PRIMARY KEY (recording_id, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE recording_refusals (
      user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE
    ) STRICT;
  `,
}
