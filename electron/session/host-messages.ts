import { Compile } from 'typebox/compile'
import { ERRORS, isErrorCode, PalabreError } from '../contract/errors.ts'
import { HostMessage, type GatewayError, type HostEvent } from '../contract/gateway.ts'
import type { Static } from 'typebox'

const check = Compile(HostMessage)

/** Reads a text frame of the host; undefined where it is not of the agreed form. */
export function readHostMessage(text: string): HostMessage | undefined {
  try {
    const message: unknown = JSON.parse(text)
    return check.Check(message) ? message : undefined
  } catch {
    return undefined
  }
}

/** A refusal of the host as an error of ours; a code of a newer catalogue becomes `internal`. */
export function refusalOf({ code, message, retryAfter }: Static<typeof GatewayError>): PalabreError {
  const again = retryAfter === undefined ? {} : { retryAfter }
  if (!isErrorCode(code)) return new PalabreError('internal', { detail: `${code}: ${message}`, ...again })
  const detail = message === ERRORS[code].message ? {} : { detail: message }
  return new PalabreError(code, { ...detail, ...again })
}

/** Whether a message is one the host sends by itself. */
export function isEvent(message: HostMessage): message is HostEvent {
  return message.type !== 'welcome' && 'n' in message
}
