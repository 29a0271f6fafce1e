import type { Migration } from './runner.ts'

/** Counts the changes of what `kind` and the number name; `when` is the row's alias in the trigger. */
function count(kind: string, id: string): string {
  return `INSERT INTO versions (kind, id, version) VALUES ('${kind}', ${id}, 1)
      ON CONFLICT (kind, id) DO UPDATE SET version = version + 1;`
}

/** A trigger of a table that counts. */
function trigger(name: string, on: string, kind: string, id: string): string {
  return `CREATE TRIGGER ${name} AFTER ${on} BEGIN ${count(kind, id)} END;`
}

const USER_FIELDS = ['nickname', 'role', 'server_muted']
const userChanged = USER_FIELDS.map((field) => `OLD.${field} IS NOT NEW.${field}`).join(' OR ')
const SETTINGS = "NEW.key IN ('hostName', 'settings')"
const DEFAULTS = "NEW.key = 'channelDefaults'"

/**
 * How often each thing that administrators change has been changed, so that of two who read the same only the first
 * one's change goes through. The database counts itself: whatever changes a row, by whichever way, is seen. What a
 * channel decides of rights belongs to it, as do to a user the roles it was given. A thing without a row has never been
 * changed; ids are never given again.
 */
export const versions: Migration = {
  version: 5,
  name: 'versions',
  sql: `
    CREATE TABLE versions (
      kind    TEXT NOT NULL CHECK (kind IN ('channel', 'user', 'role', 'host', 'audio')),
      id      INTEGER NOT NULL,
      version INTEGER NOT NULL,
      PRIMARY KEY (kind, id)
    ) STRICT, WITHOUT ROWID;

    ${trigger('version_channel', 'UPDATE ON channels', 'channel', 'NEW.id')}
    ${trigger('version_override_made', 'INSERT ON overrides', 'channel', 'NEW.channel_id')}
    ${trigger('version_override_gone', 'DELETE ON overrides', 'channel', 'OLD.channel_id')}
    ${trigger('version_user', `UPDATE ON users WHEN ${userChanged}`, 'user', 'NEW.id')}
    ${trigger('version_role_given', 'INSERT ON user_roles', 'user', 'NEW.user_id')}
    ${trigger('version_role_taken', 'DELETE ON user_roles', 'user', 'OLD.user_id')}
    ${trigger('version_role', 'UPDATE ON roles', 'role', 'NEW.id')}
    ${trigger('version_host_made', `INSERT ON state WHEN ${SETTINGS}`, 'host', '1')}
    ${trigger('version_host', `UPDATE ON state WHEN ${SETTINGS}`, 'host', '1')}
    ${trigger('version_audio_made', `INSERT ON state WHEN ${DEFAULTS}`, 'audio', '1')}
    ${trigger('version_audio', `UPDATE ON state WHEN ${DEFAULTS}`, 'audio', '1')}
  `,
}
