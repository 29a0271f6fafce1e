import { expect, test } from 'vitest'
import { OfflineCall } from '../../../../support/offline-call.ts'
import { PacketGuest } from '../../../../support/packet-guest.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'
import { noiseFile } from '../../../../support/noise-file.ts'

const ROOM = 1

/** A talker with noise, which spares an encoder nothing, in a channel with a cap that the host enforces. */
async function talk(cap: number, told: boolean, frameMs: 10 | 60): Promise<OfflineCall> {
  const { file, remove } = await noiseFile(48_000)
  const call = new OfflineCall()
  const capture = { kind: 'wav', file, loop: true } as const
  const talker = call.add(new PacketGuest(1, ROOM), { capture, frameMs, bitrate: 96_000 })
  const listener = call.add(new PacketGuest(2, ROOM))
  talker.connect([listener])
  listener.connect([talker])
  // A fifth is lost on the way down: every packet carries copies.
  call.impair(listener, {}, { loss: 0.2 }, seededRandom(3))
  call.router.setChannelAudio(ROOM, { delivery: 'forward', topN: 0, bitrateCap: cap })
  if (told) talker.post({ type: 'channel', bitrateCap: cap, frameMs: 0 })
  call.run(8_000)
  await remove()
  return call
}

test.each([
  [6_000, 60],
  [24_000, 10],
  [64_000, 10],
] as const)(
  'nothing is dropped of who keeps to %i bits per second, copies included',
  async (cap, frameMs) => {
    const call = await talk(cap, true, frameMs)
    expect(call.drops()).toEqual({})
  },
)

test('abuse 14: of who ignores the cap no more than it is forwarded', async () => {
  const call = await talk(24_000, false, 10)
  const { 'over-cap': dropped = 0, ...others } = call.drops()
  expect(others).toEqual({})
  // It sends four times as much.
  expect(dropped).toBeGreaterThan(450)
})
