import { expect, it } from 'vitest'
import { FIGURES_MEMBERS, FIGURES_PAGE } from '../../../../../electron/contract/host-figures.ts'
import { hostFigures } from '../../../../../electron/host/services/host-figures.ts'
import { MetricsRecorder } from '../../../../../electron/host/services/metrics-recorder.ts'
import type { UserQuality } from '../../../../../electron/host/services/voice-quality.ts'
import { plainChannel } from '../../../../support/channels.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { fakeMember } from '../../../../support/fake-services.ts'

const EVERY_MS = 1_000

function recorded(seconds: number) {
  const clock = new FakeClock()
  let packetsIn = 0
  const sample = () => ({
    ...{ packetsIn, 'drop:replayed': 2, 'drop:rate': 3, 'drop:short': 0, 'jobs:waiting': 4, 'other': 9 },
  })
  const recorder = new MetricsRecorder({ clock, everyMs: EVERY_MS, kept: 2_000, sample })
  for (let second = 0; second < seconds; second += 1) {
    packetsIn += 50
    clock.advance(EVERY_MS)
  }
  recorder.close()
  return recorder
}

const quality = (...all: UserQuality[]) => ({ all: () => all }) as never
const room = (count: number) => ({
  channels: [plainChannel(1, 'Lobby', 0)],
  members: () => Array.from({ length: count }, (_, at) => fakeMember(at + 1, `m${String(at + 1)}`)),
})
const heard = (userId: number, loss: number, jitterMs: number): UserQuality => ({
  ...{ userId, nickname: '', channelId: 1, listeners: 1, at: 0, loss, jitterMs },
})

it('are told by column, a page at a time, each sample once', () => {
  const metrics = { recorder: recorded(FIGURES_PAGE + 5), quality: quality() }
  const first = hostFigures(metrics, room(0), 0)
  expect(first.at).toHaveLength(FIGURES_PAGE)
  expect(first.values.packetsIn.slice(0, 3)).toEqual([50, 100, 150])
  expect(first.values.drops[0]).toBe(5)
  expect(first.values.jobsWaiting[0]).toBe(4)
  expect(first.drops).toEqual({ replayed: 2, rate: 3 })
  const second = hostFigures(metrics, room(0), first.at.at(-1) ?? 0)
  expect(second.values.packetsIn).toHaveLength(5)
  expect(hostFigures(metrics, room(0), second.at.at(-1) ?? 0).at).toEqual([])
})

it('tell of members, the worst heard first, and not of more than can be read', () => {
  const metrics = {
    recorder: recorded(0),
    quality: quality(heard(2, 0.1, 3), heard(3, 0.1, 9), heard(4, 0, 1)),
  }
  const { members } = hostFigures(metrics, room(5), 0)
  expect(members.map(({ userId }) => userId)).toEqual([3, 2, 4, 1, 5])
  expect(members[0]).toEqual({
    ...{ userId: 3, nickname: 'm3', channel: 'Lobby', path: 'udp', loss: 0.1, jitterMs: 9 },
  })
  expect(members[3]).toMatchObject({ loss: null, jitterMs: null })
  expect(hostFigures(metrics, room(FIGURES_MEMBERS + 9), 0).members).toHaveLength(FIGURES_MEMBERS)
})
