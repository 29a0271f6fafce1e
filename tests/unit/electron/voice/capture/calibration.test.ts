import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CalibrationResult } from '../../../../../electron/contract/engine.ts'
import { Calibration } from '../../../../../electron/voice/capture/calibration.ts'
import { CAPTURE_CONFIG } from '../../../../../electron/voice/capture/config.ts'
import { VoiceActivity } from '../../../../../electron/voice/capture/voice-activity.ts'

const { settleMs, roomMs, speechMostMs, openLeastDb, openMostDb } = CAPTURE_CONFIG.calibration
const ROOM_BLOCKS = (settleMs + roomMs) / 10

/** Measures a room and then a voice, given by the level of their blocks of 10 ms. */
function measured(room: (block: number) => number, voice: (block: number) => number): CalibrationResult {
  const calibration = new Calibration()
  calibration.start()
  for (let block = 0; block < ROOM_BLOCKS; block += 1) {
    expect(calibration.observe(room(block), 10)).toBeUndefined()
  }
  expect(calibration.step).toBe('speech')
  for (let block = 0; block <= speechMostMs / 10; block += 1) {
    const result = calibration.observe(voice(block), 10)
    if (result !== undefined) return result
  }
  throw new Error('there was no end')
}

/** Words of 300 ms, with gaps in which the room is heard. */
const words = (loudDb: number, roomDb: number) => (block: number) => (block % 45 < 30 ? loudDb : roomDb)

describe('a threshold', () => {
  test('lies between the room and a voice, nearer to the room', () => {
    const { roomDb, speechDb, openDb } = measured(() => -62, words(-30, -62))
    expect([roomDb, speechDb]).toEqual([-62, -30])
    expect(openDb).toBe(-48)
  })

  test('is not moved by what settles, or by a chair', () => {
    const noisy = (block: number) => (block < settleMs / 10 ? -10 : block % 40 === 0 ? -20 : -62)
    expect(measured(noisy, words(-30, -62)).openDb).toBe(-48)
  })

  test('is not found where nobody speaks, or the room is as loud', () => {
    expect(
      measured(
        () => -62,
        () => -60,
      ),
    ).toEqual({ roomDb: -62, speechDb: null, openDb: null })
    expect(measured(() => -28, words(-26, -28)).openDb).toBeNull()
  })

  test('lets the voice in and keeps the room out, for every room and every voice above it', () => {
    const level = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    fc.assert(
      fc.property(level(-75, -40), level(12, 40), (roomDb, aboveDb) => {
        const voiceDb = Math.min(0, roomDb + aboveDb)
        const { openDb } = measured(() => roomDb, words(voiceDb, roomDb))
        if (openDb === null) throw new Error('there is none')
        expect(openDb).toBeGreaterThanOrEqual(openLeastDb)
        expect(openDb).toBeLessThanOrEqual(openMostDb)
        const activity = new VoiceActivity()
        activity.chosenDb = openDb
        expect(activity.observe(roomDb, 10)).toBe('silent')
        expect(activity.observe(voiceDb, 10)).toBe('start')
      }),
    )
  })

  test('is not looked for before it begins, or after it was ended', () => {
    const calibration = new Calibration()
    expect(calibration.observe(-20, 10_000)).toBeUndefined()
    calibration.start()
    calibration.stop()
    expect(calibration.observe(-20, 10_000)).toBeUndefined()
    expect(calibration.step).toBe('off')
  })
})
