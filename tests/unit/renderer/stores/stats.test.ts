import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { qualityOf, useStatsStore } from '../../../../renderer/stores/stats.ts'
import { fakeBridge, settle } from '../../../support/fake-bridge.ts'
import { NO_STATS } from '../../../support/fake-engine-worker.ts'
import { fakeMember, fakeRoom } from '../../../support/fake-services.ts'

const delay = (total: number) => ({
  ...{ capture: 0, frame: 0, codec: 0, network: 0, held: 0, mix: 0, playback: 0 },
  total,
})

describe('the quality of a voice', () => {
  it.each([
    [0, null, 'good'],
    [0.9, 149, 'good'],
    [1, 20, 'fair'],
    [0, 150, 'fair'],
    [5, 20, 'poor'],
    [0, 400, 'poor'],
  ] as const)('with %d %% made up and %s ms is %s', (concealedPercent, totalMs, quality) => {
    const mouthToEarMs = totalMs === null ? null : delay(totalMs)
    expect(qualityOf({ concealedPercent, mouthToEarMs })).toBe(quality)
  })
})

describe('stats store', () => {
  it('forgets the numbers of a call that is over', async () => {
    setActivePinia(createPinia())
    const fake = fakeBridge()
    provideBridge(fake.bridge)
    const stats = useStatsStore()
    fake.voice.become({ state: 'ready', room: fakeRoom([fakeMember(1, 'Ada')]) })
    fake.tellVoice.onStats({ ...NO_STATS, rttMs: 12 })
    await settle()
    expect(stats.rttMs).toBe(12)
    await fake.voice.leave()
    await settle()
    expect(stats.rttMs).toBeUndefined()
  })
})
