import type { Clock } from '../../base/clock.ts'
import { sha256, toBase64Url } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'
import type { AdminPass } from '../../contract/admin-messages.ts'
import { PalabreError } from '../../contract/errors.ts'
import type { Right } from '../../contract/permissions.ts'
import type { UserRepository } from '../../storage/repositories/users.ts'
import type { Permissions, Person } from './permissions.ts'
import type { Room } from './room.ts'
import type { Session } from './roster.ts'
import type { Bearer } from './token-service.ts'

/** 256 bits; the beginning tells it from tokens of programs. */
const PASS_BYTES = 32
const PREFIX = 'palabre_pass_'

/** Rights that open something of the API: who has none of them has nothing to ask there. */
const OPENING: readonly Right[] = [
  'manageHost',
  'manageRoles',
  'manageUsers',
  'manageChannels',
  'readAudit',
  'ban',
  'kick',
  'mute',
  'move',
]

export interface AdminPassesOptions {
  readonly clock: Clock
  readonly random: Random
  readonly users: Pick<UserRepository, 'byId'>
  readonly permissions: Permissions
  readonly room: Pick<Room, 'sessionsOf'>
  /** How long a pass holds, s. */
  readonly lifetimeS: number
}

interface Pass {
  readonly session: Session
  readonly user: Person
  readonly hash: string
  readonly endsMs: number
}

/**
 * Passes of signed-in users to the REST API: short-lived, one for each user, and void when the stay ends that asked for
 * it. They are in memory alone, by their hash.
 */
export class AdminPasses {
  readonly #options: AdminPassesOptions
  readonly #byHash = new Map<string, Pass>()
  readonly #byMachine = new Map<string, Pass>()

  constructor(options: AdminPassesOptions) {
    this.#options = options
  }

  /** A fresh pass; throws `permission-denied` for who may do nothing with it. */
  issue(user: Person, session: Session): AdminPass {
    const { clock, random, lifetimeS, permissions } = this.#options
    if (!OPENING.some((right) => permissions.maySomewhere(user, right))) {
      throw new PalabreError('permission-denied')
    }
    const token = `${PREFIX}${toBase64Url(random.bytes(PASS_BYTES))}`
    this.#forget(this.#byMachine.get(machineOf(user, session)))
    const pass = { session, user, hash: hashOf(token), endsMs: clock.nowMs() + lifetimeS * 1000 }
    this.#byHash.set(pass.hash, pass)
    this.#byMachine.set(machineOf(user, session), pass)
    return { token, lifetimeS }
  }

  /** Whose pass a token is; undefined where it is none. Throws `token-invalid` for one that is over. */
  find(token: string): Bearer | undefined {
    if (!token.startsWith(PREFIX)) return undefined
    const { clock, users, room } = this.#options
    const pass = this.#byHash.get(hashOf(token))
    if (pass === undefined) throw new PalabreError('token-invalid')
    const user = users.byId(pass.user.id)
    const isHere = room.sessionsOf(pass.user.id).includes(pass.session)
    if (user === undefined || !isHere || pass.endsMs <= clock.nowMs()) {
      this.#forget(pass)
      throw new PalabreError('token-invalid')
    }
    return { key: `user ${String(user.id)}`, name: user.nickname, scopes: new Set(), user }
  }

  #forget(pass: Pass | undefined): void {
    if (pass === undefined) return
    this.#byHash.delete(pass.hash)
    const machine = machineOf(pass.user, pass.session)
    if (this.#byMachine.get(machine) === pass) this.#byMachine.delete(machine)
  }
}

/** Each machine of a user has a pass of its own. */
function machineOf({ id }: Person, { deviceId }: Session): string {
  return `${String(id)}/${String(deviceId)}`
}

/** SHA-256 suffices: a pass is random, so nothing can be tried against its hash. */
function hashOf(token: string): string {
  return toBase64Url(sha256(token))
}
