import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { PalabreError } from '../contract/errors.ts'
import type { InviteAddress } from '../contract/invite.ts'
import type { DialTarget } from './tls-dial.ts'

/** A name's IP literals of both families, in the system's order of preference. */
export type LookUp = (name: string) => Promise<readonly string[]>

export const systemLookUp: LookUp = async (name) => {
  const found = await lookup(name, { all: true, order: 'verbatim' })
  return found.map(({ address }) => address)
}

/** The targets behind one address of an invite; the families take turns (RFC 8305 section 4). */
export async function resolveAddress(address: InviteAddress, lookUp: LookUp): Promise<DialTarget[]> {
  const literals = isIP(address.host) === 0 ? await resolveName(address.host, lookUp) : [address.host]
  return takingTurns(literals).map((literal) => ({
    address: literal,
    port: address.port,
    name: address.host,
  }))
}

async function resolveName(name: string, lookUp: LookUp): Promise<readonly string[]> {
  try {
    return await lookUp(name)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'not found'
    throw new PalabreError('host-unreachable', { detail: `${name}: ${reason}`, cause: error })
  }
}

function takingTurns(literals: readonly string[]): string[] {
  const [first] = literals
  if (first === undefined) return []
  const preferred = literals.filter((literal) => isIP(literal) === isIP(first))
  const other = literals.filter((literal) => isIP(literal) !== isIP(first))
  return preferred
    .flatMap((literal, index) => {
      const partner = other[index]
      return partner === undefined ? [literal] : [literal, partner]
    })
    .concat(other.slice(preferred.length))
}
