import { PalabreError } from '../../contract/errors.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { Role } from '../../contract/models.ts'
import { BUILT_IN_ROLES, OWN_ROLE_RANK, type Right } from '../../contract/permissions.ts'
import type { User } from '../../storage/repositories/users.ts'
import type { RoleRow } from '../../storage/repositories/roles.ts'
import type { Store } from '../../storage/store.ts'
import type { Actor, AuditLog } from './audit-log.ts'
import { builtInRole, type Permissions } from './permissions.ts'
import type { Room } from './room.ts'

export interface RoleServiceOptions {
  readonly store: Pick<Store, 'roles' | 'users'>
  readonly room: Room
  readonly permissions: Permissions
  readonly audit: AuditLog
}

/** Roles, and who has which. Nobody makes, changes or gives a role of its own rank or above, or with rights it lacks. */
export class RoleService {
  readonly #options: RoleServiceOptions

  constructor(options: RoleServiceOptions) {
    this.#options = options
  }

  /** Throws `name-taken`, `roles-full` or `permission-denied`. */
  create(actor: Actor, role: Omit<RoleRow, 'id'>): RoleRow {
    this.#requireManaging(actor, role)
    this.#checkName(role.name)
    if (this.#options.permissions.roles().length >= LIMITS.roles) throw new PalabreError('roles-full')
    const kept = { ...role, rank: ownRank(role.rank) }
    const made = { ...kept, id: this.#options.store.roles.add(kept) }
    this.#changed(actor, 'role.create', made)
    return made
  }

  /** Throws `role-unknown`, `role-fixed`, `name-taken` or `permission-denied`. */
  change(actor: Actor, id: number, change: Partial<Omit<RoleRow, 'id'>>): RoleRow {
    const before = this.#own(id)
    const after = { ...before, ...change }
    this.#requireManaging(actor, before)
    this.#requireManaging(actor, after)
    if (after.name.toLowerCase() !== before.name.toLowerCase()) this.#checkName(after.name)
    const kept = { ...after, rank: ownRank(after.rank) }
    this.#options.store.roles.change(kept)
    this.#changed(actor, 'role.change', kept)
    return kept
  }

  /** Throws `role-unknown`, `role-fixed` or `permission-denied`. */
  remove(actor: Actor, id: number): void {
    const role = this.#own(id)
    this.#requireManaging(actor, role)
    this.#options.store.roles.remove(id)
    this.#changed(actor, 'role.remove', role)
  }

  /** Gives a user one of the built-in roles in place of the one it has. Ownership is not given. */
  setRole(actor: Actor, userId: number, role: Role): void {
    const user = this.#user(userId)
    this.#requireGiving(actor, user, BUILT_IN_ROLES[role].rank)
    if (role === 'owner' || user.role === 'owner') throw new PalabreError('role-fixed')
    this.#options.store.users.setRole(userId, role)
    this.#options.room.rightsChanged(userId, role)
    this.#note(actor, 'user.role', user, { role })
  }

  /** Gives a role of the host's own, or takes it. */
  grant(actor: Actor, userId: number, roleId: number, on: boolean): void {
    const user = this.#user(userId)
    const role = this.#own(roleId)
    this.#requireGiving(actor, user, role.rank)
    if (on) this.#options.store.roles.grant(userId, roleId)
    else this.#options.store.roles.withdraw(userId, roleId)
    this.#options.permissions.reload()
    this.#options.room.rightsChanged(userId)
    this.#note(actor, on ? 'user.grant' : 'user.withdraw', user, { role: role.name })
  }

  #own(id: number): RoleRow {
    const role = this.#options.permissions.roles().find((one) => one.id === id)
    if (role === undefined) throw new PalabreError('role-unknown')
    if (builtInRole(id) !== undefined) throw new PalabreError('role-fixed')
    return { ...role, rights: [...role.rights] }
  }

  #user(id: number): User {
    const user = this.#options.store.users.byId(id)
    if (user === undefined) throw new PalabreError('user-unknown')
    return user
  }

  #checkName(name: string): void {
    const taken = this.#options.permissions
      .roles()
      .some((role) => role.name.toLowerCase() === name.toLowerCase())
    if (taken) throw new PalabreError('name-taken', { detail: name })
  }

  #requireManaging(actor: Actor, { rank, rights }: { rank: number; rights: readonly Right[] }): void {
    if (actor.kind === 'token') return
    const { permissions } = this.#options
    permissions.require(actor.user, 'manageRoles')
    this.#requireAbove(actor, rank)
    for (const right of rights) permissions.require(actor.user, right)
  }

  #requireGiving(actor: Actor, user: User, rank: number): void {
    if (actor.kind === 'token') return
    this.#options.permissions.requireUpon(actor.user, user, 'manageUsers')
    this.#requireAbove(actor, rank)
  }

  #requireAbove(actor: Extract<Actor, { kind: 'user' }>, rank: number): void {
    if (this.#options.permissions.rankOf(actor.user) <= rank) {
      throw new PalabreError('permission-denied', { detail: 'rank' })
    }
  }

  #changed(actor: Actor, action: string, role: RoleRow): void {
    this.#options.permissions.reload()
    this.#options.room.rightsChanged()
    const { id, name, rank, rights } = role
    this.#options.audit.note(actor, action, { kind: 'role', id, name }, { rank, rights })
  }

  #note(actor: Actor, action: string, { id, nickname }: User, detail: object): void {
    this.#options.audit.note(actor, action, { kind: 'user', id, name: nickname }, detail)
  }
}

function ownRank(rank: number): number {
  return Math.max(OWN_ROLE_RANK.least, Math.min(OWN_ROLE_RANK.most, Math.round(rank)))
}
