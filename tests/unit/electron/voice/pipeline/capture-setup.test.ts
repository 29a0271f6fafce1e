import { expect, test } from 'vitest'
import type { CaptureSpec, EngineOptions } from '../../../../../electron/contract/engine.ts'
import { captureChainOf } from '../../../../../electron/voice/pipeline/capture-setup.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { OfflineCall } from '../../../../support/offline-call.ts'
import { PacketGuest } from '../../../../support/packet-guest.ts'

const OPTIONS: EngineOptions = {
  capture: { kind: 'device', name: 'default' },
  playback: { kind: 'null' },
  frameMs: 10,
  bitrate: 64_000,
  mode: 'continuous',
  profile: 'auto',
  dsp: true,
  transport: 'auto',
}

/** The stages that are on. */
function on(change: Partial<EngineOptions>): string[] {
  const chain = captureChainOf({ ...OPTIONS, ...change }, new FakeClock())
  return chain
    .stats()
    .filter((stage) => stage.on)
    .map(({ stage }) => stage)
}

test.each([
  [{ kind: 'device', name: 'default' }, ['highPass', 'suppressor', 'gain']],
  [{ kind: 'wav', file: 'a.wav', loop: false }, ['highPass', 'gain']],
  [{ kind: 'tone', hz: 440 }, []],
  [{ kind: 'silence' }, []],
] satisfies [CaptureSpec, string[]][])('input %o is processed by %o', (capture, stages) => {
  expect(on({ capture })).toEqual(stages)
  expect(on({ capture, dsp: false })).toEqual([])
  const processing = { highPass: false, echo: false, suppressor: true, gain: false }
  expect(on({ capture, processing })).toEqual(['suppressor'])
})

test('a microphone beside a loudspeaker needs its echo taken out', () => {
  expect(on({ playback: { kind: 'device', name: 'default' } })).toContain('echo')
  expect(on({ playback: { kind: 'device', name: 'default' }, profile: 'lan' })).toContain('echo')
  const recorded: CaptureSpec = { kind: 'wav', file: 'a.wav', loop: false }
  expect(on({ playback: { kind: 'device', name: 'default' }, capture: recorded })).not.toContain('echo')
})

test('where the least delay is asked for, the suppressor waits to be switched on', () => {
  expect(on({ frameMs: 5 })).toEqual(['highPass', 'gain'])
  expect(on({ profile: 'lan' })).toEqual(['highPass', 'gain'])
})

test('the command processing switches in a call, and the statistics tell', () => {
  const call = new OfflineCall()
  const guest = call.add(new PacketGuest(1, 1), { capture: { kind: 'tone', hz: 440 } })
  const rows = () => guest.of('stats').at(-1)?.stats.processing
  call.run(1_100)
  expect(rows()?.map((row) => row.on)).toEqual([false, false, false, false])
  guest.post({ type: 'processing', suppressor: true })
  call.run(1_000)
  expect(rows()).toMatchObject([
    { stage: 'highPass', on: false, delayMs: 0 },
    { stage: 'echo', on: false, delayMs: 0 },
    { stage: 'suppressor', on: true, delayMs: 10 },
    { stage: 'gain', on: false, delayMs: 0 },
  ])
  expect(guest.stop().stats.clipping).toBe(false)
})

test('the command talk opens the gate of mode ptt', () => {
  const call = new OfflineCall()
  const talker = call.add(new PacketGuest(1, 1), { capture: { kind: 'tone', hz: 440 }, mode: 'ptt' })
  const listener = call.add(new PacketGuest(2, 1))
  talker.connect([listener])
  listener.connect([talker])
  call.run(1_000)
  expect(talker.of('levels').at(-1)?.levels.sending).toBe(false)
  talker.post({ type: 'talk', on: true })
  call.run(500)
  expect(listener.of('levels').at(-1)?.levels.speakers[0]?.levelDb).toBeCloseTo(-15, 0)
  talker.post({ type: 'talk', on: false })
  call.run(500)
  expect(talker.stop().stats.framesSent).toBeGreaterThan(60)
  expect(listener.stop().stats).toMatchObject({ lost: 0, late: 0, concealed: 0 })
})

test('wishes hold, and steps without one follow the profile', () => {
  const call = new OfflineCall()
  const guest = call.add(new PacketGuest(1, 1), { capture: { kind: 'tone', hz: 440 }, dsp: true })
  guest.connect([])
  guest.post({ type: 'processing', gain: true }, { type: 'profile', profile: 'lan' })
  call.run(1_100)
  const rows = () => guest.stats.processing?.filter(({ on: isOn }) => isOn).map(({ stage }) => stage)
  expect(rows()).toEqual(['gain'])
  guest.post({ type: 'processing', usual: true })
  call.run(1_100)
  expect(rows()).toEqual([])
})
