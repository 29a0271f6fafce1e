import { isList } from '../packet/header.ts'
import type { Levels, OwnDelay, SessionStats } from '../../contract/stats.ts'
import type { DropCounts } from './drop-counts.ts'
import type { HostLink } from './host-link.ts'
import { lookAheadMsOf } from './mouth-to-ear.ts'
import type { ReceiverPipeline } from './receiver-pipeline.ts'
import type { SendControl } from './send-control.ts'
import type { SenderPipeline } from './sender-pipeline.ts'
import type { StreamEnds } from './stream-ends.ts'

export interface StatsParts {
  readonly sender: SenderPipeline
  readonly control: SendControl
  readonly receiver: ReceiverPipeline
  readonly link: HostLink
  readonly ends: StreamEnds
  readonly drops: DropCounts
  readonly startedMs: number
  readonly nowMs: number
}

/** All counters and gauges of an engine at one moment. */
export function statsOf(parts: StatsParts): SessionStats {
  const { sender, control, receiver, link, ends, drops, startedMs, nowMs } = parts
  const ownDelay = ownDelayOf(parts)
  const speakers = receiver.stats(nowMs, ownDelay)
  const most = (values: number[]): number => Math.max(0, ...values)
  return {
    timeS: (nowMs - startedMs) / 1000,
    path: link.path,
    downlink: receiver.downlink,
    framesSent: sender.framesSent,
    bytesSent: sender.bytesSent,
    sending: control.stats(nowMs),
    ...receiver.totals(nowMs).toRecord(),
    bytesReceived: receiver.bytesReceived,
    crowdedOut: receiver.crowdedOut,
    jitterMs: most(speakers.map(({ jitterMs }) => jitterMs)),
    targetDelayMs: most(speakers.map(({ targetDelayMs }) => targetDelayMs)),
    bufferMs: most(speakers.map(({ bufferMs }) => bufferMs)),
    mixDelayMs: receiver.mixDelayMs,
    captureDelayMs: ends.captureDelayMs ?? null,
    playbackDelayMs: ends.playbackDelayMs ?? null,
    ownDelay,
    rttMs: link.rttMs,
    underruns: ends.underruns,
    overruns: ends.overruns,
    deviceUnderruns: ends.deviceUnderruns,
    deviceOverruns: ends.deviceOverruns,
    captureLevelDb: sender.light.levelDb,
    processing: sender.chain.stats(),
    clipping: sender.chain.clip.isOn,
    drops: drops.toRecord(),
    speakers,
  }
}

function ownDelayOf({ sender, control, receiver, link, ends, nowMs }: StatsParts): OwnDelay {
  const { frameMs } = control.stats(nowMs)
  return {
    capture: ends.captureDelayMs ?? 0,
    processing: sender.chain.delayMs,
    frame: frameMs,
    codec: lookAheadMsOf(frameMs),
    network: link.rttMs === null ? null : link.rttMs / 2,
    mix: receiver.mixDelayMs,
    playback: ends.playbackDelayMs ?? 0,
  }
}

/** What meters and speaking lights show: each speaker once, by what is heard of it now. */
export function levelsOf(sender: SenderPipeline, receiver: ReceiverPipeline, nowMs: number): Levels {
  const speakers = new Map<number, Levels['speakers'][number]>()
  for (const { member, light, list } of receiver.speakers) {
    const { sourceId } = member
    const speaking = light.speaking(nowMs)
    if (list !== 0 && !speaking) continue
    const whispered = list === 0 ? {} : { whispered: true as const }
    speakers.set(sourceId, { sourceId, levelDb: light.levelDb, speaking, ...whispered })
  }
  return {
    captureDb: sender.light.levelDb,
    inputDb: sender.chain.levelDb,
    open: sender.isOpen,
    sending: sender.sending,
    ...(isList(sender.target) ? { whispering: sender.target } : {}),
    speakers: [...speakers.values()],
  }
}
