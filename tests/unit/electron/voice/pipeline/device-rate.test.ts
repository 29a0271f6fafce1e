import { expect, test } from 'vitest'
import { callbackReads, callbackWrites, FakeAudio, fakeDevice } from '../../../../support/fake-audio.ts'
import { OfflineCall } from '../../../../support/offline-call.ts'
import { PacketGuest } from '../../../../support/packet-guest.ts'

/** A card whose two streams run at 44.1 kHz: its microphone hears a sine, its loudspeaker is kept. */
class Card441 {
  readonly #audio: FakeAudio
  readonly #played: number[] = []
  #passes = 0
  #spoken = 0
  /** Samples that the loudspeaker did not find. */
  missing = 0

  constructor(audio: FakeAudio) {
    this.#audio = audio
  }

  /** To be called each millisecond: a callback of each stream every 5 ms. */
  pass(): void {
    this.#passes += 1
    if (this.#passes % 5 !== 0) return
    const length = this.#passes % 10 === 0 ? 220 : 221
    for (const stream of this.#audio.streams) {
      if (stream.options.channels === 1) {
        const samples = Array.from(
          { length },
          (_, index) => 0.25 * Math.sin((2 * Math.PI * 440 * (this.#spoken + index)) / 44_100),
        )
        callbackWrites(stream.options.ring, 1, samples)
        this.#spoken += length
      } else {
        const { ring } = stream.options
        const there = Math.min(length, ((ring.indices[0] ?? 0) - (ring.indices[16] ?? 0)) >>> 0)
        this.missing += length - there
        this.#played.push(...callbackReads(ring, 2, there).filter((_, index) => index % 2 === 0))
      }
      stream.callback()
    }
  }

  /** Frequency of the last second by its zero crossings. */
  playedHz(): number {
    const last = this.#played.slice(-44_100)
    return last.filter((value, index) => value >= 0 && (last[index - 1] ?? 0) < 0).length
  }
}

test('devices that know 44.1 kHz alone carry the call, and the delay of the resampling is counted', () => {
  const card = fakeDevice({ name: 'Card', isDefaultInput: true, isDefaultOutput: true })
  const audio = new FakeAudio([{ ...card, defaultSampleRate: 44_100 }])
  audio.refuse = ({ sampleRate }) => sampleRate !== 44_100
  const device = { kind: 'device', name: 'default' } as const
  const call = new OfflineCall()
  const here = call.add(new PacketGuest(1, 1), { capture: device, playback: device }, { audio })
  const there = call.add(new PacketGuest(2, 1), { capture: { kind: 'tone', hz: 440 } })
  here.connect([there])
  there.connect([here])
  const card441 = new Card441(audio)
  call.run(4_000, () => {
    card441.pass()
  })
  expect(here.of('device')).toEqual([])
  expect(there.of('levels').at(-1)?.levels.speakers).toEqual([
    { sourceId: 1, levelDb: expect.closeTo(-15, 0) as number, speaking: true },
  ])
  expect(card441.playedHz()).toBeCloseTo(440, 0)
  const { stats } = here.stop()
  // What the fake device tells is 10 ms; 32 samples and the next one at 44.1 kHz are 0.73 to 0.76 ms.
  expect(stats.captureDelayMs).toBeGreaterThan(10.7)
  expect(stats.captureDelayMs).toBeLessThan(10.8)
  expect(card441.missing).toBe(0)
})
