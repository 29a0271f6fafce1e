import { describe, expect, test } from 'vitest'
import { JITTER_CONFIG } from '../../../../../electron/voice/jitter/config.ts'
import { LevelControl } from '../../../../../electron/voice/jitter/level-control.ts'

const { quietExcessMs, quietExcessNearMs, quietLackMs, voicedExcessMs, voicedApartMs, forcedExcessMs } =
  JITTER_CONFIG

describe('what a constant distance from the target asks for', () => {
  test.each([
    ['far', false, quietExcessMs],
    ['near', true, quietExcessNearMs],
  ])('%s: an excess is taken away where it is quiet from its bound on', (_, near, boundMs) => {
    expect(new LevelControl({ near }).decide(boundMs - 0.01, 0)).toBe('normal')
    const control = new LevelControl({ near })
    expect(control.decide(boundMs, 0)).toBe('accelerate')
    expect(control.stretchable).toBe('quiet')
  })

  test('a lack is filled up where it is quiet', () => {
    const control = new LevelControl()
    expect(control.decide(-quietLackMs + 0.01, 0)).toBe('normal')
    control.restart()
    expect(control.decide(-quietLackMs, 0)).toBe('expand')
    expect(control.stretchable).toBe('quiet')
  })

  test('more may cost one correction within speech a minute', () => {
    const control = new LevelControl()
    control.decide(voicedExcessMs, 0)
    expect(control.stretchable).toBe('voiced')
    control.corrected(-voicedExcessMs, true)
    control.restart()
    control.decide(0, 10)
    control.decide(voicedExcessMs, 20)
    expect([control.corrections, control.stretchable]).toEqual([1, 'quiet'])
    control.restart()
    control.decide(voicedExcessMs, 20 + voicedApartMs)
    expect(control.stretchable).toBe('voiced')
  })

  test('the most is taken away whatever the sound is like', () => {
    const control = new LevelControl()
    control.decide(forcedExcessMs, 0)
    expect(control.stretchable).toBe('any')
  })
})

test('a spurt that begins with what was said before its gate opened catches up at once', () => {
  const control = new LevelControl()
  control.corrected(-1, true)
  control.restart(true)
  expect(control.decide(voicedExcessMs, 0)).toBe('accelerate')
  expect(control.stretchable).toBe('voiced')
})
