import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import dns from 'dns-packet'
import { beforeAll, describe, expect, it } from 'vitest'
import { adaptersOf, type Adapter } from '../../../../../electron/base/discovery/adapters.ts'
import { parseBeacon } from '../../../../../electron/base/discovery/beacon.ts'
import { DISCOVERY } from '../../../../../electron/base/discovery/config.ts'
import { composeQuery, parseServiceMessage } from '../../../../../electron/base/discovery/service-message.ts'
import { silentLogger } from '../../../../../electron/base/logger.ts'
import { announce } from '../../../../../electron/host/discovery/announcement.ts'
import { ANNOUNCE_CONFIG } from '../../../../../electron/host/discovery/config.ts'
import { beaconMaker, type BeaconMaker } from '../../../../support/beacon-maker.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { FakeLan, interfaceOf, type SentDatagram } from '../../../../support/fake-lan.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

const { mdns: MDNS, beacon: BEACON } = DISCOVERY
const SETTLED_MS = 10_000
const TWO = { blue: '10.0.0.1/24', red: '10.0.1.1/24' }

let maker: BeaconMaker
beforeAll(async () => {
  maker = await beaconMaker()
})

function start(adapters: Record<string, string> = TWO, bind = '::', certificate = maker.certificate) {
  const [clock, lan] = [new FakeClock(), new FakeLan()]
  const machine = lan.machine(adapters)
  const announcement = announce({
    ...{ facts: () => ({ name: 'Ada', open: true }), certificate, bind, port: 7780 },
    ...{ interfaces: machine.interfaces, openLine: machine.openLine },
    ...{ clock, random: seededRandom(3), logger: silentLogger },
  })
  const take = () => lan.sent.splice(0)
  return { clock, lan, machine, announcement, take }
}

const beaconsIn = (sent: readonly SentDatagram[]) =>
  sent.filter(({ port }) => port === BEACON.port).map(({ bytes }) => parsedBeacon(bytes))
function parsedBeacon(bytes: Uint8Array) {
  const beacon = parseBeacon(bytes)
  if (typeof beacon === 'string') throw new Error(beacon)
  return beacon
}
const [BLUE] = adaptersOf({ blue: [interfaceOf('10.0.0.1/24')] }, 'linux') as [Adapter]
const servicesIn = (sent: readonly SentDatagram[]) =>
  sent
    .filter(({ port }) => port === MDNS.port)
    .map(({ bytes }) => parseServiceMessage(bytes, BLUE))
    .flatMap((message) =>
      typeof message !== 'string' && message.kind === 'services' ? message.services : [],
    )

/** As somebody may have from elsewhere: larger than a beacon. */
async function longCertificate(): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const made = await x509.X509CertificateGenerator.createSelfSigned(
    { serialNumber: '01', name: `CN=${'long'.repeat(250)}`, signingAlgorithm: algorithm, keys },
    crypto,
  )
  return made.toString('pem')
}

describe('a host', () => {
  it('tells every network its address there, at once and by both ways', () => {
    const { take } = start({ ...TWO, six: 'fe80::1/64' })
    const sent = take()
    const ways = sent.map(({ from, to, port }) => `${from} > ${to} ${String(port)}`)
    expect(ways.sort()).toEqual(
      [
        `10.0.0.1 > ${MDNS.groups[4]} ${String(MDNS.port)}`,
        `10.0.1.1 > ${MDNS.groups[4]} ${String(MDNS.port)}`,
        `fe80::1%six > ${MDNS.groups[6]}%six ${String(MDNS.port)}`,
        `10.0.0.1 > ${BEACON.groups[4]} ${String(BEACON.port)}`,
        `10.0.0.1 > 10.0.0.255 ${String(BEACON.port)}`,
        `10.0.1.1 > ${BEACON.groups[4]} ${String(BEACON.port)}`,
        `10.0.1.1 > 10.0.1.255 ${String(BEACON.port)}`,
        `fe80::1%six > ${BEACON.groups[6]}%six ${String(BEACON.port)}`,
      ].sort(),
    )
    expect(servicesIn(sent).map(({ addresses }) => addresses)).toEqual([
      ['10.0.0.1'],
      ['10.0.1.1'],
      ['fe80::1%blue'],
    ])
  })

  it('repeats its beacon with ever greater counts, three times in the first second', () => {
    const { take, clock } = start({ blue: '10.0.0.1/24' })
    clock.advance(1_000)
    const first = beaconsIn(take())
    expect(new Set(first.map(({ count }) => count)).size).toBe(3)
    clock.advance(SETTLED_MS)
    const later = beaconsIn(take()).map(({ count }) => count)
    expect(later.length).toBeGreaterThanOrEqual(8)
    expect([...later].sort((one, other) => one - other)).toEqual(later)
    expect(Math.min(...later)).toBeGreaterThan(Math.max(...first.map(({ count }) => count)))
  })

  it('tells mDNS three times, then when it is asked', () => {
    const { take, clock, lan } = start({ blue: '10.0.0.1/24' })
    clock.advance(SETTLED_MS)
    expect(servicesIn(take()).length).toBe(1 + ANNOUNCE_CONFIG.mdns.firstMs.length)
    for (const host of [7, 8, 9]) {
      lan.inject('blue', composeQuery(), { address: `10.0.0.${String(host)}`, port: MDNS.port }, MDNS.port)
    }
    expect(servicesIn(take())).toEqual([])
    clock.advance(ANNOUNCE_CONFIG.mdns.waitMs.most)
    expect(servicesIn(take())).toHaveLength(1)
  })

  it('answers everybody at most once a second, however often it is asked', () => {
    const { take, clock, lan } = start({ blue: '10.0.0.1/24' })
    clock.advance(SETTLED_MS)
    take()
    for (let step = 0; step < 100; step += 1) {
      lan.inject('blue', composeQuery(), { address: '10.0.0.9', port: MDNS.port }, MDNS.port)
      clock.advance(100)
    }
    const answers = servicesIn(take()).length
    expect(answers).toBeGreaterThanOrEqual(8)
    expect(answers).toBeLessThanOrEqual(11)
  })

  it('answers one that asks from another port alone, and only so often', () => {
    const { take, clock, lan } = start({ blue: '10.0.0.1/24' })
    clock.advance(SETTLED_MS)
    take()
    for (let count = 0; count < 100; count += 1) {
      lan.inject('blue', composeQuery(), { address: '10.0.0.9', port: 40_000 }, MDNS.port)
    }
    const sent = take()
    expect(sent.length).toBe(ANNOUNCE_CONFIG.mdns.questions.perSource)
    expect(new Set(sent.map(({ to, port }) => `${to} ${String(port)}`))).toEqual(new Set(['10.0.0.9 40000']))
  })

  it('does not answer who asks for something else, or talks nonsense', () => {
    const { take, clock, lan } = start({ blue: '10.0.0.1/24' })
    clock.advance(SETTLED_MS)
    take()
    const ask = (bytes: Uint8Array) => {
      lan.inject('blue', bytes, { address: '10.0.0.9', port: 40_000 }, MDNS.port)
    }
    ask(dns.encode({ type: 'query', questions: [{ name: '_http._tcp.local', type: 'PTR' }] }))
    ask(Uint8Array.of(1, 2, 3))
    ask(seededRandom(1).bytes(600))
    expect(take()).toEqual([])
  })

  it('tells a network that comes later at once, and goes on when one fails', () => {
    const { take, clock, machine, lan } = start({ blue: '10.0.0.1/24' })
    clock.advance(SETTLED_MS)
    take()
    machine.adapters['red'] = '10.0.1.1/24'
    clock.advance(ANNOUNCE_CONFIG.lines.adaptersMs)
    const came = take().filter(({ from }) => from === '10.0.1.1')
    expect([servicesIn(came).length > 0, beaconsIn(came).length > 0]).toEqual([true, true])
    lan.fail('10.0.0.1')
    clock.advance(ANNOUNCE_CONFIG.beacon.everyMs * 1.2)
    expect(new Set(take().map(({ from }) => from))).toEqual(new Set(['10.0.1.1']))
  })

  it('says good-bye on every network, by both ways, and leaves nothing', async () => {
    const { take, clock, announcement, lan } = start()
    clock.advance(SETTLED_MS)
    take()
    await announcement.close()
    const sent = take()
    expect(servicesIn(sent).map(({ ttlS }) => ttlS)).toEqual([0, 0])
    expect(beaconsIn(sent).map(({ kind }) => kind)).toEqual(['gone', 'gone', 'gone', 'gone'])
    expect([lan.lines, clock.pending]).toEqual([0, 0])
  })

  it('tells nobody where it is bound to loopback, and one network where it is bound to that', () => {
    expect(start(TWO, '127.0.0.1').take()).toEqual([])
    expect(start(TWO, '::1').take()).toEqual([])
    const one = start(TWO, '10.0.1.1').take()
    expect(new Set(one.map(({ from }) => from))).toEqual(new Set(['10.0.1.1']))
  })

  it('is told by mDNS alone where its certificate fits no beacon', async () => {
    const long = { ...maker.certificate, certificate: await longCertificate() }
    const { take, announcement } = start({ blue: '10.0.0.1/24' }, '::', long)
    expect(new Set(take().map(({ port }) => port))).toEqual(new Set([MDNS.port]))
    expect(announcement.stats().beacon).toBeUndefined()
  })
})
