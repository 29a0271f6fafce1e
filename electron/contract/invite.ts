import { PalabreError } from './errors.ts'
import { LIMITS } from './limits.ts'

/**
 * An invite: where a host is, how to know it, and the right to enter.
 *
 *   palabre://HOST[:PORT][,HOST2:PORT2...]/CHANNEL?k=FINGERPRINT&t=TOKEN
 *   palabre://HOST[:PORT][,HOST2:PORT2...]/CHANNEL?k=FINGERPRINT&lan=1
 *
 * The second form is what a list of hosts on a network leads to: no right comes with it, the host decides whether it
 * lets neighbours in.
 *
 * IPv6 literals stand in brackets. CHANNEL is percent-encoded and may be empty.
 */
export interface Invite {
  readonly addresses: readonly InviteAddress[]
  /** Channel to start in; empty: the host decides. */
  readonly channel: string
  /** SHA-256 of the host's certificate, base64url, 43 characters. */
  readonly fingerprint: string
  /** Absent in a link of the second form. */
  readonly token?: string
}

export interface InviteAddress {
  /** Name or IP literal, without brackets. */
  readonly host: string
  readonly port: number
}

/** Port of a host that names none. */
export const DEFAULT_PORT = 7780

const SCHEME = 'palabre://'
const FINGERPRINT = /^[A-Za-z0-9_-]{43}$/
const TOKEN = /^[A-Za-z0-9_-]{1,128}$/
const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/
const IPV6 = /^[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9_.-]{1,32})?$/

/** Whether a text can be read as an invite. */
export function isInvite(text: string): boolean {
  try {
    parseInvite(text)
    return true
  } catch {
    return false
  }
}

/** Reads an invite; throws `invite-malformed` with the part that is wrong as detail. */
export function parseInvite(text: string): Invite {
  const link = text.trim()
  if (link.length > LIMITS.inviteBytes) throw malformed('too long')
  if (!link.toLowerCase().startsWith(SCHEME)) throw malformed('does not begin with palabre://')
  const rest = link.slice(SCHEME.length)
  const slash = rest.indexOf('/')
  const query = rest.indexOf('?')
  if (slash < 0 || query < slash) throw malformed('the part after the address is missing')
  const parameters = new URLSearchParams(rest.slice(query + 1))
  const fingerprint = parameters.get('k') ?? ''
  if (!FINGERPRINT.test(fingerprint)) throw malformed('the fingerprint is not complete')
  const token = parameters.get('t') ?? ''
  const isLan = !parameters.has('t') && parameters.get('lan') === '1'
  if (!isLan && !TOKEN.test(token)) throw malformed('the token is not complete')
  return {
    addresses: parseAddresses(rest.slice(0, slash)),
    channel: decodeChannel(rest.slice(slash + 1, query)),
    fingerprint,
    ...(isLan ? {} : { token }),
  }
}

/** Writes an invite as a link. */
export function formatInvite(invite: Invite): string {
  const addresses = invite.addresses.map(({ host, port }) => {
    const name = host.includes(':') ? `[${host}]` : host
    return port === DEFAULT_PORT ? name : `${name}:${String(port)}`
  })
  const query = new URLSearchParams({
    k: invite.fingerprint,
    ...(invite.token === undefined ? { lan: '1' } : { t: invite.token }),
  })
  return `${SCHEME}${addresses.join(',')}/${encodeURIComponent(invite.channel)}?${query.toString()}`
}

/** The link to the same place, to be known by another key. */
export function withKey(invite: Invite, fingerprint: string): string {
  return formatInvite({ ...invite, fingerprint })
}

function parseAddresses(text: string): InviteAddress[] {
  const parts = text.split(',')
  if (parts.length > LIMITS.inviteAddresses) throw malformed('too many addresses')
  return parts.map(parseAddress)
}

function parseAddress(text: string): InviteAddress {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text)
  const six = match?.[1]
  const name = match?.[2]
  const port = match?.[3] === undefined ? DEFAULT_PORT : Number(match[3])
  const valid = six === undefined ? HOST_NAME.test(name ?? '') : IPV6.test(six) && six.includes(':')
  if (!valid || port < 1 || port > 65535) throw malformed('an address is not valid')
  return { host: six ?? name ?? '', port }
}

function decodeChannel(text: string): string {
  try {
    const channel = decodeURIComponent(text)
    // A limit in code points; the host checks the name itself.
    if (Array.from(channel).length > LIMITS.nameLength) throw malformed('the channel name is too long')
    return channel
  } catch (error) {
    throw error instanceof PalabreError ? error : malformed('the channel name is not readable')
  }
}

function malformed(detail: string): PalabreError {
  return new PalabreError('invite-malformed', { detail })
}
