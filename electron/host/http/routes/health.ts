import { Type } from 'typebox'
import { PalabreError } from '../../../contract/errors.ts'
import type { Router } from '../api/api.ts'

const strict = { additionalProperties: false } as const

/** What a host knows of its own state. */
export interface Condition {
  /** Seconds since its start. */
  readonly uptimeS: () => number
  /** Parts that do not work now: `media`, `database`. */
  readonly failing: () => readonly string[]
}

/** What anybody may know: that a host is here and answers, and whether it can take guests. */
export function registerHealth(route: Router, condition: Condition): void {
  route({
    ...{ method: 'GET', url: '/health', summary: 'Whether the host answers', tag: 'health' },
    answer: Type.Object({ status: Type.Literal('ok'), uptimeS: Type.Integer({ minimum: 0 }) }, strict),
    handle: () => ({ status: 'ok' as const, uptimeS: Math.floor(condition.uptimeS()) }),
  })
  route({
    ...{ method: 'GET', url: '/ready', summary: 'Whether the host can take guests and carry their voice' },
    ...{ tag: 'health' },
    answer: Type.Object({ ready: Type.Literal(true) }, strict),
    handle: () => {
      const failing = condition.failing()
      if (failing.length > 0) throw new PalabreError('service-stopped', { detail: failing.join(', ') })
      return { ready: true as const }
    },
  })
}
