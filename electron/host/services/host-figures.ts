import {
  FIGURES_MEMBERS,
  FIGURES_PAGE,
  HOST_FIGURES,
  type HostFigure,
  type HostFigures,
  type MemberFigures,
} from '../../contract/host-figures.ts'
import type { HostMetrics } from './host-metrics.ts'
import type { MetricsSample } from './metrics-recorder.ts'
import type { Room } from './room.ts'

const DROP = 'drop:'
/** Figures that the recorder has under another name. */
const RECORDED: Partial<Record<HostFigure, string>> = {
  jobsWaiting: 'jobs:waiting',
  jobsRunning: 'jobs:running',
}

/** What is shown of a host to its own machine: the samples after `sinceMs`, and what holds now. */
export function hostFigures(
  metrics: Pick<HostMetrics, 'recorder' | 'quality'>,
  room: Pick<Room, 'members' | 'channels'>,
  sinceMs: number,
): HostFigures {
  const samples = metrics.recorder.since(sinceMs).slice(0, FIGURES_PAGE)
  const columns = HOST_FIGURES.map(
    (name) => [name, samples.map(({ values }) => figure(values, name))] as const,
  )
  return {
    at: samples.map(({ at }) => at),
    values: Object.fromEntries(columns) as Record<HostFigure, number[]>,
    drops: dropsOf(metrics.recorder.now()),
    members: membersOf(metrics.quality, room),
  }
}

function figure(values: MetricsSample, name: HostFigure): number {
  if (name === 'drops') return Object.values(dropsOf(values)).reduce((sum, count) => sum + count, 0)
  return values[RECORDED[name] ?? name] ?? 0
}

function dropsOf(values: MetricsSample): Record<string, number> {
  const drops = Object.entries(values).filter(([name, count]) => name.startsWith(DROP) && count > 0)
  return Object.fromEntries(drops.map(([name, count]) => [name.slice(DROP.length), count]))
}

function membersOf(
  quality: HostMetrics['quality'],
  room: Pick<Room, 'members' | 'channels'>,
): MemberFigures[] {
  const heard = new Map(quality.all().map((one) => [one.userId, one]))
  const channels = new Map(room.channels.map(({ id, name }) => [id, name]))
  const all = room.members().map(({ userId, nickname, channelId, path }) => ({
    ...{ userId, nickname, channel: channels.get(channelId) ?? '', path },
    ...{ loss: heard.get(userId)?.loss ?? null, jitterMs: heard.get(userId)?.jitterMs ?? null },
  }))
  const badness = ({ loss, jitterMs }: MemberFigures): number => (loss ?? -1) * 1e6 + (jitterMs ?? -1)
  return all.sort((a, b) => badness(b) - badness(a) || a.userId - b.userId).slice(0, FIGURES_MEMBERS)
}
