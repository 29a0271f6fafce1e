import { expect, it } from 'vitest'
import { byteRange } from '../../../../../../electron/host/http/api/byte-range.ts'

it('reads one range of bytes as RFC 9110 has it', () => {
  const of = (header: string | undefined): unknown => byteRange(header, 10)
  expect(of('bytes=0-3')).toEqual({ start: 0, end: 3 })
  expect(of('bytes=4-')).toEqual({ start: 4, end: 9 })
  expect(of('bytes=4-99')).toEqual({ start: 4, end: 9 })
  expect(of('bytes=-3')).toEqual({ start: 7, end: 9 })
  expect(of('bytes=-30')).toEqual({ start: 0, end: 9 })
  for (const none of ['bytes=10-', 'bytes=99-100', 'bytes=-0']) expect(of(none)).toBe('unsatisfiable')
  for (const whole of [
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=5-4',
    'bytes=0-1,3-4',
    'lines=0-3',
    'bytes=a-b',
  ])
    expect(of(whole)).toBeUndefined()
  expect(byteRange('bytes=-5', 0)).toBe('unsatisfiable')
})
