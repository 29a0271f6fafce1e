import { Type, type Static } from 'typebox'
import { LIMITS } from './limits.ts'
import { Base64Url, Channel, Member, Name, RequestId, RowId, SourceId } from './models.ts'

/** Messages of the gateway (`gateway.ts`) by which a guest comes in, is given keys, and leaves. */

const strict = { additionalProperties: false } as const
const n = Type.Integer({ minimum: 1 })

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
export const Login = Type.Object(
  {
    type: Type.Literal('login'),
    id: RequestId,
    version: Type.Integer(),
    publicKey: Base64Url(32),
    signature: Base64Url(64),
    nickname: Name,
    /** Whom the host knows keeps the name it has there: `nickname` counts for somebody new alone. */
    keepName: Type.Optional(Type.Boolean()),
    /** Token of the invite; not needed by a user the host knows. */
    token: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    /** Code made on another machine of a user: this one becomes another of that user, and takes over its name. */
    linkCode: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
    /** Name of the channel to start in; else the last one, else the first. */
    channel: Type.Optional(Name),
    muted: Type.Boolean(),
    deafened: Type.Boolean(),
  },
  strict,
)
/** A polite good-bye; the host forgets the session at once. */
export const Leave = Type.Object({ type: Type.Literal('leave'), id: RequestId }, strict)
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
export type Welcome = Static<typeof Welcome>
export const EpochChanged = Type.Object({ type: Type.Literal('epochChanged'), n, epoch: Epoch }, strict)
/** Something this guest should know or do; `code` is of the error catalogue, and says what follows. */
export const Warned = Type.Object(
  { type: Type.Literal('warned'), n, code: Type.String({ maxLength: 64 }) },
  strict,
)
/** What was warned of is no more. */
export const WarningEnded = Type.Object(
  { type: Type.Literal('warningEnded'), n, code: Type.String({ maxLength: 64 }) },
  strict,
)
/** The host ends this session; `code` is of the error catalogue. */
export const Closing = Type.Object(
  { type: Type.Literal('closing'), n, code: Type.String({ maxLength: 64 }) },
  strict,
)
