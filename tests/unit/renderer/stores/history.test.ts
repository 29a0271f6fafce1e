import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { isCallHistory } from '../../../../electron/contract/diagnostics.ts'
import type { SessionStats } from '../../../../electron/contract/stats.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { SPEAKER_SLOTS, useHistoryStore } from '../../../../renderer/stores/history.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { NO_STATS } from '../../../support/fake-engine-worker.ts'
import { fakeSpeaker } from '../../../support/fake-stats.ts'

const ALL = { fromMs: -Infinity, toMs: Infinity }
let fake: FakeBridge
let history: ReturnType<typeof useHistoryStore>

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
  history = useHistoryStore()
})

const stats = (change: Partial<SessionStats> = {}): SessionStats => ({ ...NO_STATS, ...change })

describe('history of a call', () => {
  it('keeps the own part and each speaker, as the voice service tells them', async () => {
    fake.tellVoice.onStats(
      stats({
        ownDelay: { capture: 8, processing: 3, frame: 10, codec: 3, network: 5, mix: 2, playback: 7 },
        ...{ targetDelayMs: 20, rttMs: 10, captureLevelDb: -90, speakers: [fakeSpeaker(4, 'Tomoko')] },
      }),
    )
    await settle()
    const { times, own, speaker } = history.read(ALL)
    expect(times).toHaveLength(1)
    expect([own('capture'), own('playback'), own('target')]).toEqual([[11], [9], [20]])
    expect([own('level'), own('receivedKbps'), own('reportedLoss')]).toEqual([[-60], [null], [null]])
    const [heard] = history.speakers
    expect(heard).toMatchObject({ sourceId: 4, nickname: 'Tomoko' })
    expect([speaker(heard?.slot ?? -1, 'held'), speaker(heard?.slot ?? -1, 'playback')]).toEqual([[18], [10]])
  })

  it('makes rates of counts, and none where an engine began anew', () => {
    for (const [at, bytesReceived] of [0, 1_000, 3_000, 500].entries()) {
      history.add(stats({ timeS: at * 2, bytesReceived }), at + 1)
    }
    expect(history.read(ALL).own('receivedKbps')).toEqual([null, 4, 8, null])
  })

  it('gives the place of whoever was silent for longest to a new voice, and mixes nobody up', () => {
    const { bytes } = history
    for (let at = 1; at <= SPEAKER_SLOTS + 1; at += 1) {
      // The first goes on being heard; the second is the one that goes.
      history.add(
        stats({
          speakers: [fakeSpeaker(1, 'One'), fakeSpeaker(at, `m${String(at)}`)].slice(at === 1 ? 1 : 0),
        }),
        at,
      )
    }
    const ids = history.speakers.map(({ sourceId }) => sourceId)
    expect(ids).toHaveLength(SPEAKER_SLOTS)
    expect([ids.includes(1), ids.includes(2), ids.includes(SPEAKER_SLOTS + 1)]).toEqual([true, false, true])
    const last = history.speakers.find(({ sourceId }) => sourceId === SPEAKER_SLOTS + 1)
    const jitter = history.read(ALL).speaker(last?.slot ?? -1, 'jitter')
    expect(jitter.filter((value) => value !== null)).toHaveLength(1)
    expect(history.bytes).toBe(bytes)
  })

  it('stays after the end of a call, and begins anew with the next', async () => {
    history.add(stats({ speakers: [fakeSpeaker(4, 'Tomoko')] }), 1)
    fake.voice.become({ state: 'closed' })
    await settle()
    expect(history.read(ALL).times).toEqual([1])
    history.add(stats(), 2)
    expect([history.read(ALL).times, history.speakers]).toEqual([[2], []])
  })

  it('goes into a bundle without names', () => {
    history.add(stats({ speakers: [fakeSpeaker(4, 'Tomoko')] }), 1)
    const bundle = history.forBundle()
    expect(isCallHistory(bundle)).toBe(true)
    expect(bundle.series['speaker1.jitter']?.[0]).toBeCloseTo(6.3)
    expect(JSON.stringify(bundle)).not.toContain('Tomoko')
  })
})
