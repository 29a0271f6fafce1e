import { afterEach, describe, expect, test } from 'vitest'
import { ADDRESS_UNKNOWN } from '../../electron/voice/interfaces.ts'
import { OpenedTransport, patternOf, type TransportKind } from '../support/transport-cases.ts'
import { UdpPeer } from '../support/udp-peer.ts'

const KINDS: TransportKind[] = [
  { name: 'native batched', options: { kind: 'native', path: 'batched' } },
  { name: 'native portable', options: { kind: 'native', path: 'portable' } },
  { name: 'dgram', options: { kind: 'dgram' } },
]

describe.each(KINDS)('transport $name', (kind) => {
  const closers: (() => void)[] = []
  afterEach(() => {
    for (const close of closers.splice(0)) close()
  })

  async function open(
    bind?: string,
    config: TransportKind['options']['config'] = {},
  ): Promise<OpenedTransport> {
    const options = { ...kind.options, config: { ...kind.options.config, ...config } }
    const opened = await OpenedTransport.open({ ...kind, options }, bind)
    closers.push(() => {
      opened.transport.close()
    })
    return opened
  }
  async function peerOn(host?: string): Promise<UdpPeer> {
    const peer = await UdpPeer.open(host)
    closers.push(() => {
      peer.close()
    })
    return peer
  }

  test('does not know a stranger, learns one, and forgets it', async () => {
    const opened = await open()
    const { transport } = opened
    const peer = await peerOn()
    await peer.send(patternOf(10), transport.localPort)
    expect((await opened.batch())[0]?.address).toBe(ADDRESS_UNKNOWN)
    const id = transport.learn(0)
    expect(id).toBeGreaterThanOrEqual(0)
    expect(transport.learn(0)).toBe(id)
    expect(transport.address('127.0.0.1', peer.port)).toBe(id)
    expect(transport.describe(id)).toEqual({ host: '127.0.0.1', port: peer.port })

    await peer.send(patternOf(10), transport.localPort)
    expect((await opened.batch())[0]?.address).toBe(id)

    transport.forget(id)
    transport.forget(id)
    expect(transport.describe(id)).toBeUndefined()
    expect(transport.send(id, patternOf(10), 0, 10)).toBe(false)
    await peer.send(patternOf(10), transport.localPort)
    expect((await opened.batch())[0]?.address).toBe(ADDRESS_UNKNOWN)
    // The id comes back for the next one, so that ids stay dense.
    expect(transport.address('127.0.0.2', 9)).toBe(id)
  })

  test('shows an IPv4 peer of a socket for both families as IPv4, and reaches it', async () => {
    const opened = await open('::')
    const { transport } = opened
    const four = await peerOn('127.0.0.1')
    const six = await peerOn('::1')
    await four.send(patternOf(4), transport.localPort)
    await opened.batch()
    const fourId = transport.learn(0)
    await six.send(patternOf(6), transport.localPort)
    await opened.batch()
    const sixId = transport.learn(0)

    expect(transport.describe(fourId)).toEqual({ host: '127.0.0.1', port: four.port })
    expect(transport.describe(sixId)).toEqual({ host: '::1', port: six.port })
    expect(transport.address('127.0.0.1', four.port)).toBe(fourId)
    expect(transport.address('::ffff:127.0.0.1', four.port)).toBe(fourId)
    expect(transport.address('::FFFF:7f00:1', four.port)).toBe(fourId)
    expect(transport.address('0:0:0:0:0:0:0:1', six.port)).toBe(sixId)

    expect(transport.fanout(Int32Array.of(fourId, sixId), 2, patternOf(20), 0, 20)).toBe(2)
    await Promise.all([four.until(1), six.until(1)])
  })

  test('carries every length from nothing to the limit unchanged, both ways', async () => {
    const opened = await open()
    const { transport } = opened
    const peer = await peerOn()
    const id = transport.address('127.0.0.1', peer.port)
    const buffer = new Uint8Array(1300)
    const lengths = [0, 1, 2, 15, 16, 100, 575, 1199, 1200]
    for (const [index, length] of lengths.entries()) {
      const bytes = patternOf(length, index)
      await peer.send(bytes, transport.localPort)
      const [taken] = await opened.batch()
      expect(taken).toEqual({ bytes, length, address: id })

      buffer.set(bytes, 50)
      expect(transport.send(id, buffer, 50, length)).toBe(true)
      await peer.until(index + 1)
      expect(new Uint8Array(peer.received[index] ?? [])).toEqual(bytes)
    }
    const total = lengths.reduce((sum, length) => sum + length, 0)
    await new Promise(setImmediate)
    expect(transport.stats()).toEqual({
      datagramsIn: lengths.length,
      bytesIn: total,
      datagramsOut: lengths.length,
      bytesOut: total,
      sendFailed: 0,
      socketErrors: 0,
    })
  })

  test('tells a longer datagram by its slot length plus one', async () => {
    const opened = await open()
    const peer = await peerOn()
    await peer.send(patternOf(1201), opened.transport.localPort)
    await peer.send(patternOf(9000), opened.transport.localPort)
    await peer.send(patternOf(30), opened.transport.localPort)
    expect((await opened.take(3)).map((taken) => taken.length)).toEqual([1201, 1201, 30])
  })

  test('hands out more than a batch in several, in order', async () => {
    const opened = await open(undefined, { batch: 8 })
    const peer = await peerOn()
    for (let index = 0; index < 50; index += 1) {
      await peer.send(Uint8Array.of(index), opened.transport.localPort)
    }
    const order: number[] = []
    while (order.length < 50) {
      const batch = await opened.batch()
      expect(batch.length).toBeLessThanOrEqual(8)
      order.push(...batch.map((taken) => taken.bytes[0] ?? -1))
    }
    expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index))
  })

  test('fans out to 500, and only to as many as asked', async () => {
    const { transport } = await open()
    const peers = await Promise.all(Array.from({ length: 500 }, () => peerOn()))
    const targets = Int32Array.from(peers, (peer) => transport.address('127.0.0.1', peer.port))
    const bytes = patternOf(120)
    expect(transport.fanout(targets, 499, bytes, 10, 110)).toBe(499)
    await Promise.all(peers.slice(0, 499).map((peer) => peer.until(1)))
    expect(peers.every((peer, index) => index === 499 || peer.received[0]?.equals(bytes.subarray(10)))).toBe(
      true,
    )
    expect(peers[499]?.received).toEqual([])
    expect(transport.fanout(targets, 0, bytes, 0, 120)).toBe(0)
  })

  test('goes on past targets that cannot be reached', async () => {
    const { transport } = await open()
    const peer = await peerOn()
    const gone = await UdpPeer.open()
    const reached = transport.address('127.0.0.1', peer.port)
    const closed = transport.address('127.0.0.1', gone.port)
    gone.close()
    const freed = transport.address('127.0.0.1', 9)
    transport.forget(freed)
    const targets = Int32Array.of(closed, freed, -1, reached)
    for (let round = 1; round <= 5; round += 1) {
      transport.fanout(targets, 4, patternOf(10), 0, 10)
      await peer.until(round)
    }
    expect(transport.stats().sendFailed).toBeGreaterThanOrEqual(10)
  })

  test('is full at its address limit, and has room again when one is forgotten', async () => {
    const { transport } = await open(undefined, { addressLimit: 3 })
    const ids = [1, 2, 3].map((port) => transport.address('127.0.0.1', port))
    expect(new Set(ids).size).toBe(3)
    expect(transport.address('127.0.0.1', 4)).toBe(ADDRESS_UNKNOWN)
    transport.forget(ids[1] ?? -1)
    expect(transport.address('127.0.0.1', 4)).toBe(ids[1])
  })

  test('throws for arguments that only a mistake of ours can make', async () => {
    const { transport } = await open()
    const bytes = new Uint8Array(10)
    expect(() => transport.address('localhost', 1)).toThrow(RangeError)
    expect(() => transport.address('127.0.0.1', 0)).toThrow(RangeError)
    expect(() => transport.address('127.0.0.1', 65_536)).toThrow(RangeError)
    expect(() => transport.address('::1', 1)).toThrow(RangeError)
    expect(() => transport.learn(0)).toThrow(RangeError)
    expect(() => transport.send(0, bytes, 5, 6)).toThrow(RangeError)
    expect(() => transport.send(0, bytes, -1, 6)).toThrow(RangeError)
    expect(() => transport.fanout(new Int32Array(2), 3, bytes, 0, 1)).toThrow(RangeError)
  })

  test('refuses a port in use and an address that is not of this machine', async () => {
    const { transport } = await open()
    const { openTransport } = await import('../../electron/voice/transport/open-transport.ts')
    await expect(
      openTransport({ ...kind.options, bind: '127.0.0.1', port: transport.localPort }),
    ).rejects.toMatchObject({ code: 'port-in-use' })
    await expect(openTransport({ ...kind.options, bind: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      code: 'address-unusable',
    })
  })

  test('does nothing any more after close, as often as it is called', async () => {
    const { transport } = await open()
    const id = transport.address('127.0.0.1', 9)
    transport.close()
    transport.close()
    expect(transport.receive()).toBe(0)
    expect(transport.send(id, new Uint8Array(4), 0, 4)).toBe(false)
    expect(transport.fanout(Int32Array.of(id), 1, new Uint8Array(4), 0, 4)).toBe(0)
  })
})
