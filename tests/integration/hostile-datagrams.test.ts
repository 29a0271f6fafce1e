import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CALL_CHANNEL, CALL_EPOCH, SOURCES } from '../support/hostile-packets.ts'
import type { FloodOptions, FloodResult } from '../support/hostile-flood.ts'
import { epochSecret, PacketGuest } from '../support/packet-guest.ts'
import { RouterWorker } from '../support/router-worker.ts'
import { UdpGuest } from '../support/udp-guest.ts'

/** Hostile datagrams sent over real UDP; the flood goes as fast as the host takes it. */
const COUNT = Number(process.env['HOSTILE_DATAGRAMS'] ?? 1_000_000)
const SEED = 7
/** Voice of each side of the call, packets per millisecond. */
const PACKETS_PER_MS = 0.1

let host: RouterWorker
let flood: Worker
const [alice, bob] = [
  new PacketGuest(SOURCES.alice, CALL_CHANNEL),
  new PacketGuest(SOURCES.bob, CALL_CHANNEL),
]
const callers: UdpGuest[] = []

const message = <T>(worker: Worker): Promise<T> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })

beforeAll(async () => {
  host = await RouterWorker.start('native')
  const secret = epochSecret(CALL_CHANNEL, CALL_EPOCH)
  host.post({ type: 'epoch', channelId: CALL_CHANNEL, epoch: CALL_EPOCH, secret })
  const { mallory, muted, unbound, departed } = SOURCES
  // Mallory hears nothing: what is forwarded to the flood's socket would only fill it.
  const guests = [
    alice,
    bob,
    new PacketGuest(mallory, CALL_CHANNEL, { deafened: true }),
    new PacketGuest(muted, CALL_CHANNEL, { muted: true, deafened: true }),
    new PacketGuest(unbound, CALL_CHANNEL),
    new PacketGuest(departed, CALL_CHANNEL),
  ]
  for (const { member } of guests) host.post({ type: 'memberAdded', member })
  host.post({ type: 'memberRemoved', sourceId: departed })
  await host.settled()
  const workerData: FloodOptions = {
    port: host.started.port,
    count: COUNT,
    seed: SEED,
    counters: host.counters,
  }
  flood = new Worker(new URL('../support/hostile-flood.ts', import.meta.url), { workerData })
  await message(flood)
  for (const guest of [alice, bob]) {
    const caller = await UdpGuest.open(guest, host.started.port)
    callers.push(caller)
    await caller.bind()
  }
})

afterAll(async () => {
  for (const caller of callers) caller.close()
  await host.stop()
})

/** Both speak at 100 packets a second until told to stop; answers how many each has sent. */
async function talk(isOver: () => boolean): Promise<number> {
  const startedMs = performance.now()
  let sent = 0
  while (!isOver()) {
    for (; sent < (performance.now() - startedMs) * PACKETS_PER_MS; sent += 1) {
      for (const caller of callers) await caller.send(caller.guest.voice(CALL_CHANNEL, CALL_EPOCH))
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return sent
}

describe(`${COUNT.toLocaleString('en-US')} hostile datagrams beside a call`, () => {
  it(
    'are each counted under their reason, and no packet of the call is lost',
    { timeout: 180_000 },
    async () => {
      let result: FloodResult | undefined
      const flooded = message<FloodResult>(flood).then((sent) => {
        result = sent
      })
      flood.postMessage('go')
      const sent = await talk(() => result !== undefined)
      await flooded
      for (const caller of callers) await caller.peer.until(sent)
      expect(host.drops()).toEqual(result)
      expect(Object.values(result ?? {}).reduce((sum, count) => sum + count, 0)).toBe(COUNT)
      expect(callers.map(({ peer }) => peer.received.length)).toEqual([sent, sent])
      expect(sent).toBeGreaterThan(100)
      expect(host.events.map(({ type }) => type)).not.toContain('failed')
    },
  )
})
