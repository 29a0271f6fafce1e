import type { FastifyRequest } from 'fastify'
import { PalabreError } from '../../../contract/errors.ts'
import type { Scope } from '../../../contract/scopes.ts'
import type { Actor } from '../../services/audit-log.ts'
import type { TokenService } from '../../services/token-service.ts'

const SCHEME = /^Bearer +([\x21-\x7e]+)$/i

/** Who asks, once a route has let it in. */
const actors = new WeakMap<FastifyRequest, Actor>()

/** Lets in who has a token of the scope (RFC 6750). Throws `token-required`, `token-invalid` or `scope-missing`. */
export function requireScope(tokens: TokenService, scope: Scope) {
  return (request: FastifyRequest, _reply: unknown, done: () => void): void => {
    const token = SCHEME.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) throw new PalabreError('token-required')
    const { name, scopes } = tokens.authenticate(token)
    if (!scopes.has(scope)) throw new PalabreError('scope-missing', { detail: scope })
    actors.set(request, { kind: 'token', name })
    done()
  }
}

/** Who asks. */
export function actorOf(request: FastifyRequest): Actor {
  const actor = actors.get(request)
  if (actor === undefined) throw new Error('This route lets in anybody.')
  return actor
}
