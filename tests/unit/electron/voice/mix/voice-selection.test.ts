import { describe, expect, it } from 'vitest'
import { SELECT_CONFIG } from '../../../../../electron/voice/mix/config.ts'
import { Standing, VoiceSelection } from '../../../../../electron/voice/mix/voice-selection.ts'

const { mostVoices, idleMs, holdMs, marginDb } = SELECT_CONFIG
const FRAME_MS = 10

/** A selection whose places are all taken, and one more who wants in. */
function crowd(levelDb: (index: number) => number = () => -30) {
  const selection = new VoiceSelection()
  const inside = Array.from({ length: mostVoices }, () => new Standing())
  const other = new Standing()
  let nowMs = 0
  /** Everybody sends for a while, the other one at its own level; answers how often that was decoded. */
  const run = (durationMs: number, otherDb: number | undefined, quiet: readonly Standing[] = []): number => {
    let admitted = 0
    for (const end = nowMs + durationMs; nowMs < end; nowMs += FRAME_MS) {
      for (const [index, one] of inside.entries()) {
        if (!quiet.includes(one)) selection.admit(one, levelDb(index), nowMs)
      }
      if (otherDb !== undefined && selection.admit(other, otherDb, nowMs)) admitted += 1
    }
    return admitted
  }
  run(FRAME_MS, undefined)
  const chosen = () => [...inside, other].filter((standing) => standing.chosen).length
  return { selection, inside, other, run, chosen }
}

describe('the selection of voices', () => {
  it('takes everybody while there are few', () => {
    const { inside } = crowd((index) => -20 - index)
    expect(inside.every(({ chosen }) => chosen)).toBe(true)
  })

  it('leaves out one who is not clearly louder than anybody inside', () => {
    const { run, chosen } = crowd()
    expect(run(5_000, -30 + marginDb)).toBe(0)
    expect(chosen()).toBe(mostVoices)
  })

  it('takes a clearly louder one for the quietest, after that one had its time', () => {
    const { inside, other, run, chosen } = crowd((index) => (index === 5 ? -50 : -30))
    expect(run(holdMs - 2 * FRAME_MS, -35)).toBe(0)
    expect(run(100, -35)).toBeGreaterThan(0)
    expect([inside[5]?.chosen, other.chosen, chosen()]).toEqual([false, true, mostVoices])
  })

  it('does not flutter between equals', () => {
    const { other, inside, run, selection } = crowd((index) => (index === 5 ? -34 : -30))
    run(2_000, -34)
    const changes = [...inside, other].filter(({ chosen }) => !chosen)
    expect(changes).toEqual([other])
    expect(selection.admit(other, -34, 2_100)).toBe(false)
  })

  it('lets no single click in', () => {
    const { selection, other, run } = crowd()
    run(holdMs, -60)
    expect(selection.admit(other, 0, holdMs + FRAME_MS)).toBe(false)
  })

  it('gives the place of one who is silent to whoever comes, however quiet', () => {
    const { inside, other, run } = crowd()
    const [gone] = inside
    if (gone === undefined) throw new Error('nobody')
    run(idleMs + 2 * FRAME_MS, -60, [gone])
    expect([gone.chosen, other.chosen]).toEqual([false, true])
  })

  it('always takes a priority speaker', () => {
    const { other, run, chosen } = crowd(() => 0)
    other.priority = true
    run(holdMs + 2 * FRAME_MS, -60)
    expect([other.chosen, chosen()]).toEqual([true, mostVoices])
  })

  it('has room again when somebody leaves', () => {
    const { selection, inside, other, run } = crowd()
    const [first] = inside
    if (first === undefined) throw new Error('nobody')
    selection.forget(first)
    run(FRAME_MS, -60, [first])
    expect([first.chosen, other.chosen]).toEqual([false, true])
  })
})
