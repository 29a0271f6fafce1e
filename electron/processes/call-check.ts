import { Type } from 'typebox'
import { validatorOf } from '../base/validators.ts'
import type { CallSchema, CallTable } from '../contract/call-table.ts'
import { PalabreError } from '../contract/errors.ts'

/** What comes from outside at a port is looked at here, before anything else sees it. */

/** Most characters of the name of a method, and of the number birpc gives a request. */
const NAME_LENGTH = 64
/** Most arguments of a call: more than any method takes. */
const MOST_ARGUMENTS = 8

const RequestNumber = Type.String({ minLength: 1, maxLength: NAME_LENGTH })

/** A request as birpc writes it: its method, arguments, and number; without a number it wants no answer. */
const Request = Type.Object(
  {
    t: Type.Literal('q'),
    m: Type.String({ maxLength: NAME_LENGTH }),
    a: Type.Array(Type.Unknown(), { maxItems: MOST_ARGUMENTS }),
    i: Type.Optional(RequestNumber),
    o: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

/** Whether a message is a request; where it is none, the number by which it can still be answered. */
export type ReadRequest = { readonly ok: true } | { readonly ok: false; readonly id: string | undefined }

/** Looks at a message from outside. Never throws. */
export function readRequest(message: unknown): ReadRequest {
  const isRequest: boolean = validatorOf(Request).Check(message)
  if (isRequest) return { ok: true }
  const id = typeof message === 'object' && message !== null && 'i' in message ? message.i : undefined
  return { ok: false, id: validatorOf(RequestNumber).Check(id) ? (id as string) : undefined }
}

/**
 * Throws the refusal of the table (`message-malformed`, or the method's own) for a method it does not have, and for
 * arguments that are not as it says. The detail names the method and the place, and nothing of what was given.
 */
export function checkCall(calls: CallTable<object>, method: string, given: readonly unknown[]): void {
  const all = calls as Readonly<Record<string, CallSchema<never>>>
  const wanted = Object.hasOwn(all, method) ? all[method] : undefined
  if (wanted === undefined) throw new PalabreError('message-malformed', { detail: `no call ${method}` })
  const check = validatorOf(wanted.given)
  if (check.Check(given)) return
  const [first] = check.Errors(given)
  const place = `${method}${first?.instancePath ?? ''}`
  throw new PalabreError(wanted.refusal ?? 'message-malformed', { detail: place })
}
