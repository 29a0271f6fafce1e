import { Type, type Static } from 'typebox'
import { AdminPass, AskAdminPass } from './admin-messages.ts'
import { LIMITS } from './limits.ts'
import {
  LinkCode,
  LinkCodeMade,
  ListDevices,
  NameDevice,
  OwnDevice,
  RemoveDevice,
} from './device-messages.ts'
import {
  Login,
  Leave,
  Challenge,
  Welcome,
  EpochChanged,
  Warned,
  WarningEnded,
  Closing,
} from './login-messages.ts'
import {
  Join,
  SetFlags,
  SetDownlink,
  SetDelay,
  Rename,
  SetWhisper,
  MemberJoined,
  MemberChanged,
  MemberLeft,
  MembersChanged,
  DelaysChanged,
  WhisperKeyed,
  WhisperEnded,
} from './member-messages.ts'
import {
  CreateInvite,
  RevokeInvite,
  Kick,
  Ban,
  Move,
  ServerMute,
  SetPriority,
  CreateChannel,
  ChangeChannel,
  RemoveChannel,
  Explain,
  ChannelsChanged,
  JobChanged,
} from './manage-messages.ts'
import { Say, History, EditMessage, RemoveMessage, MessageSent, MessageChanged } from './text-messages.ts'
import { Message } from './messages.ts'
import { RequestId, RowId } from './models.ts'
import { Explanation } from './permissions.ts'
import { RecordingChanged, RefuseRecording, StartRecording, StopRecording } from './recording-messages.ts'

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

const strict = { additionalProperties: false } as const

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
    /** Answer of `adminPass`. */
    adminPass: Type.Optional(AdminPass),
    /** Answer of `linkCode`. */
    link: Type.Optional(LinkCodeMade),
    /** Answer of `listDevices`. */
    devices: Type.Optional(Type.Array(OwnDevice, { maxItems: LIMITS.devices })),
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
  AskAdminPass,
  LinkCode,
  ListDevices,
  NameDevice,
  RemoveDevice,
])
export type GuestMessage = Static<typeof GuestMessage>

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
  WarningEnded,
  JobChanged,
  MembersChanged,
  RecordingChanged,
])
export type HostMessage = Static<typeof HostMessage>
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
      | 'linkCode'
      | 'listDevices'
      | 'nameDevice'
      | 'removeDevice'
  }
>

/** What the host answers to it. */
export type RoomAnswer = Static<typeof Ok>
