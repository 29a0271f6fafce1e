import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { DEFAULT_PORT } from '../contract/invite.ts'
import type { HostOptions } from '../contract/services.ts'
import { openStore, type Store } from '../storage/store.ts'
import type { Interfaces } from '../base/discovery/adapters.ts'
import { hostCertificate, type Certificate } from './certificate.ts'
import { Claim } from './claim.ts'
import { inviteLink } from './invite-link.ts'
import { readCertificate } from './own-certificate.ts'
import { ownerToken, renewOwnerToken } from './owner.ts'
import { AuditLog, type Actor } from './services/audit-log.ts'
import { InviteService, type InviteTerms } from './services/invite-service.ts'
import { TokenService, type TokenEntry, type TokenTerms } from './services/token-service.ts'

/** Who acts where nobody has to prove anything: whoever may write the data folder. */
const ACTOR: Actor = { kind: 'token', name: 'command line' }

/** The keys of a host that does not run. Nobody else can have its folder open meanwhile. */
export class StoppedHost {
  readonly #tokens: TokenService
  readonly #folder: string
  readonly #store: Store
  readonly #certificate: Certificate
  readonly #place: { readonly bind: string; readonly port: number }
  readonly #interfaces: () => Interfaces
  readonly #audit: AuditLog

  private constructor(
    folder: string,
    store: Store,
    certificate: Certificate,
    options: HostOptions,
    interfaces: () => Interfaces,
  ) {
    this.#folder = folder
    this.#store = store
    this.#certificate = certificate
    this.#interfaces = interfaces
    // An invite that is made now names the port that the host will take, if that can be known.
    const port = options.port || Number(store.state.get('port') ?? DEFAULT_PORT)
    this.#place = { bind: options.bind, port }
    this.#audit = new AuditLog(store.audit, systemClock)
    this.#tokens = new TokenService({ store, clock: systemClock, random: systemRandom, audit: this.#audit })
  }

  /** Throws `data-unwritable` (also where the host runs), `schema-newer` or `certificate-unusable`. */
  static async open(
    folder: string,
    options: HostOptions,
    interfaces: () => Interfaces,
  ): Promise<StoppedHost> {
    const store = openStore(folder)
    try {
      const certificate =
        options.certificate === undefined
          ? await hostCertificate(store.state, { clock: systemClock, random: systemRandom })
          : readCertificate(options.certificate)
      return new StoppedHost(folder, store, certificate, options, interfaces)
    } catch (error) {
      store.close()
      throw error
    }
  }

  ownerToken(): string {
    return ownerToken(this.#folder, this.#store.state, systemRandom)
  }

  renewOwnerToken(): string {
    this.#audit.note(ACTOR, 'owner-token.renew', { kind: 'host', id: null, name: '' })
    return renewOwnerToken(this.#folder, this.#store.state, systemRandom)
  }

  /** The link that makes who opens it first an owner. */
  claim(): string {
    this.#audit.note(ACTOR, 'claim.show', { kind: 'host', id: null, name: '' })
    return this.#link(new Claim(this.#folder, this.#store.state, systemRandom).token())
  }

  invite(terms: InviteTerms): string {
    const invites = new InviteService({ store: this.#store, clock: systemClock, random: systemRandom })
    this.#audit.note(ACTOR, 'invite.create', { kind: 'invite', id: null, name: '' }, terms)
    return this.#link(invites.create(terms))
  }

  createToken(terms: TokenTerms): { readonly id: number; readonly token: string } {
    return this.#tokens.create(ACTOR, terms)
  }

  listTokens(): TokenEntry[] {
    return this.#tokens.list()
  }

  /** Throws `token-unknown`. */
  revokeToken(id: number): void {
    this.#tokens.revoke(ACTOR, id)
  }

  close(): void {
    this.#store.close()
  }

  #link(token: string): string {
    return inviteLink({ ...this.#place, certificate: this.#certificate }, this.#interfaces(), token)
  }
}
