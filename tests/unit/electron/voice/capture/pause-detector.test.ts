import { expect, test } from 'vitest'
import { CAPTURE_CONFIG } from '../../../../../electron/voice/capture/config.ts'
import { PauseDetector } from '../../../../../electron/voice/capture/pause-detector.ts'

/** What becomes of frames of these levels, one letter each. */
function kinds(
  detector: PauseDetector,
  frameMs: number,
  levels: readonly number[],
  probability = NaN,
): string {
  return levels
    .map((level) => {
      detector.observe(level, frameMs, probability)
      return detector.judge(frameMs)[0]
    })
    .join('')
}
const times = (count: number, level: number): number[] => new Array<number>(count).fill(level)

test('a pause begins with some of its noise, and is described every 400 ms', () => {
  const detector = new PauseDetector()
  const { hangMs } = CAPTURE_CONFIG.pauseGate
  expect(kinds(detector, 10, times(20, -20))).toBe('s'.repeat(20))
  const pause = kinds(detector, 10, times(120, -80))
  const expected = 's'.repeat(hangMs / 10) + 'b'.repeat(8) + `${'o'.repeat(39)}b`.repeat(2)
  expect(pause.slice(0, expected.length)).toBe(expected)
})

test('whatever their length, at least one frame of the noise is sent', () => {
  const pause = kinds(new PauseDetector(), 60, times(40, -80))
  expect(pause).toMatch(/^bb(o{6}b)+o*$/)
})

test('speech in any block of a frame keeps it, and soft speech counts', () => {
  const detector = new PauseDetector()
  kinds(detector, 20, times(50, -75))
  detector.observe(-75, 10)
  detector.observe(-58, 10)
  expect(detector.judge(20)).toBe('speech')
})

test('a loud room is a pause, speech above it is none', () => {
  const detector = new PauseDetector()
  kinds(detector, 10, times(600, -45))
  expect(kinds(detector, 10, times(60, -44))).not.toContain('s')
  expect(kinds(detector, 10, times(3, -36))).toBe('sss')
})

test('the suppressor knows better than the level', () => {
  expect(kinds(new PauseDetector(), 10, times(30, -30), 0.02)).toMatch(/^b+o+$/)
  expect(kinds(new PauseDetector(), 10, times(30, -65), 0.5)).toBe('s'.repeat(30))
})
