import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { HISTORY_POINTS, type CallHistory } from '../../electron/contract/diagnostics.ts'
import type { SessionStats, SpeakerStats } from '../../electron/contract/stats.ts'
import { useBridge } from '../bridge/bridge.ts'
import { SeriesRing } from './series-ring.ts'

/** The own part of a call, each a column. Delays in ms, levels in dBov, shares in percent. */
export const OWN_FIGURES = [
  ...(['capture', 'frame', 'codec', 'network', 'target', 'playback'] as const),
  ...(['roundTrip', 'sentKbps', 'receivedKbps', 'level', 'uplinkLoss', 'reportedLoss'] as const),
  'reportedJitter',
] as const
export type OwnFigure = (typeof OWN_FIGURES)[number]

/** The same of each speaker as heard here. */
export const SPEAKER_FIGURES = [
  ...(['capture', 'frame', 'codec', 'network', 'held', 'playback'] as const),
  ...(['jitter', 'loss', 'concealed', 'level'] as const),
] as const
export type SpeakerFigure = (typeof SPEAKER_FIGURES)[number]

/** Speakers with a history of their own: more lines than these nobody tells apart. */
export const SPEAKER_SLOTS = 32

/** Levels below this are silence, dBov. */
const SILENCE_DB = -60
const PERCENT = 100

/** A speaker whose history is kept. */
export interface HeardSpeaker {
  readonly sourceId: number
  readonly nickname: string
  readonly slot: number
}

/** A stretch of time, milliseconds since 1970. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** The last half hour of the call's figures; kept after its end, until the next one begins. */
export const useHistoryStore = defineStore('history', () => {
  const bridge = useBridge()
  const ring = new SeriesRing(OWN_FIGURES.length + SPEAKER_SLOTS * SPEAKER_FIGURES.length, HISTORY_POINTS)
  const speakers = shallowRef<readonly HeardSpeaker[]>([])
  /** When each was last heard of, by slot. */
  const lastMs: number[] = []
  /** Counts points: what is drawn depends on it. */
  const revision = shallowRef(0)
  let before: SessionStats | undefined
  let isOver = false

  function add(stats: SessionStats, atMs: number): void {
    if (isOver) begin()
    if (!ring.begin(atMs)) return
    putOwn(stats)
    for (const speaker of stats.speakers) putSpeaker(speaker, atMs)
    before = stats
    revision.value += 1
  }

  function begin(): void {
    isOver = false
    ring.clear()
    speakers.value = []
    lastMs.length = 0
    before = undefined
  }

  function putOwn(stats: SessionStats): void {
    const { ownDelay: own, sending } = stats
    const percent = (share: number | null): number | null => (share === null ? null : share * PERCENT)
    const figures: Record<OwnFigure, number | null> = {
      ...{ capture: own.capture + own.processing, frame: own.frame, codec: own.codec, network: own.network },
      ...{ target: stats.targetDelayMs, playback: own.mix + own.playback, roundTrip: stats.rttMs },
      ...{ sentKbps: sending.kbps, receivedKbps: receivedKbps(stats) },
      level: Math.max(SILENCE_DB, stats.captureLevelDb),
      ...{ uplinkLoss: percent(sending.uplinkLoss), reportedLoss: percent(sending.reportedLoss) },
      reportedJitter: sending.reportedJitterMs,
    }
    for (const [column, name] of OWN_FIGURES.entries()) ring.put(column, figures[name])
  }

  /** Null for the first point, which has nothing to be compared with, and where an engine began anew. */
  function receivedKbps({ timeS, bytesReceived }: SessionStats): number | null {
    const spanS = timeS - (before?.timeS ?? timeS)
    const bytes = bytesReceived - (before?.bytesReceived ?? bytesReceived)
    return spanS <= 0 || bytes < 0 ? null : (bytes * 8) / 1_000 / spanS
  }

  function putSpeaker(stats: SpeakerStats, atMs: number): void {
    const slot = keep(stats, atMs)
    const way = stats.mouthToEarMs
    const figures: Record<SpeakerFigure, number | null> = {
      ...{ capture: way?.capture ?? null, frame: way?.frame ?? null, codec: way?.codec ?? null },
      ...{ network: way?.network ?? null, held: way?.held ?? null },
      playback: way === null ? null : way.mix + way.playback,
      ...{ jitter: stats.jitterMs, loss: stats.lossPercent, concealed: stats.concealedPercent },
      level: Math.max(SILENCE_DB, stats.levelDb),
    }
    for (const name of SPEAKER_FIGURES) ring.put(columnOf(slot, name), figures[name])
  }

  /** The place of a speaker; where all are taken, that of whoever was not heard of for longest. */
  function keep({ sourceId, nickname }: SpeakerStats, atMs: number): number {
    const known = speakers.value.find((one) => one.sourceId === sourceId)
    const slot = known?.slot ?? freeSlot()
    lastMs[slot] = atMs
    if (known?.nickname === nickname) return slot
    if (known === undefined) for (const name of SPEAKER_FIGURES) ring.erase(columnOf(slot, name))
    const others = speakers.value.filter((one) => one.slot !== slot)
    speakers.value = [...others, { sourceId, nickname, slot }].sort((one, other) => one.slot - other.slot)
    return slot
  }

  function freeSlot(): number {
    const taken = speakers.value.length
    return taken < SPEAKER_SLOTS ? taken : lastMs.indexOf(Math.min(...lastMs))
  }

  /** All points of a stretch: times, and a column by its number. */
  function read({ fromMs, toMs }: Span) {
    const range = ring.between(fromMs, toMs)
    return {
      times: ring.times(range),
      own: (name: OwnFigure) => ring.column(OWN_FIGURES.indexOf(name), range),
      speaker: (slot: number, name: SpeakerFigure) => ring.column(columnOf(slot, name), range),
    }
  }

  /** Everything kept, without names. */
  function forBundle(): CallHistory {
    const all = read({ fromMs: -Infinity, toMs: Infinity })
    const own = OWN_FIGURES.map((name) => [`own.${name}`, all.own(name)] as const)
    const heard = speakers.value.flatMap(({ slot }) =>
      SPEAKER_FIGURES.map((name) => [`speaker${String(slot + 1)}.${name}`, all.speaker(slot, name)] as const),
    )
    return { at: all.times, series: Object.fromEntries([...own, ...heard]) }
  }

  onScopeDispose(
    bridge.voice.on('onStats', (stats) => {
      add(stats, Date.now())
    }),
  )
  // What was is looked at after the end, too; it goes when another call has figures.
  onScopeDispose(
    bridge.voice.on('onSession', ({ state }) => {
      if (state === 'closed' || state === 'idle') isOver = true
    }),
  )

  const newestMs = computed(() => (revision.value > 0 ? ring.newestMs : -Infinity))
  return { revision, speakers, newestMs, add, read, forBundle, bytes: ring.bytes }
})

function columnOf(slot: number, name: SpeakerFigure): number {
  return OWN_FIGURES.length + slot * SPEAKER_FIGURES.length + SPEAKER_FIGURES.indexOf(name)
}
