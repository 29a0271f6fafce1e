import dns, { type DnsRecord, type Message, type Question } from 'dns-packet'
import { isLanAddress, inRange, parseAddress } from '../address-range.ts'
import { fromBase64Url } from '../crypto.ts'
import { dialled, type Adapter } from './adapters.ts'
import { DISCOVERY } from './config.ts'
import { plainName } from './plain-name.ts'

/**
 * A host as an mDNS service (RFC 6762, 6763): `_palabre._tcp.local`, one instance per host, its address that of the
 * adapter it is told through. TXT: `v=1`, `k=` fingerprint of the certificate, `n=` name, `open=1` where people of
 * this network are let in without an invite.
 */
export interface ServiceFacts {
  readonly name: string
  readonly port: number
  /** SHA-256 of the certificate, base64url. */
  readonly fingerprint: string
  readonly open: boolean
}

/** A host that a message tells of. */
export interface FoundService extends ServiceFacts {
  /** IP literals as one dials them, local ones only; empty where it says good-bye. */
  readonly addresses: readonly string[]
  /** Seconds the facts hold; 0: it has gone. */
  readonly ttlS: number
}

/** What a message is about, as far as it concerns this. */
export type ServiceMessage =
  | { readonly kind: 'query'; readonly id: number; readonly questions: readonly Question[] }
  | { readonly kind: 'services'; readonly services: readonly FoundService[] }

/** Why a message was dropped. */
export type MdnsDrop = 'mdns-size' | 'mdns-malformed' | 'mdns-foreign'

const { service: SERVICE } = DISCOVERY
const ALL_SERVICES = '_services._dns-sd._udp.local'
const VERSION = 'v=1'
const FINGERPRINT = /^[A-Za-z0-9_-]{43}$/
const HEADER_BYTES = 12
/** Bytes of one label, less the part that makes it the only one. */
const LABEL_BYTES = 52
/** Entries of a TXT that are read. */
const TXT_MOST = 16
const HOST_ID_BYTES = 5

/** A question for hosts, asked of everybody. */
export function composeQuery(): Uint8Array {
  return dns.encode({ type: 'query', questions: [{ name: SERVICE, type: 'PTR' }] })
}

/** What a host says of itself through an adapter; with `ttlS` 0 a good-bye. */
export function composeService(facts: ServiceFacts, adapter: Adapter, ttlS: number): Uint8Array {
  return dns.encode(serviceMessage(facts, adapter, ttlS))
}

/** The same to one that asked from another port than everybody's (RFC 6762 section 6.7): its question comes back. */
export function composeReply(
  facts: ServiceFacts,
  adapter: Adapter,
  ttlS: number,
  asked: { readonly id: number; readonly questions: readonly Question[] },
): Uint8Array {
  return dns.encode({ ...serviceMessage(facts, adapter, ttlS), ...asked })
}

function serviceMessage(facts: ServiceFacts, adapter: Adapter, ttlS: number): Message {
  const { instance, target } = namesOf(facts)
  const txt = [VERSION, `k=${facts.fingerprint}`, `n=${facts.name}`, ...(facts.open ? ['open=1'] : [])]
  const own = { ttl: ttlS, class: 'IN', flush: true } as const
  return {
    type: 'response',
    flags: dns.AUTHORITATIVE_ANSWER,
    answers: [
      { name: SERVICE, type: 'PTR', ttl: ttlS, class: 'IN', data: instance },
      { name: instance, type: 'SRV', ...own, data: { port: facts.port, target } },
      { name: instance, type: 'TXT', ...own, data: txt.map((entry) => Buffer.from(entry)) },
      { name: target, type: adapter.family === 4 ? 'A' : 'AAAA', ...own, data: adapter.address },
      { name: ALL_SERVICES, type: 'PTR', ttl: ttlS, class: 'IN', data: SERVICE },
    ],
  }
}

/** Whether a query asks for what a host would say. */
export function asksFor(facts: ServiceFacts, questions: readonly Question[]): boolean {
  const { instance, target } = namesOf(facts)
  const names = [SERVICE, ALL_SERVICES, instance, target].map((name) => name.toLowerCase())
  return questions.some(({ name }) => names.includes(name.toLowerCase()))
}

/** Names only this host has: no other can take them by accident, so nobody need be asked first. */
function namesOf({ name, fingerprint }: ServiceFacts): { instance: string; target: string } {
  const id = Buffer.from(fromBase64Url(fingerprint).subarray(0, HOST_ID_BYTES)).toString('hex')
  let label = name.replaceAll('.', ' ')
  while (Buffer.byteLength(label) > LABEL_BYTES) label = Array.from(label).slice(0, -1).join('')
  return { instance: `${label} ${id}.${SERVICE}`, target: `palabre-${id}.local` }
}

/** Reads a message that came through an adapter; a text tells why it was dropped. */
export function parseServiceMessage(bytes: Uint8Array, adapter: Adapter): ServiceMessage | MdnsDrop {
  if (!isSizable(bytes)) return 'mdns-size'
  let message: Required<Message>
  try {
    message = dns.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  } catch {
    return 'mdns-malformed'
  }
  if (message.type === 'query') return { kind: 'query', id: message.id, questions: message.questions }
  const services = servicesIn([...message.answers, ...message.additionals], adapter)
  return services.length === 0 ? 'mdns-foreign' : { kind: 'services', services }
}

/** Looked at before the parser is: it makes room for whatever the header promises. */
function isSizable(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER_BYTES || bytes.length > DISCOVERY.mdnsBytes) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES)
  const records = [4, 6, 8, 10].reduce((sum, at) => sum + view.getUint16(at), 0)
  return records <= DISCOVERY.mdnsRecords
}

function servicesIn(records: readonly DnsRecord[], adapter: Adapter): FoundService[] {
  const byName = new Map<string, DnsRecord[]>()
  for (const record of records) {
    const name = record.name.toLowerCase()
    const same = byName.get(name)
    if (same === undefined) byName.set(name, [record])
    else same.push(record)
  }
  const pointers = (byName.get(SERVICE) ?? []).filter(({ type }) => type === 'PTR')
  return pointers.slice(0, DISCOVERY.mdnsServices).flatMap(({ data, ttl = 0 }) => {
    const own = byName.get(String(data).toLowerCase()) ?? []
    return serviceOf(own, byName, ttl, adapter) ?? []
  })
}

function serviceOf(
  own: readonly DnsRecord[],
  byName: ReadonlyMap<string, readonly DnsRecord[]>,
  ttlS: number,
  adapter: Adapter,
): FoundService | undefined {
  const txt = txtOf(own.find(({ type }) => type === 'TXT')?.data)
  const { port, target } = srvOf(own.find(({ type }) => type === 'SRV')?.data)
  const fingerprint = txt.get('k') ?? ''
  const name = plainName(txt.get('n') ?? '')
  if (txt.get('v') !== '1' || !FINGERPRINT.test(fingerprint) || name === undefined || port < 1)
    return undefined
  const addresses = ttlS === 0 ? [] : addressesIn(byName.get(target.toLowerCase()) ?? [], adapter)
  if (ttlS > 0 && addresses.length === 0) return undefined
  return { name, port, fingerprint, open: txt.get('open') === '1', addresses, ttlS }
}

/** Only what is on this network, or on another local one: nobody is sent to a stranger on the internet. */
function addressesIn(records: readonly DnsRecord[], adapter: Adapter): string[] {
  return records
    .filter(({ type }) => type === 'A' || type === 'AAAA')
    .map(({ data }) => String(data))
    .filter((text) => {
      const address = parseAddress(text)
      return address !== undefined && (isLanAddress(address) || inRange(address, adapter.range))
    })
    .slice(0, DISCOVERY.mdnsAddresses)
    .map((address) => dialled(address, adapter))
}

function txtOf(data: unknown): Map<string, string> {
  const parts: unknown[] = Array.isArray(data) ? data : [data]
  const entries = parts.slice(0, TXT_MOST).flatMap((part) => {
    if (!(part instanceof Uint8Array)) return []
    const [key = '', ...value] = Buffer.from(part).toString('utf8').split('=')
    return [[key.toLowerCase(), value.join('=')] as const]
  })
  return new Map(entries)
}

function srvOf(data: unknown): { port: number; target: string } {
  const { port, target } = (data ?? {}) as { port?: unknown; target?: unknown }
  const isPort = typeof port === 'number' && Number.isInteger(port)
  return { port: isPort ? port : 0, target: typeof target === 'string' ? target : '' }
}
