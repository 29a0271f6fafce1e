import { Compile } from 'typebox/compile'
import { PalabreError } from '../../../contract/errors.ts'
import { GuestMessage } from '../../../contract/gateway.ts'
import { Name } from '../../../contract/models.ts'

const guestMessage = Compile(GuestMessage)
const name = Compile(Name)

/** A message, or why it is none. `id` is the request's where it could be read. */
export type Parsed =
  | { readonly ok: true; readonly message: GuestMessage }
  | { readonly ok: false; readonly error: PalabreError; readonly id: number | undefined }

/** Reads a text frame of a guest. Never throws. */
export function parseMessage(text: string): Parsed {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, error: new PalabreError('message-malformed'), id: undefined }
  }
  if (guestMessage.Check(value)) return { ok: true, message: value }
  return { ok: false, error: new PalabreError(codeOf(value)), id: idOf(value) }
}

/** A bad name is a person's mistake, anything else a program's. */
function codeOf(value: unknown): 'name-invalid' | 'message-malformed' {
  const nickname = fieldOf(value, 'nickname')
  return typeof nickname === 'string' && !name.Check(nickname) ? 'name-invalid' : 'message-malformed'
}

function idOf(value: unknown): number | undefined {
  const id = fieldOf(value, 'id')
  const valid = typeof id === 'number' && Number.isInteger(id) && id >= 0 && id <= 0xffff_ffff
  return valid ? id : undefined
}

function fieldOf(value: unknown, field: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return undefined
  return (value as Record<string, unknown>)[field]
}
