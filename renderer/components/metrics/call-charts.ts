import {
  OWN_FIGURES,
  SPEAKER_FIGURES,
  type HeardSpeaker,
  type OwnFigure,
  type SpeakerFigure,
} from '../../stores/history.ts'
import { LOOKS } from '../../composables/use-series-colours/index.ts'
import { apart, MOST_LINES, worstOf, type ChartData, type ChartSeries } from './chart.ts'
import type { CsvColumn } from './csv.ts'

type Words = (key: string, values?: Record<string, unknown>) => string
type Column = (number | null)[]

/** What was read of the history. */
export interface CallFigures {
  readonly times: readonly number[]
  readonly own: (name: OwnFigure) => Column
  readonly speaker: (slot: number, name: SpeakerFigure) => Column
}

/** The parts of the way of a voice, from the mouth to the ear. */
const OWN_WAY = ['capture', 'frame', 'codec', 'network', 'target', 'playback'] as const
const SPEAKER_WAY = ['capture', 'frame', 'codec', 'network', 'held', 'playback'] as const

/** The charts of a call; `voice` is the speaker whose delay is shown, undefined for the own part. */
export function callCharts(
  figures: CallFigures,
  speakers: readonly HeardSpeaker[],
  voice: HeardSpeaker | undefined,
  t: Words,
): ChartData[] {
  const { times, own } = figures
  const perSpeaker = (name: SpeakerFigure): ChartSeries[] =>
    speakers.map(({ sourceId, nickname, slot }) => ({
      // A person looks the same on every chart; the first two looks are the own ones.
      ...{ key: String(sourceId), label: nickname, look: slot + 2, values: figures.speaker(slot, name) },
    }))
  /** The speakers that are worst off, after what is said of the own voice. */
  const lines = (name: SpeakerFigure, ...mine: ChartSeries[]): Pick<ChartData, 'series' | 'note'> => {
    const all = perSpeaker(name).filter(({ values }) => values.some((value) => value !== null))
    const series = apart([...mine, ...worstOf(all, MOST_LINES)], LOOKS)
    return all.length > MOST_LINES ? { series, note: t('metrics.worst', { count: MOST_LINES }) } : { series }
  }
  const mine = (label: string, name: OwnFigure, look = 0): ChartSeries => ({
    ...{ key: name, label, look, values: own(name) },
  })
  return [
    delayChart(figures, voice, t),
    {
      ...{ id: 'jitter', title: t('metrics.jitter'), unit: 'ms', digits: 1, times },
      ...lines('jitter', mine(t('metrics.mine'), 'reportedJitter')),
    },
    {
      ...{ id: 'loss', title: t('metrics.loss'), unit: '%', digits: 1, times },
      ...lines('loss', mine(t('metrics.mine'), 'reportedLoss'), mine(t('metrics.toHost'), 'uplinkLoss', 1)),
    },
    {
      ...{ id: 'concealed', title: t('metrics.concealed'), unit: '%', digits: 1, times },
      ...lines('concealed'),
    },
    {
      ...{ id: 'level', title: t('metrics.level'), unit: 'dB', times, scale: [-60, 0] },
      ...lines('level', mine(t('metrics.me'), 'level')),
    },
    {
      ...{ id: 'bitrate', title: t('metrics.bitrate'), unit: 'kbit/s', times },
      series: [mine(t('metrics.sent'), 'sentKbps'), mine(t('metrics.received'), 'receivedKbps', 1)],
    },
    {
      ...{ id: 'roundTrip', title: t('metrics.roundTrip'), unit: 'ms', digits: 1, times },
      series: [mine(t('metrics.roundTrip'), 'roundTrip')],
    },
  ]
}

function delayChart(figures: CallFigures, voice: HeardSpeaker | undefined, t: Words): ChartData {
  const { times, own, speaker } = figures
  const frame = { id: 'delay', unit: 'ms', digits: 0, times, stacked: true }
  const label = (part: string): string => t(`metrics.delay.${part}`)
  if (voice === undefined) {
    const series = OWN_WAY.map((part, look) => ({ key: part, label: label(part), look, values: own(part) }))
    return { ...frame, title: t('metrics.delay.ownTitle'), series }
  }
  const values = (part: SpeakerFigure): Column => speaker(voice.slot, part)
  const series = SPEAKER_WAY.map((part, look) => ({
    key: part,
    label: label(part),
    look,
    values: values(part),
  }))
  return { ...frame, title: t('metrics.delay.title'), series }
}

/** Everything of a call as columns of a table. */
export function callColumns(figures: CallFigures, speakers: readonly HeardSpeaker[]): CsvColumn[] {
  const own = OWN_FIGURES.map((name) => ({ name: `own ${name}`, values: figures.own(name) }))
  const heard = speakers.flatMap(({ slot, nickname }) =>
    SPEAKER_FIGURES.map((name) => ({ name: `${nickname} ${name}`, values: figures.speaker(slot, name) })),
  )
  return [...own, ...heard]
}

/** The worst of each figure over all who were heard; null where nobody was. */
export function worstHeard(figures: CallFigures, speakers: readonly HeardSpeaker[]) {
  const worst = (of: (slot: number) => Column): number | null => {
    const all = speakers.flatMap(({ slot }) => of(slot)).filter((value) => value !== null)
    return all.length === 0 ? null : all.reduce((most, value) => Math.max(most, value))
  }
  const way = (slot: number): Column => {
    const parts = SPEAKER_WAY.map((part) => figures.speaker(slot, part))
    return figures.times.map((_, at) => {
      const known = parts.map((part) => part[at] ?? null)
      return known.includes(null) ? null : known.reduce<number>((sum, value) => sum + (value ?? 0), 0)
    })
  }
  return {
    delay: worst(way),
    loss: worst((slot) => figures.speaker(slot, 'loss')),
    concealed: worst((slot) => figures.speaker(slot, 'concealed')),
    jitter: worst((slot) => figures.speaker(slot, 'jitter')),
  }
}
