import dns from 'dns-packet'
import { describe, expect, it } from 'vitest'
import { adaptersOf, type Adapter } from '../../../../../electron/base/discovery/adapters.ts'
import { DISCOVERY } from '../../../../../electron/base/discovery/config.ts'
import {
  asksFor,
  composeQuery,
  composeReply,
  composeService,
  parseServiceMessage,
} from '../../../../../electron/base/discovery/service-message.ts'
import { interfaceOf } from '../../../../support/fake-lan.ts'

const FACTS = { name: 'Ada’s place. Really', port: 7780, fingerprint: 'A'.repeat(43), open: true }
const TTL_S = 60
const [FOUR, SIX] = adaptersOf(
  { eth0: [interfaceOf('10.0.0.5/24'), interfaceOf('fe80::5/64')] },
  'linux',
) as [Adapter, Adapter]
const INSTANCE = `x.${DISCOVERY.service}`

/** A well-formed answer with the given differences. */
function answer(
  change: { txt?: string[]; port?: number; address?: string; pointer?: string; ttl?: number } = {},
) {
  const { txt = ['v=1', `k=${FACTS.fingerprint}`, 'n=Ada'], port = 7780, address = '10.0.0.9' } = change
  const { pointer = DISCOVERY.service, ttl = TTL_S } = change
  return dns.encode({
    type: 'response',
    answers: [
      { name: pointer, type: 'PTR', ttl, data: INSTANCE },
      { name: INSTANCE, type: 'SRV', ttl, data: { port, target: 'h.local' } },
      { name: INSTANCE, type: 'TXT', ttl, data: txt.map((entry) => Buffer.from(entry)) },
      { name: 'h.local', type: address.includes(':') ? 'AAAA' : 'A', ttl, data: address },
    ],
  })
}

const parsed = (bytes: Uint8Array, adapter = FOUR) => parseServiceMessage(bytes, adapter)
const foundIn = (bytes: Uint8Array) => {
  const message = parsed(bytes)
  return typeof message !== 'string' && message.kind === 'services' ? message.services : message
}

describe('a host as a service', () => {
  it('is read as it was written, with the address of its adapter', () => {
    const { name, port, fingerprint, open } = FACTS
    expect(parsed(composeService(FACTS, FOUR, TTL_S))).toEqual({
      kind: 'services',
      services: [{ name, port, fingerprint, open, addresses: ['10.0.0.5'], ttlS: TTL_S }],
    })
    expect(parsed(composeService({ ...FACTS, open: false }, SIX, TTL_S), SIX)).toMatchObject({
      services: [{ open: false, addresses: ['fe80::5%eth0'] }],
    })
  })

  it('says good-bye with no address', () => {
    expect(parsed(composeService(FACTS, FOUR, 0))).toMatchObject({ services: [{ ttlS: 0, addresses: [] }] })
  })

  it('fits one frame of Ethernet with the longest name there can be', () => {
    const bytes = composeService({ ...FACTS, name: '🎲'.repeat(32) }, SIX, TTL_S)
    expect(bytes.length).toBeLessThanOrEqual(DISCOVERY.mdnsBytes)
    expect(parsed(bytes, SIX)).toMatchObject({ services: [{ name: '🎲'.repeat(32) }] })
  })

  it('is asked for by its type, its own names, and by who asks for all types', () => {
    const query = parsed(composeQuery())
    if (typeof query === 'string' || query.kind !== 'query') throw new Error('no query')
    expect(asksFor(FACTS, query.questions)).toBe(true)
    const asks = (name: string) => asksFor(FACTS, [{ name, type: 'ANY' }])
    expect(asks('_PALABRE._tcp.local')).toBe(true)
    expect(asks('_services._dns-sd._udp.local')).toBe(true)
    expect(asks('palabre-0000000000.local')).toBe(true)
    expect([asks('_http._tcp.local'), asks('other.local'), asks('')]).toEqual([false, false, false])
  })

  it('answers one that asks from elsewhere with its own question', () => {
    const questions = [{ name: DISCOVERY.service, type: 'PTR' }]
    const reply = dns.decode(Buffer.from(composeReply(FACTS, FOUR, TTL_S, { id: 77, questions })))
    expect(reply).toMatchObject({ id: 77, type: 'response', questions })
  })
})

describe('an answer from somebody', () => {
  it('is taken where it is whole', () => {
    expect(foundIn(answer())).toMatchObject([{ name: 'Ada', addresses: ['10.0.0.9'], open: false }])
  })

  it('shows a name as plain text', () => {
    const txt = ['v=1', `k=${FACTS.fingerprint}`, 'n=<script>alert(1)</script>\u202e\u0007']
    expect(foundIn(answer({ txt }))).toMatchObject([{ name: '<script>alert(1)</script>' }])
  })

  it.each([
    ['without version', { txt: [`k=${FACTS.fingerprint}`, 'n=Ada'] }],
    ['of another version', { txt: ['v=2', `k=${FACTS.fingerprint}`, 'n=Ada'] }],
    ['without fingerprint', { txt: ['v=1', 'n=Ada'] }],
    ['with half a fingerprint', { txt: ['v=1', 'k=AAAA', 'n=Ada'] }],
    ['without a name', { txt: ['v=1', `k=${FACTS.fingerprint}`] }],
    ['with a name of control characters', { txt: ['v=1', `k=${FACTS.fingerprint}`, 'n=\u0000\u0001'] }],
    ['with an empty TXT', { txt: [] }],
    ['with port 0', { port: 0 }],
    ['with an address on the internet', { address: '8.8.8.8' }],
    ['with an address of loopback', { address: '127.0.0.1' }],
    ['with a multicast address', { address: '224.0.0.1' }],
    ['with the unspecified address', { address: '0.0.0.0' }],
    ['with an IPv6 address on the internet', { address: '2001:4860:4860::8888' }],
    ['of another service', { pointer: '_http._tcp.local' }],
    ['of a subtype', { pointer: `_x._sub.${DISCOVERY.service}` }],
  ])('is dropped %s', (_what, change) => {
    expect(foundIn(answer(change))).toBe('mdns-foreign')
  })

  it('is dropped where it holds other records alone', () => {
    const bytes = dns.encode({
      type: 'response',
      answers: [
        { name: DISCOVERY.service, type: 'PTR', ttl: 1, data: INSTANCE },
        { name: 'printer.local', type: 'A', ttl: 1, data: '10.0.0.9' },
      ],
    })
    expect(foundIn(bytes)).toBe('mdns-foreign')
  })

  it('tells of a bounded number of hosts and addresses', () => {
    const many = Array.from({ length: 30 }, (_, index) => index)
    const answers = many.flatMap((index) => [
      { name: DISCOVERY.service, type: 'PTR', ttl: 9, data: `${String(index)}.${DISCOVERY.service}` },
    ])
    const own = [`0.${DISCOVERY.service}`].flatMap((name) => [
      { name, type: 'SRV', ttl: 9, data: { port: 1, target: 'h.local' } },
      {
        name,
        type: 'TXT',
        ttl: 9,
        data: ['v=1', `k=${FACTS.fingerprint}`, 'n=Ada'].map((text) => Buffer.from(text)),
      },
    ])
    const places = many.map((index) => ({
      name: 'h.local',
      type: 'A',
      ttl: 9,
      data: `10.0.0.${String(index)}`,
    }))
    const found = foundIn(
      dns.encode({ type: 'response', answers: [...answers.slice(0, 12), ...own, ...places.slice(0, 8)] }),
    )
    expect(found).toMatchObject([{ addresses: ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3'] }])
  })
})

describe('hostile bytes', () => {
  /** A header that promises one answer, then the given bytes. */
  const message = (...bytes: number[]) => Uint8Array.from([0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, ...bytes])

  it.each([
    ['a name that points at itself', message(0xc0, 12)],
    ['two names that point at each other', message(0xc0, 14, 0xc0, 12)],
    ['a name that points ahead', message(0xc0, 40, ...new Array<number>(40).fill(0))],
    ['a name that points outside', message(0xff, 0xff)],
    ['a label that ends outside', message(63, 1, 2)],
    ['a record cut short', message(1, 97, 0, 0, 16)],
    ['an unknown kind of label', message(0x80, 1)],
  ])('are dropped: %s', (_what, bytes) => {
    expect(parsed(bytes)).toBe('mdns-malformed')
  })

  it('are dropped: 64 kB of TXT, and whatever else is larger than a frame', () => {
    const txt = Array.from({ length: 255 }, () => Buffer.alloc(255, 97))
    const bytes = dns.encode({
      type: 'response',
      answers: [{ name: INSTANCE, type: 'TXT', ttl: 9, data: txt }],
    })
    expect(bytes.length).toBeGreaterThan(64_000)
    expect(parsed(bytes)).toBe('mdns-size')
    expect(parsed(bytes.subarray(0, 11))).toBe('mdns-size')
  })

  it('are dropped: a header that promises more than there may be', () => {
    const bytes = message(0)
    bytes.set([0xff, 0xff], 6)
    expect(parsed(bytes)).toBe('mdns-size')
  })

  it('are dropped: a good message cut at any length', () => {
    const whole = answer()
    for (let length = 0; length < whole.length; length += 1) {
      expect(typeof parsed(whole.subarray(0, length)), String(length)).toBe('string')
    }
  })
})
