import { expect, it } from 'vitest'
import { LanDoor } from '../../../../../electron/host/services/lan-door.ts'
import { interfaceOf } from '../../../../support/fake-lan.ts'

const interfaces = () => ({
  lo: [interfaceOf('127.0.0.1/8', true), interfaceOf('::1/128', true)],
  eth0: [interfaceOf('192.168.7.5/24'), interfaceOf('fe80::5/64'), interfaceOf('2001:db8::5/64')],
  wan: [interfaceOf('203.0.113.5/24')],
  vpn: [interfaceOf('10.8.0.5/32')],
})

it('opens to addresses of the networks this machine is on', () => {
  const door = new LanDoor({ isOpen: () => true, interfaces })
  const near = ['192.168.7.1', '::ffff:192.168.7.200', 'fe80::77%eth0', '192.168.7.5']
  expect(near.map((address) => door.admits(address))).toEqual([true, true, true, true])
})

it.each([
  ['of another private network', '192.168.8.1'],
  ['on loopback, where tunnels end', '127.0.0.1'],
  ['on loopback of IPv6', '::1'],
  ['beside it on a public network', '203.0.113.9'],
  ['beside it with a public IPv6 address', '2001:db8::9'],
  ['at the other end of a tunnel', '10.8.0.1'],
  ['with the address of this end of a tunnel', '10.8.0.5'],
  ['without an address', ''],
])('stays shut to one %s', (_who, address) => {
  expect(new LanDoor({ isOpen: () => true, interfaces }).admits(address)).toBe(false)
})

it('stays shut to everybody where the host wants it', () => {
  expect(new LanDoor({ isOpen: () => false, interfaces }).admits('192.168.7.1')).toBe(false)
})
