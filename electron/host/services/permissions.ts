import { PalabreError } from '../../contract/errors.ts'
import type { Role } from '../../contract/models.ts'
import { BUILT_IN_ROLES, CHANNEL_RIGHTS, type Explanation, type Right } from '../../contract/permissions.ts'
import type { User } from '../../storage/repositories/users.ts'
import type { OverrideRow } from '../../storage/repositories/overrides.ts'
import type { Store } from '../../storage/store.ts'
import type { ChannelTree } from './channel-tree.ts'
import { decide, decideUpon, type RoleFacts, type Subject } from './permission-rule.ts'

const BUILT_IN = new Map(Object.values(BUILT_IN_ROLES).map((role) => [role.id, role]))
const OF_CHANNELS: ReadonlySet<Right> = new Set(CHANNEL_RIGHTS)

/** Who asks, as far as the rule needs to know. */
export type Person = Pick<User, 'id' | 'nickname' | 'role'>

/** Who may do what. Everything the rule needs is in memory; `reload` after roles or overrides were changed. */
export class Permissions {
  readonly #store: Pick<Store, 'roles' | 'overrides'>
  readonly #tree: ChannelTree
  #roles = new Map<number, RoleFacts>()
  #granted = new Map<number, number[]>()
  #overrides = new Map<number, OverrideRow[]>()

  constructor(store: Pick<Store, 'roles' | 'overrides'>, tree: ChannelTree) {
    this.#store = store
    this.#tree = tree
    this.reload()
  }

  reload(): void {
    this.#roles = new Map(
      this.#store.roles.list().map((role) => {
        const rights = new Set<Right>(BUILT_IN.get(role.id)?.rights ?? role.rights)
        return [role.id, { ...role, rights }]
      }),
    )
    this.#granted = grouped(
      this.#store.roles.grants(),
      ({ userId }) => userId,
      ({ roleId }) => roleId,
    )
    this.#overrides = grouped(
      this.#store.overrides.list(),
      ({ channelId }) => channelId,
      (one) => one,
    )
  }

  /** By descending rank. */
  roles(): RoleFacts[] {
    return [...this.#roles.values()]
  }

  /** Ids of the roles of a user, the built-in one first. */
  rolesOf(user: Pick<Person, 'id' | 'role'>): number[] {
    return [BUILT_IN_ROLES[user.role].id, ...(this.#granted.get(user.id) ?? [])]
  }

  /** Whether, and why, a user may do something; in a channel, or (without one) on the host. */
  explain(user: Person, right: Right, channelId?: number): Explanation {
    return decide(this.#subject(user), right, this.#overridesOf(right, channelId))
  }

  /** The same where it is done to another user. */
  explainUpon(actor: Person, target: Person, right: Right, channelId?: number): Explanation {
    return decideUpon(this.#subject(actor), this.#subject(target), this.explain(actor, right, channelId))
  }

  may(user: Person, right: Right, channelId?: number): boolean {
    return this.explain(user, right, channelId).allowed
  }

  /** Whether a user may do something on the host, or in one channel at least. */
  maySomewhere(user: Person, right: Right): boolean {
    // Only channels that decide something can differ from the host.
    return this.may(user, right) || [...this.#overrides.keys()].some((id) => this.may(user, right, id))
  }

  /** Throws `permission-denied`. */
  require(user: Person, right: Right, channelId?: number): void {
    refuse(this.explain(user, right, channelId), right)
  }

  /** Throws `permission-denied`. */
  requireUpon(actor: Person, target: Person, right: Right, channelId?: number): void {
    refuse(this.explainUpon(actor, target, right, channelId), right)
  }

  /** The rank of the highest role of a user. */
  rankOf(user: Person): number {
    return Math.max(...this.#subject(user).roles.map(({ rank }) => rank))
  }

  #overridesOf(right: Right, channelId: number | undefined): OverrideRow[][] {
    if (channelId === undefined || !OF_CHANNELS.has(right)) return []
    const path = this.#tree.pathOf(channelId)
    return path.map((id) => (this.#overrides.get(id) ?? []).filter((one) => one.right === right))
  }

  #subject(user: Person): Subject {
    const roles = this.rolesOf(user).flatMap((id) => this.#roles.get(id) ?? [])
    return { userId: user.id, nickname: user.nickname, roles }
  }
}

/** The built-in role of a row of the database. */
export function builtInRole(id: number): Role | undefined {
  return (Object.keys(BUILT_IN_ROLES) as Role[]).find((name) => BUILT_IN_ROLES[name].id === id)
}

function refuse({ allowed, reason }: Explanation, right: Right): void {
  if (!allowed) throw new PalabreError('permission-denied', { detail: `${right}: ${reason.by}` })
}

function grouped<T, V>(
  items: readonly T[],
  key: (item: T) => number,
  value: (item: T) => V,
): Map<number, V[]> {
  const groups = new Map<number, V[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [value(item)])
    else group.push(value(item))
  }
  return groups
}
