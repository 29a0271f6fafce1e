import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../electron/base/logger.ts'
import type { Member } from '../../../../electron/contract/models.ts'
import type { PreparedEvent } from '../../../../electron/host/services/events.ts'
import type { Session } from '../../../../electron/host/services/roster.ts'
import { WriteWatch } from '../../../../electron/host/write-watch.ts'
import { WriteHealth } from '../../../../electron/storage/write-health.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

const PROBE_MS = 2_000
let clock: FakeClock
let health: WriteHealth
let watch: WriteWatch
/** Whether the disk takes writes. */
let isWell: boolean
let probes: number
let told: [readonly number[], string][]

beforeEach(() => {
  clock = new FakeClock()
  health = new WriteHealth()
  ;[isWell, probes, told] = [true, 0, []]
  watch = new WriteWatch({
    ...{ clock, logger: silentLogger, config: { probeMs: PROBE_MS } },
    store: { health, probe },
    room: {
      sessions: () => [session(1), session(2), session(3)],
      tellUsers: (users, event) => told.push([users, event.type]),
    },
    permissions: { may: ({ id }) => id !== 2 },
  })
})
afterEach(() => {
  watch.close()
})

function write(): void {
  if (!isWell) throw Object.assign(new Error('no room'), { code: 'SQLITE_FULL' })
}

function probe(): boolean {
  probes += 1
  return health.probe(write)
}

function fail(): void {
  isWell = false
  expect(() => {
    health.run(write)
  }).toThrow()
}

/** A session of a user, with what it is told. */
function session(userId: number): Session & { readonly heard: string[] } {
  const heard: string[] = []
  const deliver = ({ head }: PreparedEvent): void => {
    heard.push(head)
  }
  const member = { userId, nickname: 'x', role: 'member' } as Member
  return { peer: { deliver }, member, heard } as unknown as Session & { readonly heard: string[] }
}

describe('WriteWatch', () => {
  it('tells those who manage the host, and tries until writes go through', () => {
    fail()
    expect(told).toEqual([[[1, 3], 'warned']])
    clock.advance(3 * PROBE_MS)
    expect([probes, health.isFailing]).toEqual([3, true])
    isWell = true
    clock.advance(PROBE_MS)
    expect(health.isFailing).toBe(false)
    expect(told.at(-1)).toEqual([[1, 3], 'warningEnded'])
    clock.advance(10 * PROBE_MS)
    expect(probes).toBe(4)
  })

  it('tells a manager who comes in while writes fail, and nobody else', () => {
    const [manager, member] = [session(1), session(2)]
    watch.greet(manager)
    expect(manager.heard).toEqual([])
    fail()
    for (const one of [manager, member]) watch.greet(one)
    expect(manager.heard).toEqual([expect.stringContaining('"data-unwritable"')])
    expect(member.heard).toEqual([])
  })

  it('tries no more once it is closed', () => {
    fail()
    watch.close()
    clock.advance(10 * PROBE_MS)
    expect(probes).toBe(0)
  })
})
