import { Type, type Static } from 'typebox'
import { JobItem } from './jobs.ts'
import { LIMITS } from './limits.ts'
import {
  Base64Url,
  Channel,
  ChannelChange,
  Delivery,
  Member,
  Name,
  NewChannel,
  Password,
  RequestId,
  RowId,
  InvitedRole,
  ListNumber,
  SendDelay,
  SourceId,
  WhisperTargets,
} from './models.ts'
import { MOST_MEMBER_FLAGS } from './member-flags.ts'
import { RecordingChanged, RefuseRecording, StartRecording, StopRecording } from './recording-messages.ts'
import { Message, MessagePlace, MessageText } from './messages.ts'
import { Explanation, RightName } from './permissions.ts'

/**
 * Messages of the gateway: JSON text frames of a WebSocket over TLS at `/gateway`.
 * Binary frames are voice datagrams, unchanged, of a guest whose UDP gets no answer.
 *
 * A closed union each way, checked on both ends; append only.
 * Every request carries an `id` and is answered by exactly one `ok` or `error` with `re` = that id.
 * Events carry `n`, which rises by one per event and session.
 *
 *   host  -> guest  challenge
 *   guest -> host   login                       signature over LOGIN_CONTEXT || fingerprint || challenge
 *   host  -> guest  welcome | error             then events
 */
export const GATEWAY_VERSION = 1

/** What the login signature begins with, before the 32-byte fingerprint and the 32-byte challenge. */
export const LOGIN_CONTEXT = 'palabre login v1'

/** As many source ids as there are: more may leave within a moment than are there at once. */
const MOST_SOURCES = 0xffff

const strict = { additionalProperties: false } as const

/** What seals voice in a channel from now on. */
export const Epoch = Type.Object(
  {
    channelId: RowId,
    /** 0..255, rises by one (modulo 256) with each fresh secret of a channel. */
    epoch: Type.Integer({ minimum: 0, maximum: 255 }),
    secret: Base64Url(32),
  },
  strict,
)
export type Epoch = Static<typeof Epoch>

// ---- guest to host ----

export const Login = Type.Object(
  {
    type: Type.Literal('login'),
    id: RequestId,
    version: Type.Integer(),
    publicKey: Base64Url(32),
    signature: Base64Url(64),
    nickname: Name,
    /** Token of the invite; not needed by a user the host knows. */
    token: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    /** Name of the channel to start in; else the last one, else the first. */
    channel: Type.Optional(Name),
    muted: Type.Boolean(),
    deafened: Type.Boolean(),
  },
  strict,
)
const ReasonText = Type.String({ maxLength: LIMITS.reasonLength * 2 })
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
/** A polite good-bye; the host forgets the session at once. */
export const Leave = Type.Object({ type: Type.Literal('leave'), id: RequestId }, strict)
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

// What those may ask who have the right to; anybody else is answered `permission-denied`.

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

// ---- text ----

/** Writes into the channel one is in, or to one user. */
export const Say = Type.Object(
  { type: Type.Literal('say'), id: RequestId, place: MessagePlace, text: MessageText },
  strict,
)
/** What was written there; answered with `messages`, the newest first. */
export const History = Type.Object(
  {
    type: Type.Literal('history'),
    id: RequestId,
    place: MessagePlace,
    limit: Type.Integer({ minimum: 1, maximum: LIMITS.historyPage }),
    /** Only messages before this one. */
    before: Type.Optional(RowId),
  },
  strict,
)
export const EditMessage = Type.Object(
  { type: Type.Literal('editMessage'), id: RequestId, messageId: RowId, text: MessageText },
  strict,
)
export const RemoveMessage = Type.Object(
  { type: Type.Literal('removeMessage'), id: RequestId, messageId: RowId },
  strict,
)

/**
 * Whom one of the own lists reaches from now on; the host follows who comes, goes and moves. Needs the right to whisper
 * where those are; who is where it is missing is left out.
 */
export const SetWhisper = Type.Object(
  { type: Type.Literal('setWhisper'), id: RequestId, list: ListNumber, targets: WhisperTargets },
  strict,
)

export const GuestMessage = Type.Union([
  Login,
  Join,
  SetFlags,
  Rename,
  Leave,
  CreateInvite,
  Kick,
  Ban,
  Move,
  ServerMute,
  SetPriority,
  CreateChannel,
  ChangeChannel,
  RemoveChannel,
  Explain,
  SetDownlink,
  Say,
  History,
  EditMessage,
  RemoveMessage,
  SetDelay,
  SetWhisper,
  RevokeInvite,
  StartRecording,
  StopRecording,
  RefuseRecording,
])
export type GuestMessage = Static<typeof GuestMessage>

// ---- host to guest ----

export const Challenge = Type.Object(
  {
    type: Type.Literal('challenge'),
    version: Type.Integer(),
    nonce: Base64Url(32),
    hostName: Name,
  },
  strict,
)
export const Welcome = Type.Object(
  {
    type: Type.Literal('welcome'),
    re: RequestId,
    hostName: Name,
    you: SourceId,
    /** Seals bind, ping, report and bye between this guest and the host, 32 bytes. */
    hopKey: Base64Url(32),
    /** UDP port; the address is the one of this connection. */
    udpPort: Type.Integer({ minimum: 1, maximum: 65535 }),
    channels: Type.Array(Channel, { maxItems: LIMITS.channels }),
    members: Type.Array(Member, { maxItems: LIMITS.members }),
    epoch: Epoch,
    /** Number of the last event contained in this snapshot. */
    n: Type.Integer({ minimum: 0 }),
  },
  strict,
)
export const Ok = Type.Object(
  {
    type: Type.Literal('ok'),
    re: RequestId,
    /** Answer of `createInvite`. */
    invite: Type.Optional(Type.String({ maxLength: LIMITS.inviteBytes })),
    /** Answer of `createChannel`. */
    channelId: Type.Optional(RowId),
    /** Answer of `explain`. */
    explanation: Type.Optional(Explanation),
    /** Answer of `say` and `editMessage`. */
    message: Type.Optional(Message),
    /** Answer of `history`. */
    messages: Type.Optional(Type.Array(Message, { maxItems: LIMITS.historyPage })),
  },
  strict,
)
export const GatewayError = Type.Object(
  {
    type: Type.Literal('error'),
    /** Absent where the failing message had no readable id. */
    re: Type.Optional(RequestId),
    code: Type.String({ maxLength: 64 }),
    message: Type.String({ maxLength: 512 }),
    retryAfter: Type.Optional(Type.Number({ minimum: 0 })),
  },
  strict,
)
const n = Type.Integer({ minimum: 1 })
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
export const EpochChanged = Type.Object({ type: Type.Literal('epochChanged'), n, epoch: Epoch }, strict)
export const ChannelsChanged = Type.Object(
  { type: Type.Literal('channelsChanged'), n, channels: Type.Array(Channel, { maxItems: LIMITS.channels }) },
  strict,
)
export const MessageSent = Type.Object({ type: Type.Literal('messageSent'), n, message: Message }, strict)
/** Edited, or taken away. */
export const MessageChanged = Type.Object(
  { type: Type.Literal('messageChanged'), n, message: Message },
  strict,
)
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
/** One is on this list no more; of an own one: nobody is. */
export const WhisperEnded = Type.Object(
  { type: Type.Literal('whisperEnded'), n, from: SourceId, list: ListNumber },
  strict,
)
/** Something this guest should know or do; `code` is of the error catalogue, and says what follows. */
export const Warned = Type.Object(
  { type: Type.Literal('warned'), n, code: Type.String({ maxLength: 64 }) },
  strict,
)
/** Long work of the host was asked for, began, went on or ended; to those who have `manageHost`. */
export const JobChanged = Type.Object({ type: Type.Literal('jobChanged'), n, job: JobItem }, strict)
/** The host ends this session; `code` is of the error catalogue. */
export const Closing = Type.Object(
  { type: Type.Literal('closing'), n, code: Type.String({ maxLength: 64 }) },
  strict,
)

export const HostMessage = Type.Union([
  Challenge,
  Welcome,
  Ok,
  GatewayError,
  MemberJoined,
  MemberChanged,
  MemberLeft,
  EpochChanged,
  ChannelsChanged,
  MessageSent,
  MessageChanged,
  Closing,
  DelaysChanged,
  WhisperKeyed,
  WhisperEnded,
  Warned,
  JobChanged,
  MembersChanged,
  RecordingChanged,
])
export type HostMessage = Static<typeof HostMessage>
export type Welcome = Static<typeof Welcome>
export type DelaysChanged = Static<typeof DelaysChanged>
export type MembersChanged = Static<typeof MembersChanged>
export type WhisperKeyed = Static<typeof WhisperKeyed>
/** Events: what the host says by itself, numbered. */
export type HostEvent = Extract<
  HostMessage,
  { n: number; type: `${string}ed` | 'messageSent' | 'closing' | 'memberLeft' }
>

/** A request without its id, as callers write it. */
export type GuestRequest = GuestMessage extends infer M
  ? M extends { id: number }
    ? Omit<M, 'id'>
    : never
  : never

/** What a person in the app may ask of the host beyond the own stay; the host decides who may. */
export type RoomRequest = Extract<
  GuestRequest,
  {
    type:
      | 'kick'
      | 'ban'
      | 'move'
      | 'serverMute'
      | 'priority'
      | 'createChannel'
      | 'changeChannel'
      | 'removeChannel'
      | 'explain'
      | 'say'
      | 'history'
      | 'editMessage'
      | 'removeMessage'
      | 'revokeInvite'
      | 'startRecording'
      | 'stopRecording'
      | 'refuseRecording'
  }
>

/** What the host answers to it. */
export type RoomAnswer = Static<typeof Ok>
