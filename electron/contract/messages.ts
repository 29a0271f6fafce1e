import { Type, type Static } from 'typebox'
import { LIMITS } from './limits.ts'
import { Name, RowId } from './models.ts'

/**
 * What one may write: 1 to 4,000 code points, with line breaks and tabs but no other control characters, nor those
 * that turn the direction of what follows (Unicode UAX #9: a text must not rearrange the names around it). Never
 * markup: whoever shows it shows it as it is.
 */
export const MessageText = Type.String({
  minLength: 1,
  maxLength: LIMITS.textLength * 2,
  pattern: `^(?=[\\s\\S]*\\S)(?:[^\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069]|[\\n\\t]){1,${String(LIMITS.textLength)}}$`,
})

const strict = { additionalProperties: false } as const

/** Where something is written: in a channel, or to one user. */
export const MessagePlace = Type.Union([
  Type.Object({ channelId: RowId }, strict),
  Type.Object({ userId: RowId }, strict),
])
export type MessagePlace = Static<typeof MessagePlace>

/** A message as people see it. */
export const Message = Type.Object(
  {
    id: RowId,
    /** The channel, or for a direct message the two users: who wrote and who it is for. */
    channelId: Type.Union([RowId, Type.Null()]),
    toUserId: Type.Union([RowId, Type.Null()]),
    /** Null once that user is gone. */
    authorId: Type.Union([RowId, Type.Null()]),
    author: Name,
    /** Empty once it was taken away. */
    text: Type.String({ maxLength: LIMITS.textLength * 2 }),
    /** Milliseconds since 1970. */
    createdAt: Type.Integer(),
    editedAt: Type.Union([Type.Integer(), Type.Null()]),
    deleted: Type.Boolean(),
  },
  strict,
)
export type Message = Static<typeof Message>
