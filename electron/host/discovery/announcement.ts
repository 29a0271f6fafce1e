import { X509Certificate } from 'node:crypto'
import { hostKeyOf } from '../../base/crypto.ts'
import { adaptersBoundTo, adaptersOf, type Interfaces } from '../../base/discovery/adapters.ts'
import { BEACON_LIMITS } from '../../base/discovery/beacon.ts'
import type { OpenLine } from '../../base/discovery/line.ts'
import { plainName } from '../../base/discovery/plain-name.ts'
import type { ServiceFacts } from '../../base/discovery/service-message.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import { fingerprintText, type Certificate } from '../certificate.ts'
import { BeaconSender } from './beacon-sender.ts'
import { ANNOUNCE_CONFIG, type AnnounceConfig } from './config.ts'
import type { AnnounceOptions, Announcer } from './interfaces.ts'
import { MdnsResponder } from './mdns-responder.ts'

export interface AnnouncementOptions {
  /** The name of the host, and whether people of the network are let in without an invite; as they are now. */
  readonly facts: () => { readonly name: string; readonly open: boolean }
  readonly certificate: Certificate
  /** What the host is bound to; one bound to loopback has nobody to tell. */
  readonly bind: string
  readonly port: number
  readonly interfaces: () => Interfaces
  readonly openLine: OpenLine
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config?: AnnounceConfig
}

/** A host that is announced, in both ways. */
export interface Announcement {
  stats(): {
    readonly mdns: ReturnType<Announcer['stats']>
    readonly beacon: ReturnType<Announcer['stats']> | undefined
  }
  /** Says good-bye on every network; resolves when it has been sent. */
  close(): Promise<void>
}

/** Announces a host by mDNS and by its own beacon on each network it can be reached through, until it is closed. */
export function announce(options: AnnouncementOptions): Announcement {
  const { certificate, bind, interfaces, port } = options
  const { openLine, clock, random, logger, config = ANNOUNCE_CONFIG } = options
  const fingerprint = fingerprintText(certificate)
  const facts = (): ServiceFacts => {
    const { name, open } = options.facts()
    return { name: plainName(name) ?? 'Palabre', port, open, fingerprint }
  }
  const parts: AnnounceOptions = {
    ...{ facts, openLine, clock, random, logger, config },
    adapters: () => adaptersBoundTo(bind, adaptersOf(interfaces())),
  }
  const mdns = new MdnsResponder(parts)
  const beacon = beaconSender(parts, certificate)
  return {
    stats: () => ({ mdns: mdns.stats(), beacon: beacon?.stats() }),
    close: async () => {
      await Promise.all([mdns.close(), beacon?.close()])
    },
  }
}

/** A certificate that somebody made elsewhere may be of a kind, or a size, that no beacon holds; mDNS is left then. */
function beaconSender(parts: AnnounceOptions, certificate: Certificate): BeaconSender | undefined {
  const der = new Uint8Array(new X509Certificate(certificate.certificate).raw)
  if (hostKeyOf(der) !== undefined && der.length <= BEACON_LIMITS.certificateBytes) {
    return new BeaconSender({ ...parts, certificate: der, privateKey: certificate.privateKey })
  }
  parts.logger.warn(
    { bytes: der.length },
    'the certificate is not one that beacons carry: mDNS alone announces',
  )
  return undefined
}
