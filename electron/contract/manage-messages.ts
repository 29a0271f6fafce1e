import { Type } from 'typebox'
import { JobItem } from './jobs.ts'
import { LIMITS } from './limits.ts'
import { Channel, ChannelChange, NewChannel, RequestId, RowId, InvitedRole, SourceId } from './models.ts'
import { RightName } from './permissions.ts'

/** Messages of the gateway (`gateway.ts`) by which those manage who may: invites, members, channels. */

const strict = { additionalProperties: false } as const
const n = Type.Integer({ minimum: 1 })
const ReasonText = Type.String({ maxLength: LIMITS.reasonLength * 2 })

/** Makes an invite; channel by id, lifetime in seconds, number of uses (0: no limit). */
export const CreateInvite = Type.Object(
  {
    type: Type.Literal('createInvite'),
    id: RequestId,
    channelId: Type.Optional(RowId),
    lifetimeS: Type.Integer({ minimum: 60, maximum: 365 * 86_400 }),
    uses: Type.Integer({ minimum: 0, maximum: 10_000 }),
    /** What it makes of somebody new, never more than one is; absent: a member, of a guest's another guest. */
    role: Type.Optional(InvitedRole),
  },
  strict,
)
/** Withdraws an invite by its token: the own ones, and with the right to manage users all. */
export const RevokeInvite = Type.Object(
  {
    type: Type.Literal('revokeInvite'),
    id: RequestId,
    token: Type.String({ minLength: 1, maxLength: 128 }),
  },
  strict,
)
export const Kick = Type.Object(
  { type: Type.Literal('kick'), id: RequestId, sourceId: SourceId, reason: ReasonText },
  strict,
)
/** Keeps a member out: by all of its keys, by its address, or both; for a time in seconds, or for good. */
export const Ban = Type.Object(
  {
    type: Type.Literal('ban'),
    id: RequestId,
    sourceId: SourceId,
    scope: Type.Union([Type.Literal('identity'), Type.Literal('address'), Type.Literal('both')]),
    reason: ReasonText,
    durationS: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 * 365 * 86_400 })),
  },
  strict,
)
export const Move = Type.Object(
  { type: Type.Literal('move'), id: RequestId, sourceId: SourceId, channelId: RowId },
  strict,
)
export const ServerMute = Type.Object(
  { type: Type.Literal('serverMute'), id: RequestId, userId: RowId, on: Type.Boolean() },
  strict,
)
export const SetPriority = Type.Object(
  { type: Type.Literal('priority'), id: RequestId, sourceId: SourceId, on: Type.Boolean() },
  strict,
)
/** Makes a channel; answered with its id. */
export const CreateChannel = Type.Object(
  { type: Type.Literal('createChannel'), id: RequestId, channel: NewChannel },
  strict,
)
export const ChangeChannel = Type.Object(
  { type: Type.Literal('changeChannel'), id: RequestId, channelId: RowId, change: ChannelChange },
  strict,
)
export const RemoveChannel = Type.Object(
  { type: Type.Literal('removeChannel'), id: RequestId, channelId: RowId },
  strict,
)
/** Why a user may, or may not, do something; oneself, or with `manageUsers` anybody. */
export const Explain = Type.Object(
  {
    type: Type.Literal('explain'),
    id: RequestId,
    userId: RowId,
    right: RightName,
    channelId: Type.Optional(RowId),
  },
  strict,
)
export const ChannelsChanged = Type.Object(
  { type: Type.Literal('channelsChanged'), n, channels: Type.Array(Channel, { maxItems: LIMITS.channels }) },
  strict,
)
/** Long work of the host was asked for, began, went on or ended; to those who have `manageHost`. */
export const JobChanged = Type.Object({ type: Type.Literal('jobChanged'), n, job: JobItem }, strict)
