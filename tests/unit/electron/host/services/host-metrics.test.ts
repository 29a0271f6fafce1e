import { expect, it } from 'vitest'
import { HostMetrics } from '../../../../../electron/host/services/host-metrics.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

const ROOM = { size: 3, channels: [], sessionOfSource: () => undefined }

it('keeps the last samples, and ends with its host', () => {
  const clock = new FakeClock()
  let packetsIn = 0
  const metrics = new HostMetrics({
    ...{ clock, config: { everyMs: 1_000, kept: 2 }, room: ROOM },
    counters: () => ({ packetsIn }),
    more: () => ({ jobsWaiting: 4 }),
  })
  expect(metrics.recorder.now()).toMatchObject({ members: 3, packetsIn: 0, jobsWaiting: 4, requests: 0 })
  for (packetsIn = 1; packetsIn < 4; packetsIn += 1) clock.advance(1_000)
  const samples = metrics.recorder.since(0)
  expect(samples.map(({ values }) => values['packetsIn'])).toEqual([2, 3])
  expect(metrics.recorder.since(samples[0]?.at ?? 0)).toHaveLength(1)
  expect(samples[0]?.values).toHaveProperty('eventLoopP99Ms')
  metrics.close()
  expect(clock.pending).toBe(0)
})
