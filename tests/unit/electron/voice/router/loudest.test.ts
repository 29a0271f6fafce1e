import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LOUDEST_CONFIG } from '../../../../../electron/voice/router/config.ts'
import { Loudest, Voice } from '../../../../../electron/voice/router/loudest.ts'

const { holdMs, hysteresisDb, speechDb } = LOUDEST_CONFIG

/** Voices that each say a packet of their level every 10 ms; answers who was passed on at the end. */
function talk(
  loudest: Loudest,
  voices: readonly Voice[],
  levels: readonly number[],
  fromMs: number,
  toMs: number,
) {
  let passed: boolean[] = []
  for (let nowMs = fromMs; nowMs < toMs; nowMs += 10) {
    passed = voices.map((voice, index) => loudest.admits(voice, levels[index] ?? -127, nowMs))
  }
  return passed
}

const three = () => [new Voice(), new Voice(), new Voice()]

describe('the loudest voices', () => {
  it('are all of them without a bound, and as many as fit with one', () => {
    expect(talk(new Loudest(), three(), [-20, -20, -20], 0, 1_000)).toEqual([true, true, true])
    expect(talk(new Loudest(2), three(), [-20, -20, -20], 0, 1_000)).toEqual([true, true, false])
  })

  it('do not change for a voice that is a little louder', () => {
    const louder = -20 + hysteresisDb - 1
    expect(talk(new Loudest(2), three(), [-20, -20, louder], 0, 5_000)).toEqual([true, true, false])
  })

  it('give the quietest place to one that is clearly louder, after the hold time', () => {
    const [loudest, voices] = [new Loudest(2), three()]
    const levels = [-20, -25, -25 + hysteresisDb + 1]
    expect(talk(loudest, voices, levels, 0, holdMs)).toEqual([true, true, false])
    expect(talk(loudest, voices, levels, holdMs, holdMs + 50)).toEqual([true, false, true])
  })

  it('let a voice in at its first word where another has been silent for the hold time', () => {
    const [loudest, voices] = [new Loudest(2), three()]
    const [, second, third] = voices
    if (second === undefined || third === undefined) throw new Error('three voices')
    talk(loudest, voices.slice(0, 2), [-20, -20], 0, 500)
    talk(loudest, voices.slice(0, 2), [-20, -90], 500, 500 + holdMs)
    expect(loudest.admits(third, speechDb + 1, 490 + holdMs)).toBe(false)
    expect(loudest.admits(third, speechDb + 1, 520 + holdMs)).toBe(true)
    expect(loudest.admits(second, -90, 520 + holdMs)).toBe(false)
  })

  it('do not change for noise', () => {
    const [loudest, voices] = [new Loudest(1), three()]
    talk(loudest, voices.slice(0, 1), [-90], 0, 100)
    expect(talk(loudest, voices, [-90, speechDb, -70], 2_000, 3_000)).toEqual([true, false, false])
  })

  it('make room for others when somebody goes, and when the bound changes', () => {
    const [loudest, voices] = [new Loudest(2), three()]
    talk(loudest, voices, [-20, -20, -20], 0, 1_000)
    loudest.remove(voices[0] ?? new Voice())
    expect(talk(loudest, voices.slice(1), [-20, -20], 1_000, 1_010)).toEqual([true, true])
    loudest.limit = 1
    expect(talk(loudest, voices, [-20, -20, -20], 1_010, 1_020)).toEqual([true, false, false])
    loudest.limit = 0
    expect(talk(loudest, voices, [-20, -20, -20], 1_020, 1_030)).toEqual([true, true, true])
  })

  it('are never more than the bound, whatever is said', () => {
    const packet = fc.record({ who: fc.nat(9), level: fc.integer({ min: -127, max: 0 }), after: fc.nat(700) })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(packet, { maxLength: 200 }), (bound, packets) => {
        const loudest = new Loudest(bound)
        const voices = Array.from({ length: 10 }, () => new Voice())
        let nowMs = 0
        for (const { who, level, after } of packets) {
          nowMs += after
          const voice = voices[who]
          if (voice === undefined) continue
          expect(loudest.admits(voice, level, nowMs)).toBe(voice.isChosen)
          expect(voices.filter(({ isChosen }) => isChosen).length).toBeLessThanOrEqual(bound)
        }
      }),
    )
  })
})
