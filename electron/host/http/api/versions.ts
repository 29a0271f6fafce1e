import type { FastifyRequest } from 'fastify'
import { PalabreError } from '../../../contract/errors.ts'
import type { VersionKind, VersionRepository } from '../../../storage/repositories/versions.ts'

/** The thing a route reads or changes, as its changes are counted. */
export interface Versioned {
  readonly kind: VersionKind
  readonly id: number
}

/** A strong validator (RFC 9110 section 8.8.3): the number of changes says all there is to say. */
export function entityTag(versions: VersionRepository, { kind, id }: Versioned): string {
  return `"${kind}-${String(id)}-${String(versions.of(kind, id))}"`
}

/**
 * What `If-Match` of a request asks for, to be called right before the change: it throws `changed-since` where somebody
 * else was first. Without the header nothing is asked for.
 */
export function precondition(
  request: FastifyRequest,
  versions: VersionRepository,
  thing: Versioned,
): () => void {
  const wanted = request.headers['if-match']
  if (wanted === undefined || wanted.trim() === '*') return () => {}
  // A weak tag never matches here, and so needs no reading.
  const tags = wanted.split(',').map((tag) => tag.trim())
  return () => {
    if (!tags.includes(entityTag(versions, thing))) throw new PalabreError('changed-since')
  }
}
