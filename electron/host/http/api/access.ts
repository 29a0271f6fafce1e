import type { FastifyInstance, FastifyRequest } from 'fastify'
import { PalabreError } from '../../../contract/errors.ts'
import type { Scope } from '../../../contract/scopes.ts'
import type { Actor } from '../../services/audit-log.ts'
import type { Bearer, TokenService } from '../../services/token-service.ts'
import type { HttpsServer } from '../server.ts'

const SCHEME = /^Bearer +([\x21-\x7e]{1,256})$/i

/** Whose token a request has: judged once, for the limits and for the route. */
const callers = new WeakMap<FastifyRequest, Bearer | PalabreError>()

/** Looks at the token of every request, and lets all go on: what is asked for decides who may. */
export function recogniseCallers(app: FastifyInstance<HttpsServer>, tokens: TokenService): void {
  app.addHook('onRequest', (request, _reply, done) => {
    callers.set(request, judge(request, tokens))
    done()
  })
}

function judge({ headers }: FastifyRequest, tokens: TokenService): Bearer | PalabreError {
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

/**
 * Lets in who has a token of the scope (RFC 6750), before anything of the request is looked up: who may not learns
 * nothing of what there is. Throws `token-required`, `token-invalid` or `scope-missing`.
 */
export function requireScope(scope: Scope) {
  return (request: FastifyRequest, _reply: unknown, done: () => void): void => {
    const caller = callers.get(request) ?? new PalabreError('token-required')
    if (caller instanceof PalabreError) throw caller
    if (!caller.scopes.has(scope)) throw new PalabreError('scope-missing', { detail: scope })
    done()
  }
}

/** Who asks. */
export function actorOf(request: FastifyRequest): Actor {
  const caller = callers.get(request)
  if (caller === undefined || caller instanceof PalabreError) throw new Error('This route lets in anybody.')
  return { kind: 'token', name: caller.name }
}
