import { Caller } from '../../../contract/admin-items.ts'
import { RIGHTS } from '../../../contract/permissions.ts'
import { SCOPES } from '../../../contract/scopes.ts'
import type { Bearer } from '../../services/token-service.ts'
import type { ApiContext, Router } from '../api/api.ts'

/** Who asks, and what it may: by this a program shows only what is not refused. */
export function registerCaller(route: Router, { community: { permissions } }: ApiContext): void {
  const callerOf = ({ user, scopes }: Bearer): Caller => {
    if (user === undefined) {
      const rights = SCOPES.every((scope) => scopes.has(scope)) ? [...RIGHTS] : []
      return { user: null, rights, somewhere: rights, rank: null }
    }
    const { id, nickname, role } = user
    return {
      user: { id, nickname, role },
      rights: RIGHTS.filter((right) => permissions.may(user, right)),
      somewhere: RIGHTS.filter((right) => permissions.maySomewhere(user, right)),
      rank: permissions.rankOf(user),
    }
  }
  route({
    ...{ method: 'GET', url: '/me', summary: 'Who asks, and what it may', tag: 'host', scope: 'read' },
    description: 'Rights are those of a user, or of the owner; a token of a program goes by its scopes.',
    rights: RIGHTS,
    answer: Caller,
    handle: ({ caller }) => callerOf(caller()),
  })
}
