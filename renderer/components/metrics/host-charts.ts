import { HOST_COLUMNS, type HostColumn } from '../../stores/host-figures.ts'
import type { ChartData, ChartSeries } from './chart.ts'
import type { CsvColumn } from './csv.ts'

type Words = (key: string) => string

/** What was read of the host's figures. */
export interface HostColumns {
  readonly times: readonly number[]
  readonly column: (name: HostColumn) => (number | null)[]
}

/** The charts of a host. */
export function hostCharts({ times, column }: HostColumns, t: Words): ChartData[] {
  const line = (word: string, name: HostColumn): Omit<ChartSeries, 'look'> => ({
    ...{ key: name, label: t(`metrics.${word}`), values: column(name) },
  })
  const chart = (id: string, unit: string, ...lines: Omit<ChartSeries, 'look'>[]): ChartData => ({
    ...{ id, title: t(`metrics.${id}`), unit, times },
    series: lines.map((one, look) => ({ ...one, look })),
  })
  return [
    chart('packets', '/s', line('in', 'packetsIn'), line('out', 'packetsOut')),
    chart('bytes', 'kbit/s', line('in', 'kbpsIn'), line('out', 'kbpsOut')),
    { ...chart('forward', 'ms', line('half', 'forwardP50'), line('most', 'forwardP99')), digits: 2 },
    { ...chart('loop', 'ms', line('half', 'loopP50'), line('most', 'loopP99')), digits: 1 },
    { ...chart('cpu', '%', line('cpu', 'cpu')), digits: 1 },
    chart('memory', t('metrics.megabytes'), line('all', 'memory'), line('heap', 'heap')),
    { ...chart('drops', '/s', line('total', 'drops')), digits: 1 },
    chart('jobs', '', line('waiting', 'jobsWaiting'), line('running', 'jobsRunning')),
    chart('present', '', line('present', 'members')),
  ]
}

/** Everything of a host as columns of a table. */
export function hostTable({ column }: HostColumns): CsvColumn[] {
  return HOST_COLUMNS.map((name) => ({ name, values: column(name) }))
}
