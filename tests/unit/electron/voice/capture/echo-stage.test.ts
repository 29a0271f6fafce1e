import { expect, test } from 'vitest'
import { EchoCanceller } from '../../../../../electron/voice/capture/echo-canceller.ts'
import { EchoStage } from '../../../../../electron/voice/capture/echo-stage.ts'
import { levelDb } from '../../../../support/audio-measure.ts'
import { echoOf } from '../../../../support/echo-scene.ts'
import { imitatedSpeech } from '../../../../support/speech.ts'

const RATE = 48_000
const FRAME = 480

/** The level of the last second of an echo, in and out; `told` whether the stage hears what is played. */
function lastSecond(told: boolean): { before: number; after: number } {
  const stage = new EchoStage(new EchoCanceller(), FRAME)
  expect(stage.delaySamples).toBe(120)
  const far = imitatedSpeech(3 * RATE)
  const sound = echoOf(far, [{ delayMs: 50, gainDb: -6 }])
  const before = levelDb(sound.subarray(2 * RATE))
  for (let at = 0; at < sound.length; at += FRAME) {
    if (told) stage.hear(far.subarray(at, at + FRAME))
    stage.process(sound.subarray(at, at + FRAME))
  }
  stage.reset()
  stage.close()
  return { before, after: levelDb(sound.subarray(2 * RATE)) }
}

test('lowers the echo of what it was told is played', () => {
  const { before, after } = lastSecond(true)
  expect(before - after).toBeGreaterThan(25)
})

test('takes what it was not told of for a voice here', () => {
  const { before, after } = lastSecond(false)
  expect(Math.abs(before - after)).toBeLessThan(0.5)
})
