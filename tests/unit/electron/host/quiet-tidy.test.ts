import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Emitter } from '../../../../electron/base/emitter.ts'
import { QuietTidy } from '../../../../electron/host/quiet-tidy.ts'
import type { RoomChange } from '../../../../electron/host/services/room.ts'
import type { Session } from '../../../../electron/host/services/roster.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

const CALM_MS = 5_000
const LEAST = 3
const session = {} as Session
let clock: FakeClock
let changes: Emitter<RoomChange>
let quiet: QuietTidy
let tidied: number
let busy: number

beforeEach(() => {
  clock = new FakeClock(1_000)
  changes = new Emitter()
  tidied = 0
  busy = 0
  quiet = new QuietTidy({
    clock,
    config: { calmMs: CALM_MS, leastChanges: LEAST, busyMost: 0.1 },
    room: { onChange: (listener) => changes.on(listener) },
    tidy: () => (tidied += 1),
    busyShare: () => busy,
  })
})
afterEach(() => {
  quiet.close()
  expect(clock.pending).toBe(0)
})

function come(guests: number, apartMs = 100): void {
  for (let guest = 0; guest < guests; guest += 1) {
    changes.emit({ kind: guest % 2 === 0 ? 'entered' : 'left', session })
    clock.advance(apartMs)
  }
}

describe('tidying when it is calm', () => {
  it('follows the start of a host, once', () => {
    clock.advance(CALM_MS - 1)
    expect(tidied).toBe(0)
    clock.advance(1)
    expect(tidied).toBe(1)
    clock.advance(100 * CALM_MS)
    expect(tidied).toBe(1)
  })

  it('waits until nobody has come or gone for the whole time', () => {
    clock.advance(CALM_MS)
    come(200)
    expect(tidied).toBe(1)
    clock.advance(CALM_MS - 101)
    expect(tidied).toBe(1)
    clock.advance(1)
    expect(tidied).toBe(2)
  })

  it('does nothing for a few, and sums them up', () => {
    clock.advance(CALM_MS)
    come(LEAST - 1, 10 * CALM_MS)
    expect(tidied).toBe(1)
    expect(clock.pending).toBe(0)
    come(1, CALM_MS)
    expect(tidied).toBe(2)
    come(LEAST - 1, 10 * CALM_MS)
    expect(tidied).toBe(2)
  })

  it('does not count what is no coming or going', () => {
    clock.advance(CALM_MS)
    for (let times = 0; times < 2 * LEAST; times += 1) changes.emit({ kind: 'moved', session })
    clock.advance(2 * CALM_MS)
    expect(tidied).toBe(1)
  })

  it('waits while there is work, since answers would wait for it', () => {
    busy = 0.3
    clock.advance(10 * CALM_MS)
    expect(tidied).toBe(0)
    busy = 0.02
    clock.advance(CALM_MS)
    expect(tidied).toBe(1)
  })

  it('ends when it is closed', () => {
    come(LEAST)
    quiet.close()
    clock.advance(10 * CALM_MS)
    expect(tidied).toBe(0)
  })
})
