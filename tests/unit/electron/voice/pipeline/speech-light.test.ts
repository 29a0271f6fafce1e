import { expect, test } from 'vitest'
import { SpeechLight } from '../../../../../electron/voice/pipeline/speech-light.ts'

test('lights with speech, holds through the gaps between syllables, then goes out', () => {
  const light = new SpeechLight()
  expect(light.speaking(0)).toBe(false)
  light.observe(-30, 100)
  light.observe(-90, 110)
  expect([light.levelDb, light.speaking(350), light.speaking(351)]).toEqual([-90, true, false])
})

test('a quiet room does not light it, and a reset puts it out', () => {
  const light = new SpeechLight()
  light.observe(-60, 0)
  expect(light.speaking(0)).toBe(false)
  light.observe(-10, 0)
  light.reset()
  expect([light.levelDb, light.speaking(0)]).toEqual([-127, false])
})
