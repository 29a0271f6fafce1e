import { BUILT_IN_ROLES, type Effect, type Explanation, type Right } from '../../contract/permissions.ts'

/** A role as the rule needs it. */
export interface RoleFacts {
  readonly id: number
  readonly name: string
  /** Higher stands above lower. */
  readonly rank: number
  readonly rights: ReadonlySet<Right>
}

/** What a channel says of one right, otherwise than the roles do. */
export interface Override {
  readonly channelId: number
  readonly subject: { readonly kind: 'user' | 'role'; readonly id: number }
  readonly right: Right
  readonly effect: Effect
}

/** Who asks. */
export interface Subject {
  readonly userId: number
  readonly nickname: string
  /** At least one. */
  readonly roles: readonly RoleFacts[]
}

/** The rank of a user: that of its highest role. */
export function rankOf({ roles }: Pick<Subject, 'roles'>): number {
  return Math.max(...roles.map(({ rank }) => rank))
}

/**
 * The rule of precedence (see `contract/permissions.ts`). `overrides` are those of this right, a list per channel
 * from the one asked about outwards; empty where the right is asked for the whole host.
 */
export function decide(
  subject: Subject,
  right: Right,
  overrides: readonly (readonly Override[])[],
): Explanation {
  if (subject.roles.some(({ id }) => id === BUILT_IN_ROLES.owner.id)) {
    return { allowed: true, reason: { by: 'owner' } }
  }
  for (const there of overrides) {
    const decided = nearest(subject, there)
    if (decided !== undefined) return decided
  }
  const granting = byRank(subject.roles).find(({ rights }) => rights.has(right))
  if (granting === undefined) return { allowed: false, reason: { by: 'nothing' } }
  return { allowed: true, reason: { by: 'role', roleId: granting.id, name: granting.name } }
}

/** Nobody acts upon somebody of the same rank or a higher one, however allowed. */
export function decideUpon(actor: Subject, target: Subject, may: Explanation): Explanation {
  if (!may.allowed || actor.userId === target.userId) return may
  const [own, other] = [rankOf(actor), rankOf(target)]
  return own > other ? may : { allowed: false, reason: { by: 'rank', own, other } }
}

function nearest(subject: Subject, there: readonly Override[]): Explanation | undefined {
  const ofUser = there.find((one) => one.subject.kind === 'user' && one.subject.id === subject.userId)
  if (ofUser !== undefined) return explain(ofUser, subject.nickname)
  for (const role of byRank(subject.roles)) {
    const ofRank = subject.roles.filter(({ rank }) => rank === role.rank)
    const entries = there.filter(
      (one) => one.subject.kind === 'role' && ofRank.some(({ id }) => id === one.subject.id),
    )
    const entry = entries.find(({ effect }) => effect === 'deny') ?? entries[0]
    if (entry !== undefined) {
      return explain(entry, ofRank.find(({ id }) => id === entry.subject.id)?.name ?? role.name)
    }
  }
  return undefined
}

function explain({ channelId, subject, effect }: Override, name: string): Explanation {
  const reason = { by: 'override', channelId, subject: { ...subject, name }, effect } as const
  return { allowed: effect === 'allow', reason }
}

function byRank(roles: readonly RoleFacts[]): RoleFacts[] {
  return [...roles].sort((a, b) => b.rank - a.rank)
}
