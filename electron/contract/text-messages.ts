import { Type } from 'typebox'
import { LIMITS } from './limits.ts'
import { Message, MessagePlace, MessageText } from './messages.ts'
import { RequestId, RowId } from './models.ts'

/** Messages of the gateway (`gateway.ts`) about what is written. */

const strict = { additionalProperties: false } as const
const n = Type.Integer({ minimum: 1 })

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
export const MessageSent = Type.Object({ type: Type.Literal('messageSent'), n, message: Message }, strict)
/** Edited, or taken away. */
export const MessageChanged = Type.Object(
  { type: Type.Literal('messageChanged'), n, message: Message },
  strict,
)
