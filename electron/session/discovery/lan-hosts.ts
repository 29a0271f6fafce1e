import { PalabreError } from '../../contract/errors.ts'
import { formatInvite, type Invite } from '../../contract/invite.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { LanHost } from '../../contract/services.ts'
import type { KnownHosts } from '../known-hosts.ts'
import { HostFinder, type FinderSurroundings } from './host-finder.ts'
import type { FoundHost } from './host-list.ts'

/** The hosts of the networks this machine is on, as a person chooses among them. */
export class LanHosts {
  readonly #knownHosts: KnownHosts | undefined
  readonly #finder: HostFinder
  readonly #onChange: (hosts: readonly LanHost[]) => void

  constructor(
    surroundings: FinderSurroundings,
    knownHosts: KnownHosts | undefined,
    onChange: (hosts: readonly LanHost[]) => void,
  ) {
    this.#knownHosts = knownHosts
    this.#onChange = onChange
    this.#finder = new HostFinder(surroundings, () => {
      this.tell()
    })
  }

  get list(): LanHost[] {
    return this.#finder.hosts.map((host) => this.#shown(host))
  }

  /** Begins to look, or ends it; then the list is empty. */
  async look(on: boolean): Promise<void> {
    if (on) this.#finder.start()
    else await this.#finder.stop()
    this.tell()
  }

  /** Tells the list as it is now. */
  tell(): void {
    this.#onChange(this.list)
  }

  /** The link to a host of the list; throws `lan-host-unknown`. */
  inviteTo(fingerprint: string): string {
    const host = this.#finder.hosts.find((one) => one.fingerprint === fingerprint)
    if (host === undefined) throw new PalabreError('lan-host-unknown')
    return inviteOf(host)
  }

  /**
   * A link without a token promises nothing: its key is trusted at first use. Throws `host-key-changed` where another
   * one was remembered of the same address, and this one of none.
   */
  checkKey({ addresses, fingerprint, token }: Invite): void {
    if (token !== undefined || this.#knownHosts === undefined) return
    if (this.#knownHosts.familiarityOf(addresses, fingerprint) !== 'changed') return
    const promised = this.#knownHosts.rememberedOf(addresses)
    throw new PalabreError('host-key-changed', {
      ...(addresses[0] === undefined ? {} : { detail: addresses[0].host }),
      ...(promised === undefined ? {} : { keys: { promised, shown: fingerprint } }),
    })
  }

  #shown(host: FoundHost): LanHost {
    const { fingerprint, addresses } = host
    const familiarity = this.#knownHosts?.familiarityOf(addresses, fingerprint) ?? 'new'
    return { ...host, familiarity, invite: inviteOf(host) }
  }
}

/** A link to a host that was found: where it is and its key, without a token. */
export function inviteOf({ addresses, fingerprint }: FoundHost): string {
  return formatInvite({ addresses: addresses.slice(0, LIMITS.inviteAddresses), channel: '', fingerprint })
}
