import { expect, test } from 'vitest'
import { CAPTURE_CONFIG } from '../../../../../electron/voice/capture/config.ts'
import { VoiceActivity } from '../../../../../electron/voice/capture/voice-activity.ts'

/** The steps for levels, one frame of 10 ms each, with a hang-over of 30 ms. */
function steps(levels: number[]): string {
  const activity = new VoiceActivity({ ...CAPTURE_CONFIG.speechGate, hangMs: 30 })
  return levels.map((level) => activity.observe(level, 10)[0]).join('')
}

test('a spurt starts with speech and ends after the hang-over', () => {
  // Letters: silent (s), start (s), speech (s), end (e); told apart by place.
  const activity = new VoiceActivity({ ...CAPTURE_CONFIG.speechGate, hangMs: 30 })
  const seen = [-90, -30, -30, -90, -90, -90, -90].map((level) => activity.observe(level, 10))
  expect(seen).toEqual(['silent', 'start', 'speech', 'speech', 'speech', 'end', 'silent'])
})

test('between the two thresholds an open gate stays open and a closed one closed', () => {
  const activity = new VoiceActivity({ ...CAPTURE_CONFIG.speechGate, hangMs: 30 })
  expect(activity.observe(-51, 10)).toBe('silent')
  activity.observe(-40, 10)
  for (let frame = 0; frame < 20; frame += 1) expect(activity.observe(-51, 10)).toBe('speech')
})

test('gaps shorter than the hang-over do not end a spurt', () => {
  expect(steps([-30, -90, -90, -30, -90, -90, -30])).not.toContain('e')
})

test('after a reset the next speech starts a spurt', () => {
  const activity = new VoiceActivity({ ...CAPTURE_CONFIG.speechGate, hangMs: 30 })
  activity.observe(-30, 10)
  activity.reset()
  expect(activity.observe(-30, 10)).toBe('start')
})

test('a loud room does not keep it open', () => {
  const activity = new VoiceActivity()
  for (let frame = 0; frame < 2_000; frame += 1) activity.observe(-42, 10)
  expect(activity.observe(-42, 10)).toBe('silent')
  expect(activity.observe(-25, 10)).toBe('start')
})

test('a steady voice far above any room stays in', () => {
  const activity = new VoiceActivity()
  for (let frame = 0; frame < 6_000; frame += 1) activity.observe(-20, 10)
  expect(activity.observe(-20, 10)).toBe('speech')
})

test('where the suppressor tells, its word counts and not the level', () => {
  const activity = new VoiceActivity({ ...CAPTURE_CONFIG.speechGate, hangMs: 20 })
  expect(activity.observe(-20, 10, 0.1)).toBe('silent')
  expect(activity.observe(-55, 10, 0.9)).toBe('start')
  expect(activity.observe(-20, 10, 0.5)).toBe('speech')
  expect(activity.observe(-20, 10, 0.1)).toBe('speech')
  expect(activity.observe(-20, 10, 0.1)).toBe('end')
  expect(activity.observe(-70, 10, 1)).toBe('silent')
})

test('a level that the user chose decides alone, with a little hold', () => {
  const activity = new VoiceActivity({ ...CAPTURE_CONFIG.speechGate, hangMs: 10 })
  activity.chosenDb = -40
  expect(activity.observe(-41, 10, 1)).toBe('silent')
  expect(activity.observe(-40, 10, 0)).toBe('start')
  expect(activity.observe(-40 - CAPTURE_CONFIG.chosenHoldDb, 10, 0)).toBe('speech')
  expect(activity.observe(-41 - CAPTURE_CONFIG.chosenHoldDb, 10, 1)).toBe('end')
  activity.chosenDb = undefined
  expect(activity.observe(-50, 10, 0.9)).toBe('start')
})
