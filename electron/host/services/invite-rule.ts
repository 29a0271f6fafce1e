import { PalabreError } from '../../contract/errors.ts'
import type { InvitedRole } from '../../contract/models.ts'
import { BUILT_IN_ROLES } from '../../contract/permissions.ts'
import type { Actor } from './audit-log.ts'
import type { InviteTerms } from './invite-service.ts'
import type { Permissions, Person } from './permissions.ts'

/**
 * The terms of an invite that somebody makes, as far as they may: of a user the right to invite is asked for, where the
 * invite leads, and the invite is theirs. Throws `permission-denied`.
 */
export function termsFor(actor: Actor, wish: InviteTerms, permissions: Permissions): InviteTerms {
  if (actor.kind === 'token') return wish
  const { user } = actor
  permissions.require(user, 'invite', wish.channelId)
  return { ...wish, createdBy: user.id, role: invitedBy(user, permissions, wish.role) }
}

/** Nobody brings in somebody who stands above; who is as high only by who manages users. */
function invitedBy(user: Person, permissions: Permissions, wanted: InvitedRole | undefined): InvitedRole {
  const own = permissions.rankOf(user)
  const role = wanted ?? (own < BUILT_IN_ROLES.member.rank ? 'guest' : 'member')
  if (BUILT_IN_ROLES[role].rank > own) throw new PalabreError('permission-denied', { detail: 'rank' })
  if (role === 'admin') {
    permissions.require(user, 'manageUsers')
    if (BUILT_IN_ROLES.admin.rank >= own) throw new PalabreError('permission-denied', { detail: 'rank' })
  }
  return role
}
