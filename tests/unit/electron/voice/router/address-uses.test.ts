import { describe, expect, it } from 'vitest'
import { AddressUses } from '../../../../../electron/voice/router/address-uses.ts'
import { MemoryTransport } from '../../../../support/memory-transport.ts'

describe('address uses', () => {
  it('frees an address when nobody holds it any more, and not before the batch is done', () => {
    const transport = new MemoryTransport()
    const uses = new AddressUses(transport)
    const id = transport.address('home', 1)
    uses.hold(id)
    uses.hold(id)
    uses.release(id)
    uses.settle()
    expect(transport.knownAddresses).toEqual(['home:1'])
    uses.release(id)
    expect(transport.knownAddresses).toEqual(['home:1'])
    uses.settle()
    expect(transport.knownAddresses).toEqual([])
  })

  it('frees nothing while datagrams are at hand, whoever asks', () => {
    const transport = new MemoryTransport()
    const uses = new AddressUses(transport)
    const id = transport.address('home', 1)
    uses.hold(id)
    uses.begin()
    uses.release(id)
    uses.settle()
    expect(transport.knownAddresses).toEqual(['home:1'])
    uses.end()
    expect(transport.knownAddresses).toEqual([])
  })

  it('keeps an address that is taken again within the same batch', () => {
    const transport = new MemoryTransport()
    const uses = new AddressUses(transport)
    const id = transport.address('home', 1)
    uses.hold(id)
    uses.release(id)
    uses.hold(id)
    uses.settle()
    expect(transport.knownAddresses).toEqual(['home:1'])
  })
})
