import { Type, type Static } from 'typebox'
import { LIMITS } from './limits.ts'

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

/** A place to talk. */
export const Channel = Type.Object(
  {
    id: RowId,
    name: Name,
    /** Position in the list, ascending. */
    order: Type.Integer(),
  },
  { additionalProperties: false },
)
export type Channel = Static<typeof Channel>

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
    /** Where this member's voice travels: not yet at all, by UDP, or through the WebSocket. */
    path: Type.Union([Type.Literal('none'), Type.Literal('udp'), Type.Literal('tcp')]),
  },
  { additionalProperties: false },
)
export type Member = Static<typeof Member>
