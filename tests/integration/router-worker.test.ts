import { readlinkSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { epochSecret, PacketGuest } from '../support/packet-guest.ts'
import { missing } from '../support/requirement.ts'
import { RouterWorker } from '../support/router-worker.ts'
import { UdpGuest } from '../support/udp-guest.ts'

const ROOM = 1
const open: { close(): void }[] = []
let worker: RouterWorker | undefined

afterEach(async () => {
  for (const one of open.splice(0)) one.close()
  await worker?.stop()
  worker = undefined
})

async function start(transport: 'native' | 'dgram'): Promise<RouterWorker> {
  worker = await RouterWorker.start(transport)
  worker.post({ type: 'epoch', channelId: ROOM, epoch: 1, secret: epochSecret(ROOM, 1) })
  return worker
}

async function join(host: RouterWorker, sourceId: number): Promise<UdpGuest> {
  const guest = new PacketGuest(sourceId, ROOM)
  host.post({ type: 'memberAdded', member: guest.member })
  await host.settled()
  const made = await UdpGuest.open(guest, host.started.port)
  open.push(made)
  await made.bind()
  return made
}

describe.each(['dgram', 'native'] as const)('media worker over %s', (transport) => {
  it('binds guests, carries their voice, and answers pings', async () => {
    const host = await start(transport)
    const [alice, bob] = [await join(host, 1), await join(host, 2)]
    const packets = Array.from({ length: 20 }, () => alice.guest.voice(ROOM, 1))
    await alice.send(...packets)
    for (const packet of packets) expect(await bob.next()).toEqual(packet)
    await bob.send(bob.guest.ping(5))
    expect(bob.guest.answer(await bob.next())).toMatchObject({ kind: 'pong', received: 0, forwarded: 20 })
    expect([host.drops(), host.count('voiceIn')]).toEqual([{}, 20])
    // Told to another thread, which may come to it after the answers by UDP.
    const paths = () => host.events.filter((event) => event.type === 'path' && event.path === 'udp').length
    await expect.poll(paths).toBe(2)
  })

  it('hears of a command before the next packet', async () => {
    const host = await start(transport)
    const alice = await join(host, 1)
    host.post({ type: 'memberFlags', sourceId: 1, muted: true, deafened: false })
    await host.settled()
    await alice.send(alice.guest.voice(ROOM, 1))
    await alice.send(alice.guest.ping())
    await alice.next()
    expect([host.drops(), host.count('voiceIn')]).toEqual([{ muted: 1 }, 0])
  })

  it('tells events while its loop never rests', async () => {
    const host = await start(transport)
    const alice = await join(host, 1)
    const carol = new PacketGuest(3, ROOM)
    host.post({ type: 'memberAdded', member: carol.member })
    host.post({ type: 'tunnelIn', sourceId: 3, datagram: carol.bind() })
    await host.until((event) => event.type === 'path' && event.sourceId === 3)
    const packet = alice.guest.voice(ROOM, 1)
    await alice.send(packet)
    const isVoice = (datagram: Uint8Array): boolean => Buffer.from(datagram).equals(packet)
    await host.until((event) => event.type === 'tunnelOut' && isVoice(event.datagram))
  })

  it('says which thread it is', async () => {
    const host = await start(transport)
    if (missing('linux') === undefined) {
      expect(host.started.threadId).not.toBe(Number(readlinkSync('/proc/self')))
      expect(host.started.threadId).toBeGreaterThan(0)
    }
    expect(host.started.transport).toBe(transport)
  })

  it('says that a port is taken, and frees it when it stops', async () => {
    const host = await start(transport)
    const { port } = host.started
    const second = await RouterWorker.start(transport, '127.0.0.1', port)
    expect(second.events).toMatchObject([{ type: 'failed', code: 'port-in-use' }])
    expect(await host.stop()).toBe(0)
    expect(host.events.at(-1)).toEqual({ type: 'stopped' })
    worker = await RouterWorker.start(transport, '127.0.0.1', port)
    expect(worker.started.port).toBe(port)
  })

  it('ends loudly where the control plane breaks the agreement', async () => {
    const host = await start(transport)
    host.post({ type: 'memberRemoved', sourceId: 77 })
    expect(await host.until((event) => event.type === 'failed')).toMatchObject({ code: 'internal' })
    worker = undefined
  })
})
