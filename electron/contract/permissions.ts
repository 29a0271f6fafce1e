import { Type, type Static } from 'typebox'
import type { Role } from './models.ts'

/**
 * What a user may do. Append only: overrides, roles and logs hold these names.
 *
 * The rule of precedence, the only one there is:
 *
 * 1. The owner may do everything.
 * 2. The nearest channel decides: the channel itself, then the one around it, and so on outwards. In one channel the
 *    user's own entry comes before those of roles; among roles the highest rank, and in one rank *deny*.
 * 3. Where no channel says anything, a user may do what at least one of its roles grants.
 *
 * A channel further out can therefore never take away, or give, what a nearer one has decided.
 */
export const RIGHTS = [
  /** Come into a channel. */
  'enter',
  /** Be heard in a channel. */
  'speak',
  /** Write in a channel's chat. */
  'text',
  /** Write to one user. */
  'direct',
  /** Speak to a list of users and channels of one's own. */
  'whisper',
  /** Let new people in by an invite. */
  'invite',
  /** Make a channel that vanishes when the last member leaves. */
  'makeTemporary',
  /** Record a channel. */
  'record',
  /** Keep one's own voice out of every recording. */
  'refuseRecording',
  /** Be heard above the others. */
  'priority',
  /** Bring others into another channel. */
  'move',
  /** Silence others for everybody. */
  'mute',
  /** End the stay of others. */
  'kick',
  /** Keep others out. */
  'ban',
  /** Take away what others wrote. */
  'deleteMessages',
  /** Make, change and remove channels and who may do what in them. */
  'manageChannels',
  /** Change the roles and names of others. */
  'manageUsers',
  /** Make, change and remove roles. */
  'manageRoles',
  /** Settings, tokens, backups, recordings and jobs of the host. */
  'manageHost',
  /** Read what was done by whom. */
  'readAudit',
] as const
export type Right = (typeof RIGHTS)[number]

/** Rights that a channel may decide otherwise; the others hold for the whole host. */
export const CHANNEL_RIGHTS = [
  'enter',
  'speak',
  'text',
  'whisper',
  'invite',
  'makeTemporary',
  'record',
  'refuseRecording',
  'priority',
  'move',
  'mute',
  'kick',
  'deleteMessages',
  'manageChannels',
] as const satisfies readonly Right[]

export const RightName = Type.Enum(RIGHTS)
export const ChannelRightName = Type.Enum(CHANNEL_RIGHTS)
export type ChannelRight = (typeof CHANNEL_RIGHTS)[number]

export const Effect = Type.Union([Type.Literal('allow'), Type.Literal('deny')])
export type Effect = Static<typeof Effect>

const GUEST: readonly Right[] = ['enter', 'speak', 'text', 'refuseRecording']
const MEMBER: readonly Right[] = [...GUEST, 'direct', 'whisper', 'invite', 'makeTemporary']
const KEPT_BY_OWNER: readonly Right[] = ['manageHost', 'manageRoles']

/** What the four roles that every host has may do; the numbers are their rows in the database. */
export const BUILT_IN_ROLES: Readonly<
  Record<Role, { readonly id: number; readonly rank: number; readonly rights: readonly Right[] }>
> = {
  owner: { id: 1, rank: 1000, rights: RIGHTS },
  admin: { id: 2, rank: 900, rights: RIGHTS.filter((right) => !KEPT_BY_OWNER.includes(right)) },
  member: { id: 3, rank: 100, rights: MEMBER },
  guest: { id: 4, rank: 0, rights: GUEST },
}

/** Ranks a role of a host's own may have: below an admin's, above a guest's. */
export const OWN_ROLE_RANK = { least: 1, most: 899 } as const

const strict = { additionalProperties: false } as const
const Id = Type.Integer({ minimum: 1 })
const Named = Type.String({ maxLength: 64 })

/** What decided, and where. */
export const Reason = Type.Union([
  Type.Object({ by: Type.Literal('owner') }, strict),
  Type.Object(
    {
      by: Type.Literal('override'),
      channelId: Id,
      subject: Type.Object(
        { kind: Type.Union([Type.Literal('user'), Type.Literal('role')]), id: Id, name: Named },
        strict,
      ),
      effect: Effect,
    },
    strict,
  ),
  /** A role grants it. */
  Type.Object({ by: Type.Literal('role'), roleId: Id, name: Named }, strict),
  /** No role grants it. */
  Type.Object({ by: Type.Literal('nothing') }, strict),
  /** The other is of the same rank or a higher one. */
  Type.Object({ by: Type.Literal('rank'), own: Type.Integer(), other: Type.Integer() }, strict),
])
export type Reason = Static<typeof Reason>

/** Why somebody may or may not do something. */
export const Explanation = Type.Object({ allowed: Type.Boolean(), reason: Reason }, strict)
export type Explanation = Static<typeof Explanation>
