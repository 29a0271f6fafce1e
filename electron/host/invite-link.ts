import type { Interfaces } from '../base/discovery/adapters.ts'
import { formatInvite } from '../contract/invite.ts'
import { reachableAddresses } from './addresses.ts'
import { fingerprintText, type Certificate } from './certificate.ts'

/** Where a host is, and how to know it. */
export interface Place {
  readonly bind: string
  readonly port: number
  readonly certificate: Certificate
}

/** An invite as a link with the addresses this machine has now; `channel` is a name, empty for none. */
export function inviteLink(place: Place, interfaces: Interfaces, token: string, channel = ''): string {
  const { bind, port, certificate } = place
  return formatInvite({
    addresses: reachableAddresses(bind, interfaces).map((host) => ({ host, port })),
    channel,
    fingerprint: fingerprintText(certificate),
    token,
  })
}
