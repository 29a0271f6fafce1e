import { describe, expect, it } from 'vitest'
import {
  apart,
  extent,
  rowsOf,
  stackOf,
  sumAt,
  worstOf,
  type ChartData,
} from '../../../../renderer/components/metrics/chart.ts'
import { composeCsv } from '../../../../renderer/components/metrics/csv.ts'

const line = (key: string, ...values: (number | null)[]) => ({ key, label: key, look: 0, values })
const chart: ChartData = {
  ...{ id: 'x', title: 'X', unit: 'ms', times: [0, 1_000, 2_000] },
  series: [line('a', 1, null, 3), line('b', 10, null, null)],
}

describe('a chart', () => {
  it('knows its ends, of what is seen', () => {
    expect(extent(chart)).toEqual([1, 10])
    expect(extent({ ...chart, stacked: true })).toEqual([3, 11])
    expect(extent({ ...chart, series: [line('a', null, null, null)] })).toBeUndefined()
  })

  it('puts layers upon each other, with gaps where nothing is known', () => {
    expect(stackOf(chart)).toEqual([
      [1, null, 3],
      [11, null, 3],
    ])
    expect(sumAt(chart.series, 1)).toBeNull()
  })

  it('shows the worst lines where there are too many', () => {
    const many = [line('low', 1), line('none', null), line('high', 9), line('middle', 5)]
    expect(worstOf(many, 2).map(({ key }) => key)).toEqual(['high', 'middle'])
    expect(worstOf(many, 4)).toBe(many)
  })

  it('gives each line a look of its own, the wished one where it can be', () => {
    const wished = [0, 3, 3, 11, 0].map((look) => ({ ...line('x', 1), look }))
    expect(apart(wished, 8).map(({ look }) => look)).toEqual([0, 3, 4, 5, 1])
  })

  it('is a table of as many rows as fit, the newest first', () => {
    const times = Array.from({ length: 100 }, (_, at) => at * 1_000)
    const long = { ...chart, times, series: [line('a', ...times)] }
    const rows = rowsOf(long, { fromMs: 0, toMs: 100_000 }, 10)
    expect(rows.map(({ id }) => id)).toEqual([99, 89, 79, 69, 59, 49, 39, 29, 19, 9].map((at) => at * 1_000))
    expect(rows[0]?.values).toEqual([99_000])
    expect(rowsOf({ ...long, times: [] }, { fromMs: 0, toMs: 1 }, 10)).toEqual([])
  })
})

it('a table is taken away as CSV without formulas', () => {
  const text = composeCsv(
    [0, 1_000],
    [
      { name: '=HYPERLINK("x"),a', values: [1.23456, null] },
      { name: 'plain', values: [-5, 1e9] },
    ],
  )
  expect(text).toBe(
    'time,"\'=HYPERLINK(""x""),a",plain\r\n' +
      '1970-01-01T00:00:00.000Z,1.235,-5\r\n1970-01-01T00:00:01.000Z,,1000000000\r\n',
  )
})
