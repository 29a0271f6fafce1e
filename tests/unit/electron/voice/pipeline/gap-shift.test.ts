import { describe, expect, it } from 'vitest'
import { FLAGS, PacketHeader } from '../../../../../electron/voice/packet/header.ts'
import { GapShift } from '../../../../../electron/voice/pipeline/gap-shift.ts'

function heard(gaps: GapShift, ...sequences: number[]): (string | undefined)[] {
  return sequences.map((sequence) => {
    const header = Object.assign(new PacketHeader(), { sequence })
    if (!gaps.apply(header)) return undefined
    return `${String(header.sequence)}${header.flags === FLAGS.spurtStart ? '*' : ''}`
  })
}

describe('gaps', () => {
  it('leave numbers as they are where there is none', () => {
    expect(heard(new GapShift(), 7, 8, 2 ** 32 - 1)).toEqual(['7', '8', '4294967295'])
  })

  it('are closed, and a spurt begins behind them', () => {
    const gaps = new GapShift()
    expect(heard(gaps, 7, 8)).toEqual(['7', '8'])
    gaps.note(9, 3)
    expect(heard(gaps, 12, 13, 10, 8)).toEqual(['9*', '10', undefined, '8'])
    gaps.note(14, 100)
    expect(heard(gaps, 114, 13)).toEqual(['11*', '10'])
  })

  it('that come too late, or twice, change nothing', () => {
    const gaps = new GapShift()
    heard(gaps, 7, 12)
    gaps.note(8, 4)
    expect(heard(gaps, 13)).toEqual(['13'])
    gaps.note(14, 2)
    gaps.note(14, 2)
    expect(heard(gaps, 16)).toEqual(['14*'])
  })
})
