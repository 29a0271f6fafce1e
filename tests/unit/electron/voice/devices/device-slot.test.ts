import { expect, test } from 'vitest'
import type { ErrorReport } from '../../../../../electron/contract/errors.ts'
import { DeviceSlot } from '../../../../../electron/voice/devices/device-slot.ts'
import { FakeAudio, fakeDevice } from '../../../../support/fake-audio.ts'

function slotOf(audio: FakeAudio, name = 'default') {
  const changes: (ErrorReport | null)[] = []
  const slot = new DeviceSlot({
    ...{ audio: () => audio, direction: 'playback', name, blockMs: 10, signal: undefined },
    onChange: (error) => changes.push(error),
  })
  return { slot, changes, codes: () => changes.map((change) => change?.code ?? null) }
}

const box = fakeDevice({ isDefaultOutput: true })

/** Turns every 10 ms from `from` to `to`, with a callback in each where asked. */
function run(slot: DeviceSlot, from: number, to: number, each: () => void = () => {}): void {
  for (let now = from; now <= to; now += 10) {
    each()
    slot.turn(now)
  }
}

test('opens at the first turn and says nothing while all is well', () => {
  const audio = new FakeAudio([box])
  const { slot, changes } = slotOf(audio)
  run(slot, 0, 3_000, () => audio.streams[0]?.callback())
  expect(audio.streams).toHaveLength(1)
  expect(changes).toEqual([])
  expect(slot.stream?.startedNs()).toBe(2n ** 32n + 5n + 10_000_000n)
})

test('a stream that falls silent is opened again, and both are told', () => {
  const audio = new FakeAudio([box])
  const { slot, codes } = slotOf(audio)
  run(slot, 0, 100, () => audio.streams[0]?.callback())
  run(slot, 110, 320)
  expect(audio.streams.map(({ closed }) => closed)).toEqual([true, false])
  run(slot, 330, 400, () => audio.streams[1]?.callback())
  expect(codes()).toEqual(['device-failed', null])
})

test('the first callback may take its time', () => {
  const audio = new FakeAudio([box])
  const { slot, changes } = slotOf(audio)
  run(slot, 0, 3_500)
  expect([audio.streams.length, changes.length]).toEqual([1, 0])
})

test('a device that cannot be opened is told once, tried again now and then, and given up in the end', () => {
  const audio = new FakeAudio([box])
  let tries = 0
  audio.refuse = () => {
    tries += 1
    return true
  }
  const { slot, codes } = slotOf(audio)
  run(slot, 0, 1_200)
  expect([tries, codes()]).toEqual([3, ['device-failed']])
  run(slot, 1_210, 60_000)
  expect(tries).toBe(20)
  expect(slot.stream).toBeUndefined()
})

test('an unknown name is told as such; a missing sound system is not asked again', () => {
  expect.assertions(3)
  const { slot, codes } = slotOf(new FakeAudio([box]), 'Nobody')
  run(slot, 0, 10)
  expect(codes()).toEqual(['device-unknown'])
  let asked = 0
  const without = new DeviceSlot({
    ...{ direction: 'capture', name: 'default', blockMs: 10, signal: undefined },
    audio: () => {
      asked += 1
      throw new Error('no library')
    },
    onChange: (error) => {
      expect(error).toMatchObject({ code: 'audio-unavailable', detail: 'no library' })
    },
  })
  run(without, 0, 5_000)
  expect(asked).toBe(1)
})

test('after close nothing is opened any more', () => {
  const audio = new FakeAudio([box])
  const { slot } = slotOf(audio)
  slot.turn(0)
  slot.close()
  run(slot, 10, 1_000)
  expect(audio.streams.map(({ closed }) => closed)).toEqual([true])
})
