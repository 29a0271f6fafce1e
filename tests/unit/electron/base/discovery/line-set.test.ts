import { describe, expect, it } from 'vitest'
import { adaptersOf } from '../../../../../electron/base/discovery/adapters.ts'
import { LineSet, LINE_SET_CONFIG } from '../../../../../electron/base/discovery/line-set.ts'
import { silentLogger } from '../../../../../electron/base/logger.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { FakeLan } from '../../../../support/fake-lan.ts'

const PORT = 7000
const CONFIG = { ...LINE_SET_CONFIG, adapters: 4, perSecond: 10 }

function open(adapters: Record<string, string> = { blue: '10.0.0.1/24', red: '10.0.1.1/24' }) {
  const [clock, lan] = [new FakeClock(), new FakeLan()]
  const machine = lan.machine(adapters)
  const heard: string[] = []
  const opened: string[] = []
  const set = new LineSet({
    ...{ openLine: machine.openLine, port: PORT, groups: { 4: '239.1.1.1', 6: 'ff12::1' }, hops: 1 },
    ...{ clock, logger: silentLogger, config: CONFIG },
    adapters: () => adaptersOf(machine.interfaces(), 'linux'),
    onOpened: ({ adapter }) => opened.push(adapter.name),
    onMessage: (_bytes, from, { adapter }) => heard.push(`${from.address} ${adapter.name}`),
  })
  set.start()
  const inject = (network: string, address: string) => {
    lan.inject(network, new Uint8Array(1), { address, port: PORT }, PORT)
  }
  return { clock, lan, machine, set, heard, opened, inject }
}

describe('lines', () => {
  it('are one for each adapter, and hear what comes from its network', () => {
    const { set, heard, inject } = open()
    inject('blue', '10.0.0.9')
    inject('red', '10.0.1.9')
    inject('red', '10.0.0.9')
    inject('blue', '203.0.113.1')
    expect(heard).toEqual(['10.0.0.9 blue', '10.0.1.9 red'])
    expect(set.stats()).toEqual({ lines: 2, heard: 4, offLink: 2, failures: 0, floods: 0 })
  })

  it('come and go with the adapters', () => {
    const { set, machine, clock, opened, lan } = open()
    delete machine.adapters['red']
    machine.adapters['green'] = '10.0.2.1/24'
    clock.advance(CONFIG.adaptersMs)
    expect(set.lines.map(({ adapter }) => adapter.name)).toEqual(['blue', 'green'])
    machine.adapters['blue'] = '10.0.9.1/24'
    clock.advance(CONFIG.adaptersMs)
    expect(opened).toEqual(['blue', 'red', 'green', 'blue'])
    expect(lan.lines).toBe(2)
  })

  it('fail alone, and are tried again', () => {
    const { set, clock, lan, inject, heard } = open()
    lan.fail('10.0.0.1')
    inject('red', '10.0.1.9')
    expect([set.stats().lines, heard]).toEqual([1, ['10.0.1.9 red']])
    clock.advance(CONFIG.retryMs - CONFIG.adaptersMs)
    expect(set.stats().lines).toBe(1)
    clock.advance(2 * CONFIG.adaptersMs)
    expect(set.stats()).toMatchObject({ lines: 2, failures: 1 })
  })

  it('stay where an adapter cannot even be opened, or adapters cannot be listed', () => {
    const [clock, lan] = [new FakeClock(), new FakeLan()]
    const machine = lan.machine({ blue: '10.0.0.1/24', bad: '10.0.1.1/24' })
    let isSandboxed = false
    const set = new LineSet({
      ...{ port: PORT, groups: { 4: '239.1.1.1', 6: 'ff12::1' }, hops: 1 },
      ...{ clock, logger: silentLogger, config: CONFIG },
      openLine: (plan) => {
        if (plan.adapter.name === 'bad') throw new Error('EPERM')
        return machine.openLine(plan)
      },
      adapters: () => {
        if (isSandboxed) throw new Error('not allowed')
        return adaptersOf(machine.interfaces(), 'linux')
      },
    })
    set.start()
    isSandboxed = true
    clock.advance(CONFIG.adaptersMs)
    expect(set.stats()).toMatchObject({ lines: 1, failures: 1 })
  })

  it('are deaf for a while after too much in a second, each by itself', () => {
    const { set, clock, inject, heard, lan } = open()
    for (let count = 0; count < 1000; count += 1) inject('blue', '10.0.0.9')
    expect(heard.length).toBe(CONFIG.perSecond)
    expect([set.stats().floods, lan.lines]).toEqual([1, 1])
    inject('red', '10.0.1.9')
    expect(heard.at(-1)).toBe('10.0.1.9 red')
    clock.advance(CONFIG.deafMs + CONFIG.adaptersMs)
    expect(lan.lines).toBe(2)
    for (let count = 0; count < CONFIG.perSecond; count += 1) inject('blue', '10.0.0.9')
    clock.advance(1_000)
    for (let count = 0; count < CONFIG.perSecond; count += 1) inject('blue', '10.0.0.9')
    expect(set.stats().floods).toBe(1)
  })

  it('are no more than may be', () => {
    const many = Array.from({ length: 300 }, (_, index) => [
      `veth${String(index)}`,
      `10.0.${String(index % 200)}.1/24`,
    ])
    expect(open(Object.fromEntries(many) as Record<string, string>).set.stats().lines).toBe(CONFIG.adapters)
  })

  it('are all closed in the end, and no timer is left', async () => {
    const { set, lan, clock } = open()
    await set.close()
    expect([lan.lines, clock.pending]).toEqual([0, 0])
  })
})
