import { Type } from 'typebox'
import { OverrideSubject, Reason } from './admin-items.ts'
import { LIMITS } from './limits.ts'
import { InvitedRole, Name, Role, RowId } from './models.ts'
import { ChannelRightName, Effect, OWN_ROLE_RANK, RightName } from './permissions.ts'

/** What the API is told by who changes something. */

const strict = { additionalProperties: false } as const

/** Seconds that something holds, ten years at most. */
export const LifetimeS = Type.Integer({ minimum: 1, maximum: 10 * 365 * 86_400 })

export const UserChange = Type.Object(
  {
    nickname: Type.Optional(Name),
    role: Type.Optional(Role),
    serverMuted: Type.Optional(Type.Boolean()),
  },
  { ...strict, minProperties: 1 },
)

/** A user's keys, a range of addresses, or both. */
export const BanWish = Type.Object(
  {
    userId: Type.Optional(RowId),
    /** Like `192.0.2.0/24`. */
    range: Type.Optional(Type.String({ maxLength: 64 })),
    reason: Reason,
    /** Absent: for good. */
    durationS: Type.Optional(LifetimeS),
  },
  { ...strict, minProperties: 2 },
)

export const NewInvite = Type.Object(
  {
    channelId: Type.Optional(RowId),
    lifetimeS: Type.Integer({ minimum: 60, maximum: 365 * 86_400 }),
    /** 0: no limit. */
    uses: Type.Integer({ minimum: 0, maximum: 10_000 }),
    /** What it makes of somebody new; a member where it is not said. */
    role: Type.Optional(InvitedRole),
  },
  strict,
)

const Rank = Type.Integer({ minimum: OWN_ROLE_RANK.least, maximum: OWN_ROLE_RANK.most })
const Rights = Type.Array(RightName, { uniqueItems: true, maxItems: LIMITS.roles })
export const NewRole = Type.Object({ name: Name, rank: Rank, rights: Rights }, strict)
export const RoleChange = Type.Partial(NewRole, strict)

/** What a channel decides of a right; null: no more. */
export const OverrideWish = Type.Object(
  { subject: OverrideSubject, right: ChannelRightName, effect: Type.Union([Effect, Type.Null()]) },
  strict,
)
