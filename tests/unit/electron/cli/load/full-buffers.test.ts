import { describe, expect, it } from 'vitest'
import { dropsOf } from '../../../../../electron/cli/load/full-buffers.ts'

const SNMP = `Ip: Forwarding DefaultTTL
Ip: 1 64
Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors
Udp: 10172224 89860 1956509 12231004 1956507 0
UdpLite: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors
UdpLite: 0 0 0 0 9 0
`

describe('datagrams without room', () => {
  it('are those of both families of addresses', () => {
    expect(dropsOf(SNMP, 'Udp6InErrors\t3\nUdp6RcvbufErrors                \t2\n')).toBe(1_956_509)
  })

  it('are none where nothing is said of them', () => {
    expect(dropsOf('', '')).toBe(0)
  })
})
