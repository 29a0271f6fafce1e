import { BUILT_IN_ROLES } from '../../contract/permissions.ts'
import type { Migration } from './runner.ts'

const BUILT_IN = Object.entries(BUILT_IN_ROLES)
  .map(([name, { id, rank }]) => `(${String(id)}, '${name}', ${String(rank)})`)
  .join(', ')

/**
 * Who may do what: nested channels, roles and what channels decide otherwise, devices, bans, tokens, and the log of
 * administrative acts. Rights of the built-in roles are the program's, so that a new right reaches old hosts.
 */
export const community: Migration = {
  version: 2,
  name: 'community',
  sql: `
    ALTER TABLE channels ADD COLUMN parent_id     INTEGER REFERENCES channels (id) ON DELETE CASCADE;
    ALTER TABLE channels ADD COLUMN description   TEXT NOT NULL DEFAULT '';
    ALTER TABLE channels ADD COLUMN member_limit  INTEGER NOT NULL DEFAULT 0;   -- 0: none
    ALTER TABLE channels ADD COLUMN password_hash TEXT;                         -- NULL: open
    ALTER TABLE channels ADD COLUMN temporary     INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE channels ADD COLUMN kind          TEXT NOT NULL DEFAULT 'voice' CHECK (kind IN ('voice', 'music'));
    ALTER TABLE channels ADD COLUMN bitrate_cap   INTEGER NOT NULL DEFAULT 0;   -- bits per second, 0: none
    ALTER TABLE channels ADD COLUMN frame_ms      REAL NOT NULL DEFAULT 0;      -- 0: each sender's own
    ALTER TABLE channels ADD COLUMN stereo        INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE channels ADD COLUMN positional    INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX channels_by_parent ON channels (parent_id);

    ALTER TABLE users ADD COLUMN server_muted INTEGER NOT NULL DEFAULT 0;

    -- A user has one key per machine; the first is also in users.
    CREATE TABLE devices (
      id           INTEGER PRIMARY KEY AUTOINCREMENT,
      public_key   BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32),
      user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      name         TEXT NOT NULL,
      created_at   INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX devices_by_user ON devices (user_id);
    INSERT INTO devices (public_key, user_id, name, created_at, last_seen_at)
      SELECT public_key, id, '', created_at, last_seen_at FROM users;

    CREATE TABLE roles (
      id     INTEGER PRIMARY KEY AUTOINCREMENT,
      name   TEXT NOT NULL COLLATE NOCASE UNIQUE,
      rank   INTEGER NOT NULL,
      rights TEXT NOT NULL DEFAULT '[]'          -- a JSON list of names
    ) STRICT;
    INSERT INTO roles (id, name, rank) VALUES ${BUILT_IN};
    INSERT INTO sqlite_sequence (name, seq) SELECT 'roles', 100
      WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'roles');
    UPDATE sqlite_sequence SET seq = 100 WHERE name = 'roles';

    -- Roles of a host's own; the built-in one of each user is users.role.
    CREATE TABLE user_roles (
      user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      role_id INTEGER NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
      PRIMARY KEY (user_id, role_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE overrides (
      id         INTEGER PRIMARY KEY AUTOINCREMENT,
      channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
      user_id    INTEGER REFERENCES users (id) ON DELETE CASCADE,
      role_id    INTEGER REFERENCES roles (id) ON DELETE CASCADE,
      right_name TEXT NOT NULL,
      effect     TEXT NOT NULL CHECK (effect IN ('allow', 'deny')),
      CHECK ((user_id IS NULL) <> (role_id IS NULL))
    ) STRICT;
    CREATE UNIQUE INDEX overrides_once
      ON overrides (channel_id, right_name, ifnull(user_id, 0), ifnull(role_id, 0));

    CREATE TABLE bans (
      id         INTEGER PRIMARY KEY AUTOINCREMENT,
      public_key BLOB CHECK (length(public_key) = 32),
      address    BLOB CHECK (length(address) = 16),  -- IPv6, or IPv4 as ::ffff:a.b.c.d
      prefix     INTEGER CHECK (prefix BETWEEN 0 AND 128),
      nickname   TEXT NOT NULL DEFAULT '',
      reason     TEXT NOT NULL DEFAULT '',
      created_by INTEGER REFERENCES users (id) ON DELETE SET NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER,                            -- NULL: never
      CHECK (public_key IS NOT NULL OR address IS NOT NULL),
      CHECK ((address IS NULL) = (prefix IS NULL))
    ) STRICT;

    -- The token itself is nowhere, as with invites.
    CREATE TABLE tokens (
      id           INTEGER PRIMARY KEY AUTOINCREMENT,
      token_hash   BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
      name         TEXT NOT NULL,
      scopes       TEXT NOT NULL,                    -- a JSON list of names
      created_by   INTEGER REFERENCES users (id) ON DELETE SET NULL,
      created_at   INTEGER NOT NULL,
      last_used_at INTEGER,
      expires_at   INTEGER
    ) STRICT;

    -- Names are copied: the log tells what was, also when user and channel are gone.
    CREATE TABLE audit (
      id          INTEGER PRIMARY KEY AUTOINCREMENT,
      at          INTEGER NOT NULL,
      actor_id    INTEGER,
      actor_name  TEXT NOT NULL,
      action      TEXT NOT NULL,
      target_kind TEXT,
      target_id   INTEGER,
      target_name TEXT,
      detail      TEXT NOT NULL DEFAULT '{}'
    ) STRICT;
    CREATE INDEX audit_by_actor ON audit (actor_id, id);
    CREATE INDEX audit_by_action ON audit (action, id);
  `,
}
