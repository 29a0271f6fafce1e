import { Type, type Static } from 'typebox'
import { LIMITS } from './limits.ts'
import { RequestId, RowId } from './models.ts'

/** Messages of the gateway (`gateway.ts`) about the machines of one's own user. */

const strict = { additionalProperties: false } as const

/** What a user calls a machine: up to 32 code points without control characters, or nothing. */
const DeviceName = Type.String({
  maxLength: LIMITS.nameLength * 2,
  pattern: `^[^\\p{Cc}\\p{Zl}\\p{Zp}]{0,${String(LIMITS.nameLength)}}$`,
})

/** Asks for a code by which a further machine becomes one of this user's; answered with `link`. */
export const LinkCode = Type.Object({ type: Type.Literal('linkCode'), id: RequestId }, strict)
/** Asks for the own machines; answered with `devices`. */
export const ListDevices = Type.Object({ type: Type.Literal('listDevices'), id: RequestId }, strict)
export const NameDevice = Type.Object(
  { type: Type.Literal('nameDevice'), id: RequestId, deviceId: RowId, name: DeviceName },
  strict,
)
/** Takes one of the own machines away; its stay ends, and its key is nobody's then. */
export const RemoveDevice = Type.Object(
  { type: Type.Literal('removeDevice'), id: RequestId, deviceId: RowId },
  strict,
)

export const LinkCodeMade = Type.Object(
  {
    /** Two groups of four signs, as `K7MP-2XQ9`. */
    code: Type.String({ maxLength: 32 }),
    /** Until when it is good, milliseconds since 1970 by the host's clock. */
    expiresAt: Type.Integer(),
    /** For how long it is good from now, seconds. */
    lifetimeS: Type.Integer({ minimum: 0 }),
  },
  strict,
)
export type LinkCodeMade = Static<typeof LinkCodeMade>

/** One of the own machines. */
export const OwnDevice = Type.Object(
  {
    id: RowId,
    name: DeviceName,
    /** When the host met it, and when it last came in, milliseconds since 1970. */
    createdAt: Type.Integer(),
    lastSeenAt: Type.Integer(),
    /** Whether it is in now. */
    here: Type.Boolean(),
    /** Whether it is the one that asks. */
    asking: Type.Boolean(),
  },
  strict,
)
export type OwnDevice = Static<typeof OwnDevice>
