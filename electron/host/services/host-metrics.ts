import process from 'node:process'
import type { Clock } from '../../base/clock.ts'
import type { HostConfig } from '../config.ts'
import { MetricsRecorder, type MetricsSample } from './metrics-recorder.ts'
import { PeriodFigures } from './period-figures.ts'
import type { Room } from './room.ts'
import { VoiceQuality } from './voice-quality.ts'

export interface HostMetricsOptions {
  readonly clock: Clock
  readonly config: HostConfig['metrics']
  readonly room: Pick<Room, 'size' | 'channels' | 'sessionOfSource'>
  /** The media plane's, by name. */
  readonly counters: () => MetricsSample
  /** Further figures of the host, by name: what a part of it wants to be seen. */
  readonly more?: () => MetricsSample
}

/** All figures of a host: now, lately, over time, and by user. */
export class HostMetrics {
  readonly recorder: MetricsRecorder
  readonly period: PeriodFigures
  readonly quality: VoiceQuality
  readonly counters: () => MetricsSample

  constructor({ clock, config, room, counters, more = () => ({}) }: HostMetricsOptions) {
    this.counters = counters
    this.quality = new VoiceQuality(clock, room)
    this.period = new PeriodFigures({ counters, nowMs: () => clock.nowMs() })
    this.recorder = new MetricsRecorder({
      ...{ clock, ...config },
      sample: () => ({ ...counters(), ...this.period.totals, ...present(room), ...more() }),
      period: () => this.period.take(),
    })
  }

  /** Ends its timers. */
  close(): void {
    this.recorder.close()
    this.period.close()
  }
}

function present(room: Pick<Room, 'size' | 'channels'>): MetricsSample {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return {
    ...{ members: room.size, channels: room.channels.length },
    ...{ memoryBytes: rss, heapBytes: heapUsed, cpuSeconds: (user + system) / 1e6 },
  }
}
