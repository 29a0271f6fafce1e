import type { Clock } from '../../base/clock.ts'
import type { AuditEntry, AuditRepository } from '../../storage/repositories/audit.ts'
import type { Person } from './permissions.ts'

/** Who acts: a user, or a program that has a token of the host. */
export type Actor =
  { readonly kind: 'user'; readonly user: Person } | { readonly kind: 'token'; readonly name: string }

/** Upon what. */
export interface AuditTarget {
  readonly kind: NonNullable<AuditEntry['targetKind']>
  readonly id: number | null
  readonly name: string
}

const DAY_MS = 86_400_000

/** Keeps every administrative act, with the names of that time. */
export class AuditLog {
  readonly #repository: AuditRepository
  readonly #clock: Clock

  constructor(repository: AuditRepository, clock: Clock) {
    this.#repository = repository
    this.#clock = clock
  }

  note(actor: Actor, action: string, target: AuditTarget, detail: object = {}): void {
    this.#repository.add({
      at: this.#clock.wallMs(),
      actorId: actor.kind === 'user' ? actor.user.id : null,
      actorName: actor.kind === 'user' ? actor.user.nickname : actor.name,
      action,
      targetKind: target.kind,
      targetId: target.id,
      targetName: target.name,
      detail: JSON.stringify(detail),
    })
  }

  /** Forgets what is older than is kept (0 days: nothing), a piece at a time; answers whether more is left. */
  sweep(keepDays: number, most: number): boolean {
    if (keepDays === 0) return false
    return this.#repository.removeOlder(this.#clock.wallMs() - keepDays * DAY_MS, most) === most
  }
}
