import { API_ERRORS } from './api-errors.ts'
import { COMMUNITY_ERRORS } from './community-errors.ts'
import { LINK_ERRORS } from './link-errors.ts'
import { LONG_WORK_ERRORS } from './long-work-errors.ts'
import { SHELL_ERRORS } from './shell-errors.ts'
import { RECORDING_ERRORS } from './recording-errors.ts'
import { SOUND_ERRORS } from './sound-errors.ts'

/**
 * The one catalogue of errors a user, a program, or another process may see.
 *
 * `message` is one sentence with the cause, `next` one sentence with what to do.
 * Codes are append-only: programs match on them.
 */
export const ERRORS = {
  'invite-malformed': {
    message: 'This invite link is not complete or not an invite.',
    next: 'Ask for the link again and paste all of it.',
    status: 400,
  },
  'invite-unknown': {
    message: 'The host does not know this invite.',
    next: 'Ask the host for a new invite.',
    status: 403,
  },
  'invite-expired': {
    message: 'This invite has expired.',
    next: 'Ask the host for a new invite.',
    status: 403,
  },
  'invite-spent': {
    message: 'This invite has been used as often as it allows.',
    next: 'Ask the host for a new invite.',
    status: 403,
  },
  'invite-revoked': {
    message: 'The host has withdrawn this invite.',
    next: 'Ask the host for a new invite.',
    status: 403,
  },
  'invite-required': {
    message: 'This host lets new people in by invite only.',
    next: 'Ask the host for an invite.',
    status: 403,
  },
  'host-unreachable': {
    message: 'The host does not answer at this address.',
    next: 'Check that it is running and that both are on the same network, then try again.',
    status: 502,
  },
  'host-key-changed': {
    message: 'The host shows another key than the invite promised, or than it showed before.',
    next: 'Do not go on before the host has confirmed the new key by another way.',
    status: 403,
  },
  'host-closing': {
    message: 'The host is closing.',
    next: 'Wait until it is back; the app reconnects by itself.',
    status: 503,
  },
  'guest-too-slow': {
    message: 'Your connection did not keep up with what the host had to say.',
    next: 'Wait; the app comes back by itself.',
    status: 503,
  },
  'protocol-version': {
    message: 'The host speaks another version of the protocol.',
    next: 'Install the same version of Palabre on both sides.',
    status: 426,
  },
  'login-rejected': {
    message: 'The proof of identity was not accepted.',
    next: 'Start the app again; if it stays so, the identity file is damaged.',
    status: 401,
  },
  'login-timeout': {
    message: 'The login took too long.',
    next: 'Try again; the network may be slow.',
    status: 408,
  },
  'message-malformed': {
    message: 'A message did not have the agreed form.',
    next: 'Install the same version of Palabre on both sides.',
    status: 400,
  },
  'message-too-large': {
    message: 'A message was larger than allowed.',
    next: 'Send less at once.',
    status: 413,
  },
  'rate-limited': {
    message: 'Too many requests in a short time.',
    next: 'Wait a moment and try again.',
    status: 429,
  },
  'host-full': {
    message: 'The host has no room for another member.',
    next: 'Try again when somebody has left.',
    status: 503,
  },
  'name-invalid': {
    message: 'A name must have 1 to 32 characters and no control characters.',
    next: 'Choose another name.',
    status: 400,
  },
  'port-in-use': {
    message: 'Another program uses this port.',
    next: 'Choose another port, or let Palabre choose one.',
    status: 409,
  },
  'address-unusable': {
    message: 'This machine has no such network address.',
    next: 'Choose one of this machine’s addresses, or none for all of them.',
    status: 400,
  },
  'certificate-unusable': {
    message: 'The certificate or its private key cannot be used.',
    next: 'Correct both paths, or leave both settings out for the host’s own certificate.',
    status: 400,
  },
  'host-stopped': {
    message: 'No host runs on this data folder.',
    next: 'Start it with `palabre host`, or name its folder with --data.',
    status: 503,
  },
  'data-unwritable': {
    message: 'The data folder cannot be written.',
    next: 'Check the rights and the free space of the folder.',
    status: 507,
  },
  'schema-newer': {
    message: 'The data was written by a newer version of Palabre.',
    next: 'Install that version, or choose another data folder.',
    status: 409,
  },
  'native-missing': {
    message: 'A native part of Palabre could not be loaded.',
    next: 'Run `npm ci` again with a C++ compiler installed, or reinstall Palabre.',
    status: 500,
  },
  'session-outlived': {
    message: 'This session has lasted as long as its keys may be used.',
    next: 'Nothing needs to be done; the app begins another one by itself.',
    status: 503,
  },
  'service-stopped': {
    message: 'A part of the app stopped and is being started again.',
    next: 'Wait a few seconds; the app goes on by itself.',
    status: 503,
  },
  'kicked': {
    message: 'You were removed from the host.',
    next: 'Ask the owner of the host.',
    status: 403,
  },
  'replaced': {
    message: 'You joined this host from another window or machine.',
    next: 'Go on there, or join again here.',
    status: 409,
  },
  'banned': {
    message: 'You are banned from this host.',
    next: 'Ask the owner of the host.',
    status: 403,
  },
  ...SOUND_ERRORS,
  ...COMMUNITY_ERRORS,
  ...RECORDING_ERRORS,
  ...API_ERRORS,
  ...LINK_ERRORS,
  ...LONG_WORK_ERRORS,
  ...SHELL_ERRORS,
  'lan-host-unknown': {
    message: 'There is no such host on this network now.',
    next: 'Look at the list again, or ask the host for an invite.',
    status: 404,
  },
  'lan-host-ambiguous': {
    message: 'Several hosts on this network have this name.',
    next: 'Name one by its fingerprint, as `palabre hosts` tells it.',
    status: 409,
  },
  'internal': {
    message: 'Something in Palabre went wrong.',
    next: 'Try again; if it stays so, report it with the log.',
    status: 500,
  },
} as const satisfies Record<string, { message: string; next: string; status: number }>

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERRORS

/** Whether a string from outside is a code of this version's catalogue. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text)
}

/** The key a host was expected to have, and the one it shows: SHA-256 of certificates, base64url. */
export interface HostKeys {
  readonly promised: string
  readonly shown: string
}

/** An error as it crosses a process boundary or the network. */
export interface ErrorReport {
  readonly code: ErrorCode
  readonly message: string
  readonly next: string
  /** What exactly failed, for the log and for people who want to know (a path, a port, a system error). */
  readonly detail?: string
  /** Seconds after which another try may succeed. */
  readonly retryAfter?: number
  /** Of `host-key-changed`: what a person has to know to choose. */
  readonly keys?: HostKeys
}

/** The error type of this project: everything that is thrown on purpose for a user to see. */
export class PalabreError extends Error {
  override readonly name = 'PalabreError'
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly retryAfter: number | undefined
  readonly keys: HostKeys | undefined

  constructor(
    code: ErrorCode,
    options: { detail?: string; retryAfter?: number; keys?: HostKeys; cause?: unknown } = {},
  ) {
    super(ERRORS[code].message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.detail = options.detail
    this.retryAfter = options.retryAfter
    this.keys = options.keys
  }

  /** This error as plain data. */
  report(): ErrorReport {
    return {
      code: this.code,
      message: ERRORS[this.code].message,
      next: ERRORS[this.code].next,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(this.retryAfter === undefined ? {} : { retryAfter: this.retryAfter }),
      ...(this.keys === undefined ? {} : { keys: this.keys }),
    }
  }
}

/** Any thrown value as a report; what is not ours becomes `internal` with its text as detail. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof PalabreError) return error.report()
  const detail = error instanceof Error ? error.message : String(error)
  return new PalabreError('internal', { detail }).report()
}

/** The error a report was made of, on the other side of a boundary; an unknown code becomes `internal`. */
export function errorOf(report: ErrorReport): PalabreError {
  return new PalabreError(isErrorCode(report.code) ? report.code : 'internal', {
    ...(report.detail === undefined ? {} : { detail: report.detail }),
    ...(report.retryAfter === undefined ? {} : { retryAfter: report.retryAfter }),
    ...(report.keys === undefined ? {} : { keys: report.keys }),
  })
}

/** The sentence a user reads: cause and next step. */
export function sentenceOf(report: ErrorReport): string {
  const detail = report.detail === undefined ? '' : ` (${report.detail})`
  return `${report.message}${detail} ${report.next}`
}
