import { expect, test } from 'vitest'
import type { DeviceList } from '../../../../../electron/contract/services.ts'
import type { DeviceSlot } from '../../../../../electron/voice/devices/device-slot.ts'
import { SoundSystem } from '../../../../../electron/voice/devices/sound-system.ts'
import { FakeAudio, FakeServer, fakeDevice, fakeServerDevice } from '../../../../support/fake-audio.ts'

const box = fakeDevice({ index: 1, name: 'Box', isDefaultOutput: true })
const usb = fakeDevice({ index: 2, name: 'USB' })
const pulse = fakeDevice({ index: 3, name: 'pulse', isDefaultOutput: true })

/** A sound system with one loudspeaker to keep, and what it tells. */
function setting(audio: FakeAudio | Error, name = 'default') {
  const sound = new SoundSystem(() => {
    if (audio instanceof Error) throw audio
    return audio
  })
  const told: string[] = []
  const slot = sound.slot({
    ...{ direction: 'playback', name, blockMs: 10 },
    onChange: (error) => told.push(error === null ? 'fine' : `${error.code}: ${error.detail ?? ''}`),
  })
  return { sound, slot, told }
}

/** Turns every 10 ms; where `audio` is given its open streams call back. */
function run(sound: SoundSystem, from: number, to: number, audio?: FakeAudio): void {
  for (let now = from; now <= to; now += 10) {
    for (const stream of audio?.streams ?? []) if (stream.started && !stream.closed) stream.callback()
    sound.turn(now)
  }
}

const open = (audio: FakeAudio): (string | number)[] =>
  audio.streams.filter(({ closed }) => !closed).map(({ options }) => options.route?.value ?? options.device)

test('opens at the first turn and says nothing while all is well', () => {
  const audio = new FakeAudio([box])
  const { sound, slot, told } = setting(audio)
  run(sound, 0, 3_000, audio)
  expect([audio.streams.length, told, audio.refreshes]).toEqual([1, [], 0])
  expect(slot.stream?.callbacks()).toBeGreaterThan(200)
})

test('a stream that falls silent is opened again, and both are told', () => {
  const audio = new FakeAudio([box])
  const { sound, told } = setting(audio)
  run(sound, 0, 100, audio)
  run(sound, 110, 600)
  expect(audio.streams).toHaveLength(1)
  run(sound, 610, 620)
  expect(audio.streams.map(({ closed }) => closed)).toEqual([true, false])
  run(sound, 630, 700, audio)
  expect(told).toEqual(['device-failed: Box: no sound for a while', 'fine'])
})

test('a chosen device that stays silent is replaced by the next best, and taken back when it works', () => {
  const audio = new FakeAudio([box, usb])
  const { sound, told } = setting(audio, 'ALSA:USB')
  let isDead = true
  let replacedMs = Infinity
  const step = (from: number, to: number): void => {
    for (let now = from; now <= to; now += 10) {
      if (told.length === 2) replacedMs = Math.min(replacedMs, now)
      for (const one of audio.streams) {
        if (!one.closed && !(isDead && one.options.device === 2)) one.callback()
      }
      sound.turn(now)
    }
  }
  step(0, 6_000)
  expect(told).toEqual(['device-failed: USB: no sound for a while', 'device-replaced: ALSA:USB; now: Box'])
  // Two tries, and then no more waiting before there is sound.
  expect(replacedMs).toBeLessThan(2_000)
  // The other one goes on until the chosen one has called back.
  expect(open(audio)).toContain(1)
  isDead = false
  step(6_010, 20_000)
  expect([told.at(-1), open(audio)]).toEqual(['fine', [2]])
})

test('a device that refuses to open is replaced at once', () => {
  const audio = new FakeAudio([box, usb])
  audio.refuse = ({ device }) => device === 2
  const { sound, told } = setting(audio, 'USB')
  run(sound, 0, 500, audio)
  expect(told.at(-1)).toBe('device-replaced: USB; now: Box')
  audio.refuse = () => false
  run(sound, 510, 20_000, audio)
  expect([told.at(-1), open(audio)]).toEqual(['fine', [2]])
})

test('with a sound server a device that has gone is left although its stream goes on, and taken back', () => {
  const audio = new FakeAudio([pulse])
  const all = [fakeServerDevice('box', { isDefault: true }), fakeServerDevice('ear')]
  const server = new FakeServer(all)
  audio.server = server
  const { sound, told } = setting(audio, 'pulse:ear')
  run(sound, 0, 100, audio)
  expect(open(audio)).toEqual(['ear'])
  server.list = all.slice(0, 1)
  run(sound, 110, 200, audio)
  expect([open(audio), told]).toEqual([[3], ['device-replaced: pulse:ear; now: The box']])
  server.list = all
  run(sound, 210, 300, audio)
  expect([open(audio), told.at(-1), audio.refreshes]).toEqual([['ear'], 'fine', 0])
})

test('while nothing can be opened the devices are looked for anew each second', () => {
  const audio = new FakeAudio([])
  const { sound, slot, told } = setting(audio)
  run(sound, 0, 5_500)
  expect(audio.refreshes).toBe(5)
  expect([told, slot.stream]).toEqual([['audio-unavailable: no device found'], undefined])
  audio.list = [box]
  run(sound, 5_510, 6_600, audio)
  expect([told.at(-1), open(audio)]).toEqual(['fine', [1]])
})

test('a server without devices is waited for, not tried', () => {
  const audio = new FakeAudio([pulse])
  const server = new FakeServer([])
  audio.server = server
  const { sound, told } = setting(audio)
  run(sound, 0, 5_000)
  expect([audio.streams.length, audio.refreshes, told]).toEqual([
    0,
    0,
    ['audio-unavailable: no device found'],
  ])
  server.list = [fakeServerDevice('box')]
  run(sound, 5_010, 5_100, audio)
  expect([open(audio), told.at(-1)]).toEqual([[3], 'fine'])
})

test('tries that fail one after the other are told once', () => {
  const audio = new FakeAudio([box, usb])
  audio.refuse = () => true
  const { sound, told } = setting(audio, 'USB')
  run(sound, 0, 5_000)
  expect(told).toEqual(['device-failed: USB: the system refuses'])
})

test('a driver that hangs is told after 2 s and waited for', () => {
  const audio = new FakeAudio([box])
  audio.hangs = true
  const { sound, slot, told } = setting(audio)
  run(sound, 0, 2_500)
  expect([told, slot.stream]).toEqual([['device-failed: Box: it does not answer'], undefined])
  for (const stream of audio.streams) stream.started = true
  run(sound, 2_510, 2_600, audio)
  expect(told.at(-1)).toBe('fine')
})

test('a missing sound system is told once, in the list too', () => {
  const { sound, told } = setting(new Error('no library'))
  run(sound, 0, 5_000)
  expect(told).toEqual(['audio-unavailable: no library'])
  const lists: DeviceList[] = []
  sound.list((list) => lists.push(list))
  expect(lists).toMatchObject([{ devices: [], error: { detail: 'no library' } }])
})

test('the list is answered when it is known, and made anew where that disturbs nobody', () => {
  const audio = new FakeAudio([box])
  const { sound, slot } = setting(audio)
  const lists: DeviceList[] = []
  const ask = (): void => {
    sound.list((list) => lists.push(list))
  }
  ask()
  run(sound, 0, 100, audio)
  expect([lists.length, audio.refreshes]).toEqual([1, 0])
  ask()
  run(sound, 110, 200, audio)
  expect([lists.length, audio.refreshes, open(audio)]).toEqual([2, 0, [1]])
  sound.closeSlot(slot)
  audio.list = [box, usb]
  ask()
  run(sound, 210, 300)
  expect([lists.at(-1)?.devices.length, audio.refreshes]).toEqual([2, 1])
})

test('after close nothing is opened any more, and PortAudio is ended', () => {
  const audio = new FakeAudio([box])
  const { sound, slot }: { sound: SoundSystem; slot: DeviceSlot } = setting(audio)
  sound.turn(0)
  sound.closeSlot(slot)
  run(sound, 10, 2_000)
  sound.close()
  expect([open(audio), audio.terminated]).toEqual([[], true])
})

/** A sound system with one microphone to keep. */
function microphone(audio: FakeAudio) {
  const sound = new SoundSystem(() => audio)
  const told: unknown[] = []
  const slot = sound.slot({
    ...{ direction: 'capture', name: 'default', blockMs: 10 },
    onChange: (error) => told.push(error),
  })
  return { sound, slot, told }
}

test('a microphone of two channels gives both when they are wanted, and one again, without a break', () => {
  const audio = new FakeAudio([
    fakeDevice({ index: 1, name: 'Pair', inputChannels: 2, isDefaultInput: true }),
  ])
  const { sound, slot, told } = microphone(audio)
  run(sound, 0, 100, audio)
  expect(slot.stream?.channels).toBe(1)
  slot.setStereo(true)
  // The new stream has not called back yet.
  run(sound, 110, 120)
  expect([slot.stream?.channels, audio.streams.length]).toEqual([1, 2])
  run(sound, 130, 300, audio)
  expect([slot.stream?.channels, audio.streams.map(({ closed }) => closed)]).toEqual([2, [true, false]])
  slot.setStereo(false)
  run(sound, 310, 2_000, audio)
  expect([slot.stream?.channels, audio.streams.length, told]).toEqual([1, 3, []])
})

test('a microphone of one channel is left as it is', () => {
  const audio = new FakeAudio([fakeDevice({ index: 1, name: 'One', isDefaultInput: true })])
  const { sound, slot } = microphone(audio)
  slot.setStereo(true)
  run(sound, 0, 2_000, audio)
  expect([slot.stream?.channels, audio.streams.length]).toEqual([1, 1])
})
