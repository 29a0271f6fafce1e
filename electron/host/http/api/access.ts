import type { FastifyInstance, FastifyRequest } from 'fastify'
import { PalabreError } from '../../../contract/errors.ts'
import type { Scope } from '../../../contract/scopes.ts'
import type { Right } from '../../../contract/permissions.ts'
import type { Actor } from '../../services/audit-log.ts'
import type { Permissions } from '../../services/permissions.ts'
import type { Bearer } from '../../services/token-service.ts'
import type { HttpsServer } from '../server.ts'

/** Whose token a text is; throws `token-invalid`. */
export interface Tokens {
  authenticate(token: string): Bearer
}

const SCHEME = /^Bearer +([\x21-\x7e]{1,256})$/i

/** Whose token a request has: judged once, for the limits and for the route. */
const callers = new WeakMap<FastifyRequest, Bearer | PalabreError>()

/** Looks at the token of every request, and lets all go on: what is asked for decides who may. */
export function recogniseCallers(app: FastifyInstance<HttpsServer>, tokens: Tokens): void {
  app.addHook('onRequest', (request, _reply, done) => {
    callers.set(request, judge(request, tokens))
    done()
  })
}

function judge({ headers }: FastifyRequest, tokens: Tokens): Bearer | PalabreError {
  const token = SCHEME.exec(headers.authorization ?? '')?.[1]
  if (headers.authorization === undefined) return new PalabreError('token-required')
  if (token === undefined) return new PalabreError('token-invalid')
  try {
    return tokens.authenticate(token)
  } catch (error) {
    if (error instanceof PalabreError) return error
    throw error
  }
}

/** What tells one token from another, where the request has one that is valid. */
export function callerOf(request: FastifyRequest): string | undefined {
  const caller = callers.get(request)
  return caller === undefined || caller instanceof PalabreError ? undefined : caller.key
}

/** What a route asks of who comes: a scope of a program's token, of a user one of these rights; without any, nobody. */
export interface Demand {
  readonly scope: Scope
  readonly rights?: readonly Right[] | undefined
}

/**
 * Lets in who has a token of the scope (RFC 6750), or is a user with one of the rights, on the host or in one channel at
 * least, before anything of the request is looked up: who may not learns nothing of what there is. What is done may ask
 * for more. Throws `token-required`, `token-invalid`, `scope-missing` or `permission-denied`.
 */
export function requireAccess({ scope, rights = [] }: Demand, permissions: Permissions) {
  return (request: FastifyRequest, _reply: unknown, done: () => void): void => {
    const caller = bearerOf(request)
    const { user } = caller
    if (user === undefined) {
      if (!caller.scopes.has(scope)) throw new PalabreError('scope-missing', { detail: scope })
    } else if (!rights.some((right) => permissions.maySomewhere(user, right))) {
      throw new PalabreError('permission-denied', { detail: rights.join(', ') })
    }
    done()
  }
}

/** Whose token a request has; throws `token-required` or `token-invalid`. */
export function bearerOf(request: FastifyRequest): Bearer {
  const caller = callers.get(request) ?? new PalabreError('token-required')
  if (caller instanceof PalabreError) throw caller
  return caller
}

/** Who asks. */
export function actorOf(request: FastifyRequest): Actor {
  const caller = callers.get(request)
  if (caller === undefined || caller instanceof PalabreError) throw new Error('This route lets in anybody.')
  return caller.user === undefined
    ? { kind: 'token', name: caller.name }
    : { kind: 'user', user: caller.user }
}
