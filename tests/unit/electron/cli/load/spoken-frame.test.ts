import { expect, it } from 'vitest'
import { LOAD_CONFIG } from '../../../../../electron/cli/load/config.ts'
import { SpokenFrame, spokenMs } from '../../../../../electron/cli/load/spoken-frame.ts'
import { OpusDecoder } from '../../../../../electron/voice/codec/opus-decoder.ts'
import { levelOf } from '../../../../../electron/voice/capture/audio-level.ts'
import { samplesOf } from '../../../../../electron/voice/units.ts'

it('is Opus that any decoder takes, and tells when it was said', () => {
  const spoken = new SpokenFrame()
  spoken.stamp(1_234_567.25)
  const payload = new Uint8Array(1_000)
  payload.set(spoken.bytes)
  expect(spokenMs(payload, spoken.bytes.length)).toBe(1_234_567.25)
  const decoder = new OpusDecoder()
  const samples = samplesOf(LOAD_CONFIG.frameMs)
  const sound = new Float32Array(samples)
  for (let frame = 0; frame < 3; frame += 1) expect(decoder.decode(spoken.bytes, sound)).toBe(samples)
  // A tone of amplitude 0.1.
  expect(levelOf(sound)).toBeGreaterThan(-35)
  decoder.close()
})
