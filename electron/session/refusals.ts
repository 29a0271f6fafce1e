import { PalabreError, type ErrorCode } from '../contract/errors.ts'

/** Answers of a host that another try would only repeat: the guest stays out until a person acts. */
const FINAL: ReadonlySet<ErrorCode> = new Set([
  'host-key-changed',
  'protocol-version',
  'login-rejected',
  'invite-unknown',
  'invite-expired',
  'invite-spent',
  'invite-revoked',
  'invite-required',
  'link-code-wrong',
  'link-code-expired',
  'link-code-used',
  'link-outranked',
  'devices-full',
  'device-removed',
  'name-invalid',
  'kicked',
  'banned',
  'replaced',
  'voice-excess',
])

/** Whether coming back by itself makes no sense after this error. */
export function isFinal(error: PalabreError): boolean {
  return FINAL.has(error.code)
}

/** Any thrown value as an error of the catalogue. */
export function palabreErrorOf(error: unknown): PalabreError {
  if (error instanceof PalabreError) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new PalabreError('internal', { detail, cause: error })
}

/** How far an attempt to join has come. */
export type Step = 'reaching' | 'signing in' | 'binding'

/** What kept an attempt from its end within its time, by the step it stood at. */
export function outOfTime(step: Step, limitMs: number): PalabreError {
  const limit = `${String(limitMs / 1000)} s`
  switch (step) {
    case 'reaching':
      return new PalabreError('host-unreachable', { detail: `no answer in ${limit}` })
    case 'signing in':
      return new PalabreError('login-timeout', { detail: `no welcome in ${limit}` })
    case 'binding':
      return new PalabreError('host-unreachable', { detail: `no way for voice in ${limit}` })
  }
}
