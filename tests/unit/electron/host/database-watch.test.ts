import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../electron/base/logger.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { HOST_CONFIG } from '../../../../electron/host/config.ts'
import { DatabaseWatch } from '../../../../electron/host/database-watch.ts'
import type { PreparedEvent } from '../../../../electron/host/services/events.ts'
import type { Session } from '../../../../electron/host/services/roster.ts'
import { STORAGE_CONFIG } from '../../../../electron/storage/config.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const { soonMs, everyMs } = HOST_CONFIG.databaseCheck
let place: Awaited<ReturnType<typeof temporaryFolder>>
let clock: FakeClock
let watch: DatabaseWatch | undefined
/** What the next looks find; undefined where all is well. */
let finding: PalabreError | undefined
let looks: number
let told: string[]

beforeEach(async () => {
  place = await temporaryFolder()
  clock = new FakeClock()
  ;[finding, looks, told] = [undefined, 0, []]
})
afterEach(async () => {
  watch?.close()
  await place.remove()
})

function start(bytes: number): DatabaseWatch {
  const database = join(place.folder, 'palabre.db')
  writeFileSync(database, '')
  truncateSync(database, bytes)
  const submit = () => {
    looks += 1
    return { id: looks, done: finding === undefined ? Promise.resolve(null) : Promise.reject(finding) }
  }
  watch = new DatabaseWatch({
    ...{ database, clock, config: HOST_CONFIG, logger: silentLogger },
    jobs: { submit },
    room: { sessions: () => [], tellUsers: (_users, event) => told.push(JSON.stringify(event)) },
    permissions: { may: () => true },
  })
  return watch
}

/** What was begun has come to its end. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('DatabaseWatch', () => {
  it('has a large database read soon, and any once a day', () => {
    start(STORAGE_CONFIG.checkBytes + 1)
    clock.advance(soonMs)
    expect(looks).toBe(1)
    clock.advance(everyMs)
    expect(looks).toBe(2)
  })

  it('leaves a small one, which was read at the start, for a day', () => {
    start(STORAGE_CONFIG.checkBytes)
    clock.advance(everyMs - 1)
    expect(looks).toBe(0)
    clock.advance(1)
    expect(looks).toBe(1)
  })

  it('tells of damage once, and to each manager who comes in', async () => {
    const seen = start(STORAGE_CONFIG.checkBytes + 1)
    const heard: string[] = []
    const deliver = ({ head }: PreparedEvent): void => {
      heard.push(head)
    }
    const manager = { peer: { deliver }, member: { userId: 1, nickname: 'x', role: 'owner' } }
    seen.greet(manager as unknown as Session)
    expect([seen.isDamaged, heard]).toEqual([false, []])
    finding = new PalabreError('data-damaged', { detail: 'page 7' })
    for (const waitMs of [soonMs, everyMs]) {
      clock.advance(waitMs)
      await settled()
    }
    expect(told).toEqual([JSON.stringify({ type: 'warned', code: 'data-damaged' })])
    expect(seen.isDamaged).toBe(true)
    seen.greet(manager as unknown as Session)
    expect(heard).toEqual([expect.stringContaining('data-damaged')])
  })

  it('takes a look that could not be for no finding', async () => {
    const seen = start(STORAGE_CONFIG.checkBytes + 1)
    finding = new PalabreError('jobs-full')
    clock.advance(soonMs)
    await settled()
    expect([seen.isDamaged, told]).toEqual([false, []])
  })
})
