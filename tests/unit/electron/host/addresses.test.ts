import type { NetworkInterfaceInfo } from 'node:os'
import { expect, it } from 'vitest'
import { reachableAddresses, urlHost } from '../../../../electron/host/addresses.ts'

function card(address: string, internal = false): NetworkInterfaceInfo {
  const rest = { netmask: '', mac: '', cidr: null, internal }
  return address.includes(':')
    ? { address, family: 'IPv6', scopeid: 0, ...rest }
    : { address, family: 'IPv4', ...rest }
}

const MACHINE = {
  lo: [card('127.0.0.1', true), card('::1', true)],
  eth0: [card('fe80::1'), card('2001:db8::5'), card('192.0.2.5')],
  wlan0: [card('169.254.7.7'), card('198.51.100.6')],
}

it('names every address others can reach, IPv4 first', () => {
  expect(reachableAddresses('::', MACHINE)).toEqual(['192.0.2.5', '198.51.100.6', '2001:db8::5'])
  expect(reachableAddresses('0.0.0.0', MACHINE)).toEqual(['192.0.2.5', '198.51.100.6'])
})

it('names the one address that is bound', () => {
  expect(reachableAddresses('127.0.0.1', MACHINE)).toEqual(['127.0.0.1'])
  expect(reachableAddresses('2001:db8::5', MACHINE)).toEqual(['2001:db8::5'])
})

it('names loopback where there is nothing else, and no more than an invite holds', () => {
  expect(reachableAddresses('::', { lo: MACHINE.lo })).toEqual(['127.0.0.1'])
  const many = { x: Array.from({ length: 20 }, (_none, index) => card(`192.0.2.${String(index)}`)) }
  expect(reachableAddresses('::', many).length).toBe(8)
})

it('writes IPv6 in brackets', () => {
  expect([urlHost('::1'), urlHost('192.0.2.1')]).toEqual(['[::1]', '192.0.2.1'])
})
