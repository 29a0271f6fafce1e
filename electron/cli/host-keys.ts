import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { PalabreError } from '../contract/errors.ts'
import type { HostOptions } from '../contract/services.ts'
import { keptOwnerToken } from '../host/owner.ts'
import type { InviteTerms } from '../host/services/invite-service.ts'
import type { TokenEntry, TokenTerms } from '../host/services/token-service.ts'
import { StoppedHost } from '../host/stopped-host.ts'
import { DATABASE_FILE } from '../storage/store.ts'
import { LocalHost } from './local-host.ts'

/** What opens a host to people and programs; the same whether it runs or not. */
export interface HostKeys {
  ownerToken(): string
  renewOwnerToken(): Promise<string>
  /** The link that makes who opens it first an owner. */
  claim(): Promise<string>
  invite(terms: InviteTerms): Promise<string>
  create(terms: TokenTerms): Promise<{ readonly id: number; readonly token: string }>
  list(): Promise<readonly TokenEntry[]>
  /** Rejects with `token-unknown`. */
  revoke(id: number): Promise<void>
  close(): void
}

/**
 * The keys of a folder's host: through the host itself where it runs, for the database is its own then, else from the
 * folder. Rejects with `host-stopped` where there never was a host.
 */
export async function openHostKeys(folder: string, options: HostOptions): Promise<HostKeys> {
  const running = await LocalHost.find(folder)
  if (running !== undefined) return keysOfRunning(running, folder)
  if (!existsSync(join(folder, DATABASE_FILE))) throw new PalabreError('host-stopped', { detail: folder })
  return keysOfStopped(await StoppedHost.open(folder, options, networkInterfaces))
}

function keysOfRunning(host: LocalHost, folder: string): HostKeys {
  const ownerToken = () => {
    const token = keptOwnerToken(folder)
    if (token === undefined)
      throw new PalabreError('data-unwritable', { detail: `the owner's token in ${folder}` })
    return token
  }
  const ask = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> =>
    host.ask({ method, path, token: ownerToken(), ...(body === undefined ? {} : { body }) }) as Promise<T>
  return {
    ownerToken,
    renewOwnerToken: async () => (await ask<{ token: string }>('POST', '/owner-token')).token,
    claim: async () => (await ask<{ claim: string }>('POST', '/claim')).claim,
    invite: async (terms) => (await ask<{ invite: string }>('POST', '/invites', terms)).invite,
    create: (terms) => ask('POST', '/tokens', terms),
    list: async () => (await ask<{ items: TokenEntry[] }>('GET', '/tokens')).items,
    revoke: (id) => ask('DELETE', `/tokens/${String(id)}`),
    close: () => {},
  }
}

/** Its calls are done at once; they only look as those of a running host do. */
function keysOfStopped(host: StoppedHost): HostKeys {
  return {
    ownerToken: () => host.ownerToken(),
    renewOwnerToken: async () => Promise.resolve(host.renewOwnerToken()),
    claim: async () => Promise.resolve(host.claim()),
    invite: async (terms) => Promise.resolve(host.invite(terms)),
    create: async (terms) => Promise.resolve(host.createToken(terms)),
    list: async () => Promise.resolve(host.listTokens()),
    revoke: async (id) => {
      host.revokeToken(id)
      return Promise.resolve()
    },
    close: () => {
      host.close()
    },
  }
}
