import { Type } from 'typebox'
import { ERRORS, type ErrorCode } from '../../../contract/errors.ts'
import { LIMITS } from '../../../contract/limits.ts'
import { Name, Role, RowId, InvitedRole } from '../../../contract/models.ts'
import { RightName } from '../../../contract/permissions.ts'
import { RecordingEnd, RecordingState } from '../../../contract/recording.ts'
import { Scope } from '../../../contract/scopes.ts'

/** What the API answers with, beside what the gateway knows already. Times are milliseconds since 1970. */

const strict = { additionalProperties: false } as const
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Time = Type.Integer()

/** Every code of the catalogue: `GET /api/v1/errors` tells what each means. */
export const ErrorCodeName = Type.Enum(Object.keys(ERRORS) as ErrorCode[])

/** RFC 9457. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    /** Of the catalogue of errors that is used everywhere. */
    code: ErrorCodeName,
    /** What to do. */
    next: Type.String(),
    detail: Type.Optional(Type.String()),
  },
  strict,
)

/** Why somebody was made to go, for that one to read. */
export const Reason = Type.String({ maxLength: LIMITS.reasonLength * 2 })

export const ById = Type.Object({ id: RowId }, strict)

export const UserItem = Type.Object(
  {
    id: RowId,
    nickname: Name,
    role: Role,
    /** Ids of roles of the host's own. */
    roles: Type.Array(RowId),
    serverMuted: Type.Boolean(),
    /** Where the user is now; null while away. */
    channelId: orNull(RowId),
    createdAt: Time,
    lastSeenAt: Time,
  },
  strict,
)

export const DeviceItem = Type.Object(
  {
    id: RowId,
    /** What its user calls it; may be empty. */
    name: Type.String(),
    /** Base64url. */
    publicKey: Type.String(),
    createdAt: Time,
    lastSeenAt: Time,
  },
  strict,
)

export const RoleItem = Type.Object(
  { id: RowId, name: Name, rank: Type.Integer(), rights: Type.Array(RightName), builtIn: Type.Boolean() },
  strict,
)

export const BanItem = Type.Object(
  {
    id: RowId,
    nickname: Type.String(),
    reason: Type.String(),
    /** Base64url; null where only addresses are banned. */
    publicKey: orNull(Type.String()),
    /** Like `192.0.2.0/24`; null where only a key is banned. */
    range: orNull(Type.String()),
    createdBy: orNull(RowId),
    createdAt: Time,
    expiresAt: orNull(Time),
  },
  strict,
)

export const InviteItem = Type.Object(
  {
    id: RowId,
    channelId: orNull(RowId),
    role: InvitedRole,
    createdBy: orNull(RowId),
    createdAt: Time,
    expiresAt: orNull(Time),
    /** 0: no limit. */
    usesLimit: Type.Integer(),
    uses: Type.Integer(),
    revokedAt: orNull(Time),
  },
  strict,
)

export const MessageItem = Type.Object(
  {
    id: RowId,
    channelId: RowId,
    authorId: orNull(RowId),
    author: Type.String(),
    text: Type.String(),
    createdAt: Time,
    editedAt: orNull(Time),
    deletedAt: orNull(Time),
  },
  strict,
)

export const AuditItem = Type.Object(
  {
    id: RowId,
    at: Time,
    actorId: orNull(RowId),
    actorName: Type.String(),
    action: Type.String(),
    targetKind: orNull(Type.String()),
    targetId: orNull(RowId),
    targetName: orNull(Type.String()),
    detail: Type.Record(Type.String(), Type.Unknown()),
  },
  strict,
)

export const TokenItem = Type.Object(
  {
    id: RowId,
    name: Name,
    scopes: Type.Array(Scope),
    createdAt: Time,
    lastUsedAt: orNull(Time),
    expiresAt: orNull(Time),
  },
  strict,
)

export const RecordingItem = Type.Object(
  {
    id: RowId,
    channelId: RowId,
    /** Its name at that time. */
    channel: Type.String(),
    /** Null: a program. */
    startedBy: orNull(RowId),
    starter: Type.String(),
    state: RecordingState,
    startedAt: Time,
    endedAt: orNull(Time),
    endReason: orNull(RecordingEnd),
    /** 0 until its files are made. */
    durationMs: Type.Integer(),
    bytes: Type.Integer(),
  },
  strict,
)

export const RecordingWithTracks = Type.Object(
  {
    ...RecordingItem.properties,
    /** Bytes of what is kept until the files are made. */
    spoolBytes: Type.Integer(),
    files: Type.Array(
      Type.Object(
        {
          /** Its name, by which it is fetched. */
          file: Type.String(),
          /** Whose track it is; null for the mix. */
          userId: orNull(RowId),
          nickname: Type.String(),
          bytes: Type.Integer(),
          /** Frames of the voice, of these brought by copies alone, and what is concealed, ms. */
          ...{ frames: Type.Integer(), copies: Type.Integer(), concealedMs: Type.Integer() },
        },
        strict,
      ),
    ),
  },
  strict,
)
