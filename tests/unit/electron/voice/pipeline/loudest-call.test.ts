import { expect, it } from 'vitest'
import type { EngineOptions } from '../../../../../electron/contract/engine.ts'
import { OfflineCall, type OfflineGuest } from '../../../../support/offline-call.ts'
import { PacketGuest } from '../../../../support/packet-guest.ts'
import { counterIndex } from '../../../../../electron/contract/media.ts'

const ROOM = 1

/** Five who speak by a key, and one who listens, in a channel that passes on two voices. */
function room(): { call: OfflineCall; talkers: OfflineGuest[]; listener: OfflineGuest } {
  const call = new OfflineCall()
  const tone = (hz: number): Partial<EngineOptions> => ({ capture: { kind: 'tone', hz }, mode: 'ptt' })
  const talkers = [300, 500, 700, 900, 1_100].map((hz, index) =>
    call.add(new PacketGuest(index + 1, ROOM), tone(hz)),
  )
  const listener = call.add(new PacketGuest(9, ROOM))
  call.router.setChannelAudio(ROOM, { delivery: 'forward', topN: 2 })
  // What talkers would hear is not looked at here.
  for (const { guest } of talkers) call.router.setFlags(guest.member.sourceId, false, true)
  for (const guest of call.guests) guest.connect(call.guests.filter((other) => other !== guest))
  call.run(100)
  return { call, talkers, listener }
}

it('loses nothing for a listener though only two of five voices are passed on', () => {
  const { call, talkers, listener } = room()
  // Three at a time; each in turn falls silent long enough to lose its place to one that had none.
  for (let turn = 0; turn < 6; turn += 1) {
    for (const [index, talker] of talkers.entries()) {
      talker.post({ type: 'talk', on: (index - turn + 5) % talkers.length < 3 })
    }
    call.run(900)
  }
  const left = call.counters[counterIndex('notSelected')] ?? 0
  const { stats } = listener.stop()
  expect(left).toBeGreaterThan(300)
  expect(stats.packetsReceived).toBeGreaterThan(500)
  const heard = stats.speakers.filter(({ packetsReceived }) => packetsReceived > 50)
  expect(heard.length).toBeGreaterThanOrEqual(4)
  expect([stats.lost, stats.late, stats.duplicate, stats.drops]).toEqual([0, 0, 0, {}])
  for (const guest of talkers) guest.stop()
})
