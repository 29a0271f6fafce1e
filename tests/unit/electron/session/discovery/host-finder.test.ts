import { beforeAll, describe, expect, it } from 'vitest'
import { adaptersOf, type Adapter } from '../../../../../electron/base/discovery/adapters.ts'
import { DISCOVERY } from '../../../../../electron/base/discovery/config.ts'
import { composeService } from '../../../../../electron/base/discovery/service-message.ts'
import { silentLogger } from '../../../../../electron/base/logger.ts'
import { announce } from '../../../../../electron/host/discovery/announcement.ts'
import { FINDER_CONFIG } from '../../../../../electron/session/discovery/config.ts'
import { HostFinder } from '../../../../../electron/session/discovery/host-finder.ts'
import type { FoundHost } from '../../../../../electron/session/discovery/host-list.ts'
import { beaconMaker, type BeaconMaker } from '../../../../support/beacon-maker.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { FakeLan, interfaceOf, type FakeMachine } from '../../../../support/fake-lan.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

const { mdns: MDNS, beacon: BEACON } = DISCOVERY
/** Within which a guest lists a host, ms. */
const LIST_MS = 5_000

let ada: BeaconMaker
let eve: BeaconMaker
beforeAll(async () => {
  ;[ada, eve] = await Promise.all([beaconMaker('Ada'), beaconMaker('Eve')])
})

/** A network with a guest on it that looks, and hosts as they are wanted. */
function world() {
  const [clock, lan] = [new FakeClock(), new FakeLan()]
  const host = (maker: BeaconMaker, name: string, machine: FakeMachine) =>
    announce({
      ...{ facts: () => ({ name, open: true }), certificate: maker.certificate, bind: '::', port: 7780 },
      ...{ interfaces: machine.interfaces, openLine: machine.openLine },
      ...{ clock, random: seededRandom(3), logger: silentLogger },
    })
  const guest = (machine: FakeMachine) => {
    const told: (readonly FoundHost[])[] = []
    const finder = new HostFinder({ clock, ...machine }, (hosts) => told.push(hosts))
    finder.start()
    return { finder, told }
  }
  return { clock, lan, host, guest }
}

const names = (finder: HostFinder) => finder.hosts.map(({ name }) => name)
const [BLUE] = adaptersOf({ blue: [interfaceOf('10.0.0.9/24')] }, 'linux') as [Adapter]

/** A guest alone on a network, and a way to send it beacons and mDNS messages from an address. */
function alone() {
  const { clock, lan, guest } = world()
  const { finder, told } = guest(lan.machine({ blue: '10.0.0.9/24' }))
  const beacon = (bytes: Uint8Array, address = '10.0.0.1') => {
    lan.inject('blue', bytes, { address, port: 50_000 }, BEACON.port)
  }
  const mdns = (bytes: Uint8Array, address = '10.0.0.1', port: number = MDNS.port) => {
    lan.inject('blue', bytes, { address, port }, MDNS.port)
  }
  return { clock, lan, finder, told, beacon, mdns }
}

describe('a search', () => {
  it('lists on each network the hosts that are there, within 5 s', () => {
    const { clock, lan, host, guest } = world()
    host(ada, 'Ada', lan.machine({ blue: '10.0.0.1/24', red: '10.0.1.1/24' }))
    host(eve, 'Eve', lan.machine({ red: '10.0.1.2/24' }))
    const onBlue = guest(lan.machine({ blue: '10.0.0.9/24' }))
    const onBoth = guest(lan.machine({ dead: '10.9.9.9/32', blue: '10.0.0.8/24', red: '10.0.1.8/24' }))
    clock.advance(LIST_MS)
    expect(onBlue.finder.hosts).toMatchObject([
      { name: 'Ada', proven: true, open: true, addresses: [{ host: '10.0.0.1', port: 7780 }] },
    ])
    expect(names(onBoth.finder)).toEqual(['Ada', 'Eve'])
    expect(onBoth.told.at(-1)).toEqual(onBoth.finder.hosts)
  })

  it.each([
    ['mDNS', BEACON.port],
    ['beacons', MDNS.port],
  ])('finds hosts by %s alone', (_way, blocked) => {
    const { clock, lan, host, guest } = world()
    const deaf = (machine: FakeMachine): FakeMachine => ({
      ...machine,
      openLine: (plan) => machine.openLine(plan.port === blocked ? { ...plan, onMessage: () => {} } : plan),
    })
    const { finder } = guest(deaf(lan.machine({ blue: '10.0.0.9/24' })))
    host(ada, 'Ada', lan.machine({ blue: '10.0.0.1/24' }))
    clock.advance(LIST_MS)
    expect(finder.hosts).toMatchObject([{ name: 'Ada', proven: blocked === MDNS.port }])
  })

  it('asks by mDNS at once, after 1, 3 and 9 s, and then ever again', () => {
    const { clock, lan, guest } = world()
    guest(lan.machine({ blue: '10.0.0.9/24' }))
    const atMs: number[] = []
    for (let ms = 0; ms <= 30_000; ms += 500) {
      atMs.push(...lan.sent.splice(0).map(() => ms))
      clock.advance(500)
    }
    // What is sent in the moment itself is seen at the next look.
    expect(atMs).toEqual([0, 1_000, 3_000, 9_000, 19_000, 29_000])
  })

  it('finds a host that starts late, and one behind an adapter that comes late', () => {
    const { clock, lan, host, guest } = world()
    const machine = lan.machine({ blue: '10.0.0.9/24' })
    const { finder } = guest(machine)
    clock.advance(60_000)
    host(ada, 'Ada', lan.machine({ blue: '10.0.0.1/24' }))
    host(eve, 'Eve', lan.machine({ red: '10.0.1.1/24' }))
    clock.advance(LIST_MS)
    expect(names(finder)).toEqual(['Ada'])
    machine.adapters['red'] = '10.0.1.9/24'
    clock.advance(LIST_MS)
    expect(names(finder)).toEqual(['Ada', 'Eve'])
  })

  it('goes on through the others when an adapter fails, and loses the hosts behind one that goes', () => {
    const { clock, lan, host, guest } = world()
    host(ada, 'Ada', lan.machine({ blue: '10.0.0.1/24' }))
    host(eve, 'Eve', lan.machine({ red: '10.0.1.1/24' }))
    const machine = lan.machine({ blue: '10.0.0.9/24', red: '10.0.1.9/24' })
    const { finder } = guest(machine)
    lan.fail('10.0.0.9')
    clock.advance(LIST_MS)
    expect(names(finder)).toEqual(['Eve'])
    clock.advance(FINDER_CONFIG.lines.retryMs + LIST_MS)
    expect(names(finder)).toEqual(['Ada', 'Eve'])
    delete machine.adapters['red']
    clock.advance(FINDER_CONFIG.mdnsLifeMs + LIST_MS)
    expect(names(finder)).toEqual(['Ada'])
  })

  it('loses a host at once when it says good-bye, and soon when it says nothing', async () => {
    const { clock, lan, host, guest } = world()
    const polite = host(ada, 'Ada', lan.machine({ blue: '10.0.0.1/24' }))
    const crashing = lan.machine({ blue: '10.0.0.2/24' })
    host(eve, 'Eve', crashing)
    const { finder, told } = guest(lan.machine({ blue: '10.0.0.9/24' }))
    clock.advance(LIST_MS)
    await polite.close()
    clock.advance(FINDER_CONFIG.tellMs)
    expect(names(finder)).toEqual(['Eve'])
    lan.fail('10.0.0.2')
    delete crashing.adapters['blue']
    clock.advance(FINDER_CONFIG.mdnsLifeMs + FINDER_CONFIG.sweepMs + FINDER_CONFIG.tellMs)
    expect(told.at(-1)).toEqual([])
  })

  it('tells a list only when it is another one', () => {
    const { clock, lan, host, guest } = world()
    host(ada, 'Ada', lan.machine({ blue: '10.0.0.1/24' }))
    const { told } = guest(lan.machine({ blue: '10.0.0.9/24' }))
    clock.advance(60_000)
    expect(told.length).toBeLessThanOrEqual(2)
  })

  it('leaves nothing when it ends, and can begin again', async () => {
    const { clock, lan, guest } = world()
    const { finder } = guest(lan.machine({ blue: '10.0.0.9/24' }))
    await finder.stop()
    expect([lan.lines, clock.pending, finder.hosts]).toEqual([0, 0, []])
    finder.start()
    finder.start()
    expect(finder.stats().lines).toMatchObject({ mdns: { lines: 1 }, beacon: { lines: 1 } })
  })
})

describe('hostile beacons', () => {
  it('are dropped with their reason, and the list stays empty', () => {
    const { finder, beacon } = alone()
    const good = ada.make('10.0.0.1')
    beacon(good.subarray(0, 40))
    beacon(good, '10.0.0.2')
    const forged = Uint8Array.from(good)
    forged[36] = 0x42
    beacon(forged)
    expect(finder.stats()).toMatchObject({
      hosts: 0,
      drops: { 'beacon-size': 1, 'beacon-address': 1, 'beacon-forged': 1 },
    })
  })

  it('cannot speak for another host, however new they claim to be', () => {
    const { finder, beacon } = alone()
    beacon(ada.make('10.0.0.1'))
    const stolen = Uint8Array.from(ada.make('10.0.0.66', { name: 'Eve', count: 2 ** 52 }))
    stolen.set(eve.make('10.0.0.66').subarray(-64), stolen.length - 64)
    beacon(stolen, '10.0.0.66')
    const goodBye = Uint8Array.from(ada.make('10.0.0.1'))
    goodBye[5] = 2
    beacon(goodBye)
    expect(finder.hosts).toMatchObject([{ name: 'Ada', addresses: [{ host: '10.0.0.1' }] }])
  })

  it('count nothing when they come again', () => {
    const { clock, finder, beacon } = alone()
    const old = ada.make('10.0.0.1', { name: 'before' })
    beacon(ada.make('10.0.0.1', { name: 'after' }))
    beacon(old)
    beacon(ada.make('10.0.0.1', { kind: 'gone', count: 5 }))
    expect(names(finder)).toEqual(['after'])
    expect(finder.stats().drops).toEqual({ 'beacon-stale': 2 })
    clock.advance(FINDER_CONFIG.beaconLifeMs + FINDER_CONFIG.sweepMs)
    expect(finder.hosts).toEqual([])
  })

  it('cost a bounded number of signatures a second, and a host that is known is still heard', () => {
    const { clock, finder, beacon } = alone()
    beacon(ada.make('10.0.0.1'))
    const forged = Uint8Array.from(eve.make('10.0.0.66'))
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    const parts = Array.from({ length: 100 }, (_, index) => `10.0.0.${String(100 + index)}`)
    for (const address of parts) {
      const mine = eve.make(address)
      mine[mine.length - 1] = (mine.at(-1) ?? 0) ^ 1
      for (let count = 0; count < 9; count += 1) beacon(mine, address)
    }
    const checked = () => finder.stats().drops['beacon-forged'] ?? 0
    expect(checked()).toBeLessThanOrEqual(FINDER_CONFIG.beacons.inAll)
    beacon(ada.make('10.0.0.1', { name: 'still here' }))
    expect(names(finder)).toEqual(['still here'])
    clock.advance(1_000)
    for (let count = 0; count < 100; count += 1) beacon(forged, '10.0.0.66')
    expect(checked()).toBeLessThanOrEqual(FINDER_CONFIG.beacons.inAll + FINDER_CONFIG.beacons.perSource)
  })

  it('in a flood make the line deaf, and are heard again after it', () => {
    const { clock, finder, beacon } = alone()
    const noise = new Uint8Array(700)
    for (let count = 0; count < 100_000; count += 1) beacon(noise)
    const { heard, floods } = finder.stats().lines?.beacon ?? { heard: 0, floods: 0 }
    expect([heard, floods]).toEqual([FINDER_CONFIG.lines.perSecond + 1, 1])
    clock.advance(FINDER_CONFIG.lines.deafMs + FINDER_CONFIG.lines.adaptersMs)
    beacon(ada.make('10.0.0.1'))
    expect(names(finder)).toEqual(['Ada'])
  })
})

describe('hostile mDNS', () => {
  const facts = (number: number, name = `fake ${String(number)}`) => ({
    ...{ name, port: 7780, open: true },
    fingerprint: String(number).padStart(43, 'B'),
  })

  it('with 500 made-up hosts leaves the list bounded, and the others on it', () => {
    const { clock, finder, mdns } = alone()
    for (let number = 0; number < 500; number += 1) {
      mdns(composeService(facts(number), BLUE, 60), '10.0.0.66')
      if (number % 40 === 39) clock.advance(1_000)
    }
    mdns(composeService(facts(1_000, 'real'), BLUE, 60), '10.0.0.7')
    expect(finder.hosts.length).toBe(FINDER_CONFIG.list.perSource + 1)
    expect(names(finder)).toContain('real')
  })

  it('with HTML in a name is shown as plain text', () => {
    const { finder, mdns } = alone()
    mdns(composeService(facts(1, '<img src=x onerror=alert(1)>\u202e'), BLUE, 60))
    expect(names(finder)).toEqual(['<img src=x onerror=alert(1)>'])
  })

  it('is dropped where it comes from another port, another network, or too often', () => {
    const { finder, mdns } = alone()
    const message = composeService(facts(1), BLUE, 60)
    mdns(message, '10.0.0.66', 40_000)
    mdns(message, '203.0.113.5')
    mdns(Uint8Array.of(1, 2, 3))
    expect(finder.stats()).toMatchObject({
      hosts: 0,
      lines: { mdns: { offLink: 1 } },
      drops: { 'mdns-port': 1, 'mdns-size': 1 },
    })
    for (let count = 0; count < 100; count += 1) mdns(message, '10.0.0.66')
    expect(finder.stats().drops['mdns-rate']).toBe(100 - FINDER_CONFIG.mdns.perSource)
  })

  it('cannot take a proven host away, nor what somebody else said', () => {
    const { finder, beacon, mdns } = alone()
    beacon(ada.make('10.0.0.1'))
    mdns(composeService(facts(1), BLUE, 60), '10.0.0.7')
    const adaFacts = { ...facts(0, 'Ada'), fingerprint: ada.fingerprint }
    for (const gone of [adaFacts, facts(1)]) mdns(composeService(gone, BLUE, 0), '10.0.0.66')
    expect(names(finder)).toEqual(['Ada', 'fake 1'])
  })
})
