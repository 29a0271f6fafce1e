import type uPlot from 'uplot'
import { LOOKS, type ChartColours } from '../../composables/use-series-colours/index.ts'
import type { ChartData } from './chart.ts'
import { dashOf, fillOf } from './series-look.ts'

/** Height of a chart, pixels. */
export const CHART_HEIGHT = 168

const AXIS_WIDTH = 44
const AXIS_HEIGHT = 26
/** Room for a time of day, and for one with seconds. */
const TIME_WIDTH = 54
const LONG_TIME_WIDTH = 84
const MINUTE_S = 60
/** Half of it stands beyond the end of the chart. */
const LABEL_ROOM = 24
/** A scale reaches a little beyond what is on it. */
const ROOM = 1.1
const MS_PER_S = 1_000

export interface PlotWords {
  readonly time: (atMs: number, withSeconds: boolean) => string
  readonly number: (value: number) => string
}

export interface PlotHooks {
  readonly onSelect: (plot: uPlot) => void
  readonly onCursor: (plot: uPlot) => void
  readonly onReset: () => void
}

/** How a chart is drawn. */
export function plotOptions(
  chart: ChartData,
  colours: ChartColours,
  width: number,
  words: PlotWords,
  hooks: PlotHooks,
): uPlot.Options {
  const colour = (look: number): string => colours.series[look % LOOKS] ?? colours.ink
  const fills = chart.stacked === true ? chart.series.map(({ look }) => fillOf(look, colour(look))) : []
  const axis = { stroke: colours.ink, font: colours.font, ticks: { show: false } }
  const grid = { stroke: colours.line, width: 1 }
  const fixed = chart.scale
  return {
    ...{ width, height: CHART_HEIGHT, legend: { show: false }, padding: [10, LABEL_ROOM, 0, 0] },
    cursor: {
      ...{ y: false, drag: { x: true, y: false, setScale: false, dist: 4 } },
      bind: {
        dblclick: () => () => {
          hooks.onReset()
          return null
        },
      },
    },
    scales: {
      x: { time: true, auto: false },
      y: {
        range: (_plot, _least, most) => (fixed === undefined ? [0, mostOf(most)] : [...fixed]),
      },
    },
    axes: [
      {
        ...{ ...axis, grid: { show: false }, size: AXIS_HEIGHT, space: timeSpace },
        values: (_plot, splits, _axis, _space, stepS) =>
          splits.map((at) => words.time(at * MS_PER_S, stepS < MINUTE_S)),
      },
      {
        ...{ ...axis, grid, size: AXIS_WIDTH, space: 34 },
        values: (_plot, splits) => splits.map((value) => words.number(value)),
      },
    ],
    series: [
      {},
      ...chart.series.map(({ label, look }, at) => ({
        ...{ label, stroke: colour(look), width: chart.stacked === true ? 1 : 1.75, points: { show: false } },
        ...(chart.stacked === true ? { fill: () => fills[at] ?? '' } : { dash: dashOf(look) }),
      })),
    ],
    // The second series of the plot is the first layer, and so on: each is filled down to the one below.
    bands: chart.stacked === true ? bandsOf(fills) : [],
    hooks: { setSelect: [hooks.onSelect], setCursor: [hooks.onCursor] },
  }
}

/** Where half a minute would fit as well as a minute, seconds are told, which take more room. */
function timeSpace(_plot: uPlot, _axis: number, fromS: number, toS: number, width: number): number {
  return (width / (toS - fromS)) * MINUTE_S < 2 * TIME_WIDTH ? TIME_WIDTH : LONG_TIME_WIDTH
}

function bandsOf(fills: readonly (CanvasPattern | string)[]): uPlot.Band[] {
  return fills.slice(1).map((fill, at) => ({ series: [at + 2, at + 1], fill: () => fill }))
}

/** Nothing at all has a scale too. */
function mostOf(most: number | null): number {
  return most === null || most <= 0 ? 1 : most * ROOM
}
