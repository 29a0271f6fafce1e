import { expect, test } from 'vitest'
import { SoundSystem } from '../../../../../electron/voice/devices/sound-system.ts'
import type { DatagramTransport } from '../../../../../electron/voice/interfaces.ts'
import type { Engine } from '../../../../../electron/voice/pipeline/engine.ts'
import { runEngineLoop } from '../../../../../electron/voice/pipeline/engine-loop.ts'
import { FakeAudio } from '../../../../support/fake-audio.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { MemoryTransport } from '../../../../support/memory-transport.ts'

/** An engine that is due every 10 ms, notes its turns, and stops after some. */
function engineOf(clock: FakeClock, hasDevice: boolean, most: number) {
  const turns: number[] = []
  const engine = {
    hasDevice,
    turn: () => {
      turns.push(clock.nowMs())
      return turns.length < most
    },
    dueMs: () => Math.floor(clock.nowMs() / 10) * 10 + 10,
  } as unknown as Engine
  return { engine, turns }
}

/** A system whose waits let time pass. */
function soundOf(clock: FakeClock, waits: string[]): SoundSystem {
  const audio = new FakeAudio([])
  audio.sleepUntil = (until) => {
    waits.push('sleep')
    clock.advance(Number(until) / 1e6 - clock.nowMs())
  }
  audio.createSignal = () => ({
    wait: () => {
      waits.push('device')
      clock.advance(5)
      return true
    },
    close: () => {},
  })
  return new SoundSystem(() => audio)
}

function blocking(clock: FakeClock, waits: string[]): DatagramTransport {
  const wait = (ms: number): void => {
    waits.push(`socket ${String(ms)}`)
    clock.advance(ms)
  }
  return Object.assign(Object.create(new MemoryTransport()) as DatagramTransport, { wait })
}

test('without a device it waits in the socket, and sleeps what is left of a millisecond', async () => {
  const clock = new FakeClock(0.5)
  const waits: string[] = []
  const { engine, turns } = engineOf(clock, false, 4)
  await runEngineLoop({ engine, clock, transport: blocking(clock, waits), sound: soundOf(clock, waits) })
  expect(waits).toEqual(['socket 9', 'sleep', 'socket 10'])
  expect(turns).toEqual([0.5, 9.5, 10, 20])
})

test('with a device its callback wakes it', async () => {
  const clock = new FakeClock()
  const waits: string[] = []
  const { engine, turns } = engineOf(clock, true, 3)
  await runEngineLoop({ engine, clock, transport: blocking(clock, waits), sound: soundOf(clock, waits) })
  expect(waits).toEqual(['device', 'device'])
  expect(turns).toEqual([0, 5, 10])
})

test('over Node’s sockets a timer gives the turns, and an end leaves none behind', async () => {
  const clock = new FakeClock()
  const { engine, turns } = engineOf(clock, false, 3)
  const ended = runEngineLoop({ engine, clock, transport: new MemoryTransport(), sound: soundOf(clock, []) })
  await clock.advanceAsync(50)
  await ended
  expect([turns, clock.pending]).toEqual([[0, 10, 20], 0])
})

test('a turn that fails ends the loop with its error', async () => {
  const clock = new FakeClock()
  const { engine } = engineOf(clock, false, 3)
  engine.turn = () => {
    throw new Error('broken')
  }
  const parts = { engine, clock, transport: new MemoryTransport(), sound: soundOf(clock, []) }
  await expect(runEngineLoop(parts)).rejects.toThrow('broken')
})
