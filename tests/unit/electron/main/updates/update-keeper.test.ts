import { beforeEach, describe, expect, it } from 'vitest'
import type { UpdateStatus, UpdateTrack } from '../../../../../electron/contract/updates.ts'
import { UPDATE_CONFIG } from '../../../../../electron/main/config.ts'
import { UpdateKeeper, type UpdateFeed } from '../../../../../electron/main/updates/update-keeper.ts'
import { settle } from '../../../../support/fake-bridge.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

class FakeFeed implements UpdateFeed {
  version: string | undefined = '0.2.0'
  fault: Error | undefined
  installs = 0
  readonly asked: string[] = []

  newest(track: UpdateTrack): Promise<string | undefined> {
    this.asked.push(track)
    return this.fault === undefined ? Promise.resolve(this.version) : Promise.reject(this.fault)
  }

  fetch(onPercent: (percent: number) => void): Promise<void> {
    this.asked.push('fetch')
    onPercent(50)
    return this.fault === undefined ? Promise.resolve() : Promise.reject(this.fault)
  }

  install(): void {
    this.installs += 1
  }
}

let feed: FakeFeed
let clock: FakeClock
let track: UpdateTrack
let isInCall: boolean
let told: UpdateStatus[]
let keeper: UpdateKeeper

function make(given: UpdateFeed | undefined): UpdateKeeper {
  const made = new UpdateKeeper({
    ...{ feed: given, current: '0.1.0', clock },
    track: () => track,
    isInCall: () => isInCall,
  })
  made.onChange((status) => told.push(status))
  return made
}

beforeEach(() => {
  feed = new FakeFeed()
  clock = new FakeClock()
  track = 'stable'
  isInCall = false
  told = []
  keeper = make(feed)
})

describe('updates', () => {
  it('are looked for soon and then now and then, and fetched by nobody but the person', async () => {
    keeper.start()
    clock.advance(UPDATE_CONFIG.firstMs)
    await settle()
    expect(keeper.status).toEqual({ state: 'offered', version: '0.2.0' })
    clock.advance(2 * UPDATE_CONFIG.everyMs)
    await settle()
    expect(feed.asked).toEqual(['stable', 'stable', 'stable'])
    keeper.close()
    clock.advance(2 * UPDATE_CONFIG.everyMs)
    expect(feed.asked).toHaveLength(3)
  })

  it('are never versions to be tried out, on the stable track, whatever the feed offers', async () => {
    feed.version = '0.2.0-rc.1'
    expect(await keeper.look()).toEqual({ state: 'current' })
    track = 'preview'
    expect(await keeper.look()).toEqual({ state: 'offered', version: '0.2.0-rc.1' })
    expect(feed.asked).toEqual(['stable', 'preview'])
  })

  it('are fetched when the person says so, then wait for a word', async () => {
    await keeper.fetch()
    expect(feed.asked).toEqual([])
    await keeper.look()
    expect(await keeper.fetch()).toEqual({ state: 'ready', version: '0.2.0', waits: false })
    expect(told).toContainEqual({ state: 'fetching', version: '0.2.0', percent: 50 })
    expect(feed.installs).toBe(0)
    keeper.install()
    expect(feed.installs).toBe(1)
  })

  it('never restart the app during a call', async () => {
    await keeper.look()
    await keeper.fetch()
    isInCall = true
    keeper.callChanged()
    expect(told.at(-1)).toEqual({ state: 'ready', version: '0.2.0', waits: true })
    expect(() => {
      keeper.install()
    }).toThrow(expect.objectContaining({ code: 'update-waits' }) as Error)
    expect(feed.installs).toBe(0)
    isInCall = false
    keeper.callChanged()
    keeper.install()
    expect(feed.installs).toBe(1)
  })

  it('say what failed, and can be looked for again', async () => {
    feed.fault = new Error('no network')
    expect(await keeper.look()).toMatchObject({
      state: 'failed',
      error: { code: 'update-failed', detail: 'no network' },
    })
    feed.fault = undefined
    await keeper.look()
    feed.fault = new Error('wrong checksum')
    expect(await keeper.fetch()).toMatchObject({ state: 'failed', error: { detail: 'wrong checksum' } })
    keeper.install()
    expect(feed.installs).toBe(0)
  })

  it('are off where the app is not updated by itself', async () => {
    const off = make(undefined)
    off.start()
    clock.advance(UPDATE_CONFIG.everyMs)
    expect(await off.look()).toEqual({ state: 'off' })
    expect(await off.fetch()).toEqual({ state: 'off' })
    off.install()
  })
})
