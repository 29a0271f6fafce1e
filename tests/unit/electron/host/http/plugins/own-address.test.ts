import { describe, expect, it } from 'vitest'
import { isOurs, machineNames } from '../../../../../../electron/host/http/plugins/own-address.ts'

const NAMES = ['localhost', 'den.local', 'talk.example']
const ours = (request: Parameters<typeof isOurs>[0]): boolean => isOurs(request, NAMES)

describe('who asks', () => {
  it.each([
    { host: '192.168.1.4:7780' },
    { host: '[fe80::1]:7780' },
    { host: 'LOCALHOST:1' },
    { host: 'talk.example.' },
    { host: 'den.local:7780', origin: 'https://den.local:7780' },
    { host: '10.0.0.1', origin: 'https://10.0.0.1', fetchSite: 'same-origin', fetchMode: 'cors' },
    { host: '10.0.0.1', fetchSite: 'cross-site', fetchMode: 'navigate' },
  ])('%j may', (request) => {
    expect(ours(request)).toBe(true)
  })

  it.each([
    {},
    { host: '' },
    { host: 'evil.example:7780' },
    { host: 'talk.example.evil.example' },
    { host: 'localhost@evil.example' },
    { host: '[evil]:1' },
    { host: '[::1' },
    { host: '10.0.0.1:port' },
    { host: '10.0.0.1', origin: 'null' },
    { host: '10.0.0.1', origin: 'http://10.0.0.1' },
    { host: '10.0.0.1', origin: 'https://10.0.0.1:444' },
    { host: '10.0.0.1', origin: 'https://evil.example' },
    { host: '10.0.0.1', fetchSite: 'cross-site', fetchMode: 'no-cors' },
    { host: 'evil.example', fetchSite: 'same-origin' },
  ])('%j may not', (request) => {
    expect(ours(request)).toBe(false)
  })
})

it('knows the names of a machine', () => {
  expect(machineNames('Den.home')).toEqual(['localhost', 'den.home', 'den', 'den.local'])
})
