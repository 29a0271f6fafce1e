import type { Migration } from './runner.ts'

/** What an invite makes of somebody new: one of the built-in roles, but never an owner. */
export const inviteRole: Migration = {
  version: 8,
  name: 'invite-role',
  sql: `
    ALTER TABLE invites ADD COLUMN role TEXT NOT NULL DEFAULT 'member'
      CHECK (role IN ('admin', 'member', 'guest'));
  `,
}
