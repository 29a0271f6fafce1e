import { Type, type Static } from 'typebox'
import { LIMITS } from './limits.ts'
import { RecordingMark } from './recording.ts'

/** The nouns of a host as plain data: what gateway, services, and renderer all speak of. */

/** A name people choose: 1 to 32 code points, no control characters, not only spaces. */
export const Name = Type.String({
  minLength: 1,
  maxLength: LIMITS.nameLength * 2,
  pattern: '^(?=.*\\S)[^\\p{Cc}\\p{Zl}\\p{Zp}]{1,32}$',
})

/** Bytes as unpadded base64url. */
export const Base64Url = (bytes: number) =>
  Type.String({ pattern: `^[A-Za-z0-9_-]{${String(Math.ceil((bytes * 4) / 3))}}$` })

/** The number by which an answer names its request. */
export const RequestId = Type.Integer({ minimum: 0, maximum: 0xffff_ffff })

/** The id of a user, a channel: 1.. in the host's database. */
export const RowId = Type.Integer({ minimum: 1 })

/** A source id: 16 bits, 0 is the host itself. */
export const SourceId = Type.Integer({ minimum: 1, maximum: 0xffff })

export const Role = Type.Union([
  Type.Literal('owner'),
  Type.Literal('admin'),
  Type.Literal('member'),
  Type.Literal('guest'),
])
export type Role = Static<typeof Role>

/** What an invite may make of somebody new. */
export const InvitedRole = Type.Union([Type.Literal('admin'), Type.Literal('member'), Type.Literal('guest')])
export type InvitedRole = Static<typeof InvitedRole>

/**
 * How voice comes down to a listener: each speaker's own packets, unopened, or one mix that the host has made.
 * `auto` leaves the choice to the other side: a guest to its channel, a channel to the host, which forwards, and mixes
 * for those whose lines are too weak for that, and for all where they are a crowd.
 */
export const Delivery = Type.Union([Type.Literal('forward'), Type.Literal('mix'), Type.Literal('auto')])
export type Delivery = Static<typeof Delivery>

/** How voice is carried in a channel. */
export const ChannelAudio = Type.Object(
  {
    /** Music is coded without what suits speech alone. */
    kind: Type.Union([Type.Literal('voice'), Type.Literal('music')]),
    /** Most bits per second of one voice, copies included; 0: no cap. */
    bitrateCap: Type.Integer({ minimum: 0, maximum: 512_000 }),
    /** Length of a frame, ms; 0: each sender's own choice. */
    frameMs: Type.Union([
      Type.Literal(0),
      Type.Literal(2.5),
      Type.Literal(5),
      Type.Literal(10),
      Type.Literal(20),
      Type.Literal(40),
      Type.Literal(60),
    ]),
    /** Whether senders that have two channels to send send both. */
    stereo: Type.Boolean(),
    /** Whether places of the speakers are used. */
    positional: Type.Boolean(),
    /** For listeners that leave the choice to the channel. */
    delivery: Delivery,
    /** Only so many voices at once, the loudest, are passed on; 0: all, in an `auto` channel the usual bound. */
    topN: Type.Integer({ minimum: 0, maximum: LIMITS.loudest }),
  },
  { additionalProperties: false },
)
export type ChannelAudio = Static<typeof ChannelAudio>

/** What is to be changed of that; what is absent stays. */
export const AudioChange = Type.Partial(ChannelAudio, { additionalProperties: false })

/** Of that what each sender follows. What is absent is as in a channel for voice alone. */
export type ChannelLimits = Pick<ChannelAudio, 'bitrateCap' | 'frameMs'> &
  Partial<Pick<ChannelAudio, 'kind' | 'stereo'>>

/** No bounds. */
export const NO_LIMITS: ChannelLimits = { bitrateCap: 0, frameMs: 0 }

/** Of that what the media worker acts upon. */
export type ChannelDelivery = Pick<ChannelAudio, 'delivery' | 'topN'> &
  Partial<Pick<ChannelAudio, 'bitrateCap'>>

/** Every voice, forwarded: a channel of which the media worker has heard nothing. */
export const PLAIN_DELIVERY: ChannelDelivery = { delivery: 'forward', topN: 0 }

/** What a channel says of itself. */
export const Description = Type.String({ maxLength: LIMITS.descriptionLength * 2 })

/** A place to talk. */
export const Channel = Type.Object(
  {
    id: RowId,
    /** One of a kind on a host, so that an invite can name it. */
    name: Name,
    /** Position among its siblings, ascending. */
    order: Type.Integer(),
    /** The channel around it; null at the top. */
    parentId: Type.Union([RowId, Type.Null()]),
    description: Description,
    /** Most members at a time; 0: no limit. */
    memberLimit: Type.Integer({ minimum: 0, maximum: LIMITS.members }),
    /** Whether a password is asked for. */
    locked: Type.Boolean(),
    /** Whether it vanishes when the last member leaves. */
    temporary: Type.Boolean(),
    audio: ChannelAudio,
    /** While it is recorded. */
    recording: Type.Optional(RecordingMark),
  },
  { additionalProperties: false },
)
export type Channel = Static<typeof Channel>

/** A channel's password. */
export const Password = Type.String({ maxLength: LIMITS.passwordLength * 2 })

/** What is to be changed of a channel; what is absent stays. */
export const ChannelChange = Type.Object(
  {
    name: Type.Optional(Name),
    order: Type.Optional(Type.Integer({ minimum: -1_000_000, maximum: 1_000_000 })),
    parentId: Type.Optional(Type.Union([RowId, Type.Null()])),
    description: Type.Optional(Description),
    memberLimit: Type.Optional(Type.Integer({ minimum: 0, maximum: LIMITS.members })),
    audio: Type.Optional(AudioChange),
    /** Empty: none any more. */
    password: Type.Optional(Password),
  },
  { additionalProperties: false },
)
export type ChannelChange = Static<typeof ChannelChange>

/** What one says of a new channel; what is absent is as usual. */
export const NewChannel = Type.Object(
  { ...ChannelChange.properties, name: Name, temporary: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
)
export type NewChannel = Static<typeof NewChannel>

/** What a member's voice has behind it when the host has it, apart from its frames: only the member itself can tell. */
export const SendDelay = Type.Object(
  {
    /** Microphone and processing, ms. */
    captureMs: Type.Number({ minimum: 0, maximum: LIMITS.delayMs }),
    /** From the member to the host: half of its round trip, ms. */
    networkMs: Type.Number({ minimum: 0, maximum: LIMITS.delayMs }),
  },
  { additionalProperties: false },
)
export type SendDelay = Static<typeof SendDelay>

/** Number of a list of listeners, one of its owner's own; the target of voice packets to it. */
export const ListNumber = Type.Integer({ minimum: 1, maximum: LIMITS.whisperLists })

/** Whom somebody whispers to: users wherever they are, and all who are in channels. Nobody: the list is over. */
export const WhisperTargets = Type.Object(
  {
    users: Type.Array(RowId, { maxItems: LIMITS.whisperUsers }),
    channels: Type.Array(
      Type.Object(
        {
          id: RowId,
          /** Whether the channels within it count as well. */
          inner: Type.Boolean(),
        },
        { additionalProperties: false },
      ),
      { maxItems: LIMITS.whisperChannels },
    ),
  },
  { additionalProperties: false },
)
export type WhisperTargets = Static<typeof WhisperTargets>

/** A user in a channel: one connected session. The source id names it everywhere. */
export const Member = Type.Object(
  {
    sourceId: SourceId,
    userId: RowId,
    nickname: Name,
    role: Role,
    channelId: RowId,
    /** Salt of this session's source keys, 16 bytes; public. */
    sessionNonce: Base64Url(16),
    muted: Type.Boolean(),
    deafened: Type.Boolean(),
    /** Silenced for everybody by somebody who may. */
    serverMuted: Type.Boolean(),
    /** Whether everybody else is lowered while this member talks. */
    priority: Type.Boolean(),
    /** Where this member's voice travels: not yet at all, by UDP, or through the WebSocket. */
    path: Type.Union([Type.Literal('none'), Type.Literal('udp'), Type.Literal('tcp')]),
    /** Absent until the member has told it, which who only listens never does. */
    sendDelay: Type.Optional(SendDelay),
    /** Whether this member's voice is in no recording; absent: it is in each. */
    refusesRecording: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type Member = Static<typeof Member>
