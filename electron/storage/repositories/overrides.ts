import type { ChannelRight, Effect } from '../../contract/permissions.ts'
import type { SqliteDatabase } from '../database.ts'

/** What a channel says of one right of a user or a role, otherwise than the roles do. */
export interface OverrideRow {
  readonly channelId: number
  readonly subject: { readonly kind: 'user' | 'role'; readonly id: number }
  readonly right: ChannelRight
  readonly effect: Effect
}

export interface OverrideRepository {
  list(): OverrideRow[]
  /** Takes the place of an earlier one of the same channel, subject and right. */
  set(override: OverrideRow): void
  clear(override: Omit<OverrideRow, 'effect'>): void
}

interface Stored {
  readonly channelId: number
  readonly userId: number | null
  readonly roleId: number | null
  readonly right: ChannelRight
  readonly effect: Effect
}

export function overrideRepository(database: SqliteDatabase): OverrideRepository {
  const list = database.prepare<[], Stored>(
    `SELECT channel_id AS channelId, user_id AS userId, role_id AS roleId, right_name AS "right", effect
     FROM overrides ORDER BY id`,
  )
  const clear = database.prepare<[Omit<Stored, 'effect'>]>(
    `DELETE FROM overrides WHERE channel_id = @channelId AND right_name = @right
     AND user_id IS @userId AND role_id IS @roleId`,
  )
  const add = database.prepare<[Stored]>(
    `INSERT INTO overrides (channel_id, user_id, role_id, right_name, effect)
     VALUES (@channelId, @userId, @roleId, @right, @effect)`,
  )
  return {
    list: () => list.all().map(fromStored),
    set: database.transaction((override: OverrideRow) => {
      clear.run(columnsOf(override))
      add.run({ ...columnsOf(override), effect: override.effect })
    }),
    clear: (override) => void clear.run(columnsOf(override)),
  }
}

function columnsOf({ channelId, subject, right }: Omit<OverrideRow, 'effect'>): Omit<Stored, 'effect'> {
  const isUser = subject.kind === 'user'
  return { channelId, right, userId: isUser ? subject.id : null, roleId: isUser ? null : subject.id }
}

function fromStored({ channelId, userId, roleId, right, effect }: Stored): OverrideRow {
  const subject =
    userId === null ? ({ kind: 'role', id: roleId ?? 0 } as const) : ({ kind: 'user', id: userId } as const)
  return { channelId, subject, right, effect }
}
