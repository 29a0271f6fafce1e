import { Type, type Static } from 'typebox'
import { RequestId } from './models.ts'

/** Messages of the gateway (`gateway.ts`) that open the host's REST API to who is signed in. */

/** Asks for a pass; only who may do something there gets one (`permission-denied`). */
export const AskAdminPass = Type.Object(
  { type: Type.Literal('adminPass'), id: RequestId },
  { additionalProperties: false },
)

/**
 * A bearer token of the API, for this stay alone: what it may are the rights of the user at the time of each request.
 * The one before is void.
 */
export const AdminPass = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 128 }),
    /** Seconds. */
    lifetimeS: Type.Integer({ minimum: 1 }),
  },
  { additionalProperties: false },
)
export type AdminPass = Static<typeof AdminPass>
