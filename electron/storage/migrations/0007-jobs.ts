import type { Migration } from './runner.ts'

/** Long work of the host: what was asked for, by whom, and how it ended. Names are copied, as in the audit log. */
export const jobs: Migration = {
  version: 7,
  name: 'jobs',
  sql: `
    CREATE TABLE jobs (
      id           INTEGER PRIMARY KEY AUTOINCREMENT,
      kind         TEXT NOT NULL,
      state        TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
      priority     TEXT NOT NULL CHECK (priority IN ('urgent', 'high', 'normal', 'low')),
      progress     REAL NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
      phase        TEXT NOT NULL DEFAULT '',
      by_id        INTEGER,
      by_name      TEXT NOT NULL,
      created_at   INTEGER NOT NULL,
      started_at   INTEGER,
      ended_at     INTEGER,
      error_code   TEXT,
      error_detail TEXT,
      result       TEXT                         -- JSON; NULL unless done
    ) STRICT;
    CREATE INDEX jobs_unfinished ON jobs (id) WHERE ended_at IS NULL;
    CREATE INDEX jobs_by_end ON jobs (ended_at) WHERE ended_at IS NOT NULL;
  `,
}
