import { Type, type Static } from 'typebox'
import { LIMITS } from './limits.ts'
import { MOST_MEMBER_FLAGS } from './member-flags.ts'
import {
  Base64Url,
  Delivery,
  Member,
  Name,
  Password,
  RequestId,
  RowId,
  ListNumber,
  SendDelay,
  SourceId,
  WhisperTargets,
} from './models.ts'

/** Messages of the gateway (`gateway.ts`) about members: what they ask for themselves, and what they hear of each other. */

/** As many source ids as there are: more may leave within a moment than are there at once. */
const MOST_SOURCES = 0xffff

const strict = { additionalProperties: false } as const
const n = Type.Integer({ minimum: 1 })

export const Join = Type.Object(
  { type: Type.Literal('join'), id: RequestId, channelId: RowId, password: Type.Optional(Password) },
  strict,
)
export const SetFlags = Type.Object(
  { type: Type.Literal('flags'), id: RequestId, muted: Type.Boolean(), deafened: Type.Boolean() },
  strict,
)
/** How voice shall come down to this guest; `auto`, the choice of its channel, until it asks. */
export const SetDownlink = Type.Object(
  { type: Type.Literal('downlink'), id: RequestId, downlink: Delivery },
  strict,
)
/** What own voice has behind it at the host; from who speaks, when it has changed, seldom. Told to the channel. */
export const SetDelay = Type.Object({ type: Type.Literal('delay'), id: RequestId, delay: SendDelay }, strict)
export const Rename = Type.Object({ type: Type.Literal('rename'), id: RequestId, nickname: Name }, strict)
/**
 * Whom one of the own lists reaches from now on; the host follows who comes, goes and moves. Needs the right to whisper
 * where those are; who is where it is missing is left out.
 */
export const SetWhisper = Type.Object(
  { type: Type.Literal('setWhisper'), id: RequestId, list: ListNumber, targets: WhisperTargets },
  strict,
)
export const MemberJoined = Type.Object({ type: Type.Literal('memberJoined'), n, member: Member }, strict)
/** Any change of a member: channel, flags, nickname, path. The whole member, so that nothing can be missed. */
export const MemberChanged = Type.Object({ type: Type.Literal('memberChanged'), n, member: Member }, strict)
export const MemberLeft = Type.Object({ type: Type.Literal('memberLeft'), n, sourceId: SourceId }, strict)
/**
 * Several at once, as a crowd hears of each other: who came or changed (whole), who has other flags
 * (`contract/member-flags.ts`), who left. It tells how things are now, so it may tell what is known already;
 * who is not known and left counts as gone.
 */
export const MembersChanged = Type.Object(
  {
    type: Type.Literal('membersChanged'),
    n,
    members: Type.Array(Member, { maxItems: LIMITS.members }),
    flags: Type.Array(Type.Tuple([SourceId, Type.Integer({ minimum: 0, maximum: MOST_MEMBER_FLAGS })]), {
      maxItems: LIMITS.members,
    }),
    left: Type.Array(SourceId, { maxItems: MOST_SOURCES }),
  },
  strict,
)
export type MembersChanged = Static<typeof MembersChanged>
/**
 * What the voices of members have behind them: of one that told it, to its channel; of all there, to who comes into it.
 * Any `memberChanged` carries it too.
 */
export const DelaysChanged = Type.Object(
  {
    type: Type.Literal('delaysChanged'),
    n,
    delays: Type.Array(Type.Object({ sourceId: SourceId, delay: SendDelay }, strict), {
      maxItems: LIMITS.members,
    }),
  },
  strict,
)
export type DelaysChanged = Static<typeof DelaysChanged>
/**
 * What a member speaks to one of its lists with from now on: to the member itself, and to those on the list. The first
 * says that one is on it.
 */
export const WhisperKeyed = Type.Object(
  {
    type: Type.Literal('whisperKeyed'),
    n,
    from: SourceId,
    list: ListNumber,
    /** Counted as the epochs of channels, for each list by itself. */
    epoch: Type.Integer({ minimum: 0, maximum: 255 }),
    secret: Base64Url(32),
    /** Who hears it; told to the member itself alone. */
    listeners: Type.Optional(Type.Array(SourceId, { maxItems: LIMITS.members })),
  },
  strict,
)
export type WhisperKeyed = Static<typeof WhisperKeyed>
/** One is on this list no more; of an own one: nobody is. */
export const WhisperEnded = Type.Object(
  { type: Type.Literal('whisperEnded'), n, from: SourceId, list: ListNumber },
  strict,
)
