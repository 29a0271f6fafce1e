import { describe, expect, it } from 'vitest'
import {
  adaptersBoundTo,
  adaptersOf,
  adapterTowards,
  broadcastOf,
  dialled,
} from '../../../../../electron/base/discovery/adapters.ts'
import { interfaceOf } from '../../../../support/fake-lan.ts'

const MACHINE = {
  lo: [interfaceOf('127.0.0.1/8', true), interfaceOf('::1/128', true)],
  eth0: [interfaceOf('192.168.7.5/24'), interfaceOf('2001:db8::5/64'), interfaceOf('fe80::5/64')],
  tun0: [interfaceOf('10.8.0.2/32')],
  wlan0: [interfaceOf('172.16.4.9/20'), interfaceOf('fe80::9/64')],
}
const adapters = adaptersOf(MACHINE, 'linux')
const names = (found: readonly { name: string; address: string }[]) =>
  found.map(({ name, address }) => `${name} ${address}`)

describe('adapters', () => {
  it('are each IPv4 address and the link-local IPv6 one, without loopback', () => {
    expect(names(adapters)).toEqual([
      'eth0 192.168.7.5',
      'eth0 fe80::5',
      'tun0 10.8.0.2',
      'wlan0 172.16.4.9',
      'wlan0 fe80::9',
    ])
  })

  it('are those a host is bound to', () => {
    expect(names(adaptersBoundTo('::', adapters))).toEqual(names(adapters))
    expect(names(adaptersBoundTo('0.0.0.0', adapters))).toEqual([
      'eth0 192.168.7.5',
      'tun0 10.8.0.2',
      'wlan0 172.16.4.9',
    ])
    expect(names(adaptersBoundTo('172.16.4.9', adapters))).toEqual(['wlan0 172.16.4.9'])
    expect(names(adaptersBoundTo('fe80::5%eth0', adapters))).toEqual(['eth0 fe80::5'])
    expect(adaptersBoundTo('127.0.0.1', adapters)).toEqual([])
    expect(adaptersBoundTo('::1', adapters)).toEqual([])
  })

  it('know the broadcast address of their network, where there is one', () => {
    expect(adapters.map(broadcastOf)).toEqual([
      '192.168.7.255',
      undefined,
      undefined,
      '172.16.15.255',
      undefined,
    ])
  })

  it('write link-local addresses with the zone of this machine', () => {
    const [eth0, link] = adapters
    if (eth0 === undefined || link === undefined) throw new Error('two adapters')
    expect([dialled('192.168.7.9', eth0), dialled('fe80::77', link), dialled('fe80::77%7', link)]).toEqual([
      '192.168.7.9',
      'fe80::77%eth0',
      'fe80::77%eth0',
    ])
    const windows = adaptersOf({ Ethernet: [interfaceOf('fe80::5/64')] }, 'win32')
    expect(windows.map(({ zone }) => zone)).toEqual(['2'])
  })

  it.each([
    ['192.168.7.77', 'eth0'],
    ['172.16.0.1', 'wlan0'],
    ['fe80::1234%wlan0', 'wlan0'],
    ['203.0.113.9', 'tun0'],
    ['fe80::1234%eth7', undefined],
    ['2001:db8::9', undefined],
    ['nonsense', undefined],
  ])('%s came through %s', (source, name) => {
    expect(adapterTowards(source, adapters)?.name).toBe(name)
  })

  it('has nobody for an address of no network where there is no tunnel', () => {
    const plain = { eth0: MACHINE.eth0, wlan0: MACHINE.wlan0 }
    expect(adapterTowards('203.0.113.9', adaptersOf(plain, 'linux'))).toBeUndefined()
  })
})
