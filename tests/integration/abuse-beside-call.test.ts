import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '../../electron/contract/limits.ts'
import { HOST_CONFIG } from '../../electron/host/config.ts'
import { CallBeside } from '../support/call-beside.ts'
import { RawGuest } from '../support/raw-guest.ts'
import { askRest } from '../support/rest-client.ts'

/** What is done to the doors of a real host while two talk through it by UDP: they lose no packet. */
const SLOW_READERS = 50
/** Pages of history each asks for at once, and what one weighs. */
const ASKED = 40
const PAGE_BYTES = 2 * LIMITS.historyPage * LIMITS.textLength
/** What may wait for one of them: the last page goes out while there is a little room. */
const HELD_BYTES = HOST_CONFIG.slowReaderBytes + PAGE_BYTES

let call: CallBeside

beforeAll(async () => {
  call = await CallBeside.start()
})
afterAll(() => call.end())

/** All figures of the host, as its API tells them. */
async function figures(): Promise<Record<string, number>> {
  const { port, ownerToken } = call.ready
  const headers = { authorization: `Bearer ${ownerToken}` }
  // From elsewhere than those who are badly behaved.
  const answer = await askRest({ port, path: '/api/v1/metrics', headers, localAddress: '127.0.0.99' })
  return (JSON.parse(answer.text) as { values: Record<string, number> }).values
}

/** Runs something beside the call; the packets of either that came meanwhile, of which none is lost. */
async function beside(work: () => Promise<void>): Promise<void> {
  const before = await call.heard()
  await work()
  const after = await call.heard()
  expect(after.map(({ lost }) => lost)).toEqual(before.map(({ lost }) => lost))
  expect(after.map(({ lost }) => lost)).toEqual([0, 0])
  for (const [side, { packets }] of after.entries())
    expect(packets).toBeGreaterThan((before[side]?.packets ?? Infinity) + 20)
  expect(call.isWhole()).toBe(true)
}

describe('abuse 50: fifty guests who do not read what they ask for', () => {
  it('are cut and counted, the host holds little for them, and the call loses nothing', async () => {
    await beside(async () => {
      const { invite } = call.ready
      const guests: RawGuest[] = []
      for (let index = 0; index < SLOW_READERS; index += 1)
        guests.push(await RawGuest.enter({ invite }, { channel: 'Quiet' }))
      const channelId = guests[0]?.welcome?.epoch.channelId ?? 0
      const place = { channelId }
      // A page of history of the longest texts of two bytes each is what can be asked for most cheaply.
      for (const guest of guests)
        await guest.request({ type: 'say', place, text: 'é'.repeat(LIMITS.textLength) })
      for (const guest of guests) guest.socket.pause()
      const { 'memoryBytes': memoryBefore = 0, 'doors:slow-readers': cutBefore } = await figures()
      expect(cutBefore).toBe(0)
      let most = 0
      let cut = 0
      for (let round = 0; round < 60 && cut < SLOW_READERS; round += 1) {
        for (const guest of guests)
          for (let turn = 0; turn < ASKED; turn += 1) {
            const limit = LIMITS.historyPage
            if (guest.socket.readyState === guest.socket.OPEN)
              guest.sendText(JSON.stringify({ type: 'history', id: 1_000 + turn, place, limit }))
          }
        const { memoryBytes = 0, 'doors:slow-readers': slow = 0 } = await figures()
        most = Math.max(most, memoryBytes)
        cut = slow
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
      expect(cut).toBe(SLOW_READERS)
      // What may wait for each, once more within TLS, and as much again for what the answers were made of. All that was
      // asked for is more than that already in the first round.
      expect(SLOW_READERS * ASKED * PAGE_BYTES).toBeGreaterThan(SLOW_READERS * 4 * HELD_BYTES)
      expect(most - memoryBefore).toBeLessThan(SLOW_READERS * 4 * HELD_BYTES)
      await expect.poll(async () => (await figures())['members'], { timeout: 20_000 }).toBe(2)
      for (const guest of guests) guest.socket.terminate()
    })
  }, 120_000)
})

describe('abuse 12 and 51: floods of connections, joins and leaves', () => {
  it('cost the call nothing', async () => {
    await beside(async () => {
      const { invite, port } = call.ready
      const silent: Socket[] = []
      for (let index = 0; index < 2_000; index += 1) {
        silent.push(
          connect({ host: '127.0.0.1', port })
            .on('error', () => {})
            .resume(),
        )
        if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      const guest = await RawGuest.enter({ invite })
      const channels = guest.welcome?.channels.map(({ id }) => id) ?? []
      for (let id = 1_000; id < 6_000; id += 1)
        guest.sendText(JSON.stringify({ type: 'join', id, channelId: channels[id % channels.length] }))
      expect(await guest.closed).toMatchObject({ code: 1008 })
      for (const socket of silent) socket.destroy()
      expect((await figures())['doors:sockets-gave-way']).toBeGreaterThan(1_000)
    })
  }, 60_000)
})

describe('abuse 47 and 52: pages of other sites, and names that are not the host’s', () => {
  it('are refused as fast as they come, and cost the call nothing', async () => {
    await beside(async () => {
      const { port, ownerToken, invite } = call.ready
      const authorization = `Bearer ${ownerToken}`
      const statuses = new Map<number, number>()
      const bad = [{ origin: 'https://example.com' }, { origin: 'null' }, { host: 'example.com' }]
      for (let round = 0; round < 100; round += 1) {
        const answers = await Promise.all(
          bad.map((headers) =>
            askRest({ port, path: '/api/v1/users', headers: { authorization, ...headers } }),
          ),
        )
        for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
      expect([...statuses.keys()].every((status) => status === 403 || status === 429)).toBe(true)
      expect(statuses.get(403)).toBeGreaterThan(100)
      for (let round = 0; round < 50; round += 1) {
        const options = { headers: { origin: 'https://example.com' } }
        await expect(RawGuest.open({ invite, options })).rejects.toThrow('403')
      }
    })
  }, 60_000)
})
