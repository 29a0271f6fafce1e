import { Type, type Static } from 'typebox'
import { LIMITS } from './limits.ts'
import { InvitedRole, Name, Role, RowId } from './models.ts'
import { ChannelRightName, Effect, RightName } from './permissions.ts'
import { RecordingEnd, RecordingState } from './recording.ts'
import { Scope } from './scopes.ts'

/** What a host's API answers with, beside what the gateway knows already. Times are milliseconds since 1970. */

const strict = { additionalProperties: false } as const
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Time = Type.Integer()

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
export type UserItem = Static<typeof UserItem>

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
export type DeviceItem = Static<typeof DeviceItem>

export const RoleItem = Type.Object(
  { id: RowId, name: Name, rank: Type.Integer(), rights: Type.Array(RightName), builtIn: Type.Boolean() },
  strict,
)
export type RoleItem = Static<typeof RoleItem>

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
export type BanItem = Static<typeof BanItem>

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
export type InviteItem = Static<typeof InviteItem>

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
export type AuditItem = Static<typeof AuditItem>

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
export type TokenItem = Static<typeof TokenItem>

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
export type RecordingItem = Static<typeof RecordingItem>

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
export type RecordingWithTracks = Static<typeof RecordingWithTracks>

/** Why a backup was made. Append only. */
export const BackupReason = Type.Enum(['schedule', 'request', 'before-restore', 'export'])
export type BackupReason = Static<typeof BackupReason>

export const BackupItem = Type.Object(
  {
    name: Type.String(),
    createdAt: Time,
    bytes: Type.Integer(),
    /** Null: the file is not whole. */
    reason: orNull(BackupReason),
  },
  strict,
)
export type BackupItem = Static<typeof BackupItem>

/** The answer where long work begins: the job by which it can be followed. */
export const JobStarted = Type.Object({ jobId: RowId }, strict)
export type JobStarted = Static<typeof JobStarted>

/** Of whom or of what a channel decides. */
export const OverrideSubject = Type.Object({ kind: Type.Enum(['user', 'role'] as const), id: RowId }, strict)
export type OverrideSubject = Static<typeof OverrideSubject>

/** What a channel decides of one right, otherwise than the roles do. */
export const OverrideItem = Type.Object(
  { subject: OverrideSubject, right: ChannelRightName, effect: Effect },
  strict,
)
export type OverrideItem = Static<typeof OverrideItem>

/** Who asks the API, and what it may. */
export const Caller = Type.Object(
  {
    /** Null: a program with a token. */
    user: orNull(Type.Object({ id: RowId, nickname: Name, role: Role }, strict)),
    /** What may be done on the whole host. */
    rights: Type.Array(RightName),
    /** What may be done in one channel at least. */
    somewhere: Type.Array(RightName),
    /** Nobody acts upon who has this rank or a higher one; null: no rank holds the caller back. */
    rank: orNull(Type.Integer()),
  },
  strict,
)
export type Caller = Static<typeof Caller>
