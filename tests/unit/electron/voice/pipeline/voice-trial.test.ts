import { expect, test } from 'vitest'
import { PIPELINE_CONFIG } from '../../../../../electron/voice/pipeline/config.ts'
import { VoiceTrial } from '../../../../../electron/voice/pipeline/voice-trial.ts'
import { samplesOf } from '../../../../../electron/voice/units.ts'

const FRAME = samplesOf(10)
const { trialMs, toneWaitMs } = PIPELINE_CONFIG

function trial() {
  const said: unknown[] = []
  const made = new VoiceTrial({
    onStep: (step) => said.push(step),
    onEnded: (...end) => said.push(end),
  })
  return { made, said }
}

/** Frames of the microphone, each a step of its own, so that their order can be seen. */
function record(made: VoiceTrial, frames: number): void {
  for (let frame = 0; frame < frames; frame += 1) made.hear(new Float32Array(FRAME).fill(frame / 1_000))
}

test('what was said is played as it was, once, to every channel', () => {
  const { made, said } = trial()
  made.start(0)
  record(made, trialMs / 10 + 5)
  made.turn(trialMs, true)
  const played = new Float32Array(2 * samplesOf(trialMs))
  made.addTo(played, 2)
  for (const frame of [0, 1, 150, trialMs / 10 - 1]) {
    const place = 2 * frame * FRAME
    expect([played[place], played[place + 1]]).toEqual([
      Math.fround(frame / 1_000),
      Math.fround(frame / 1_000),
    ])
  }
  made.turn(2 * trialMs, true)
  expect(said).toEqual(['recording', 'playing', [true, expect.any(Number), undefined]])
  const after = new Float32Array(96)
  made.addTo(after, 2)
  expect(after.every((sample) => sample === 0)).toBe(true)
})

test('it waits for a loudspeaker, and says which device is missing', () => {
  const { made, said } = trial()
  made.start(0)
  record(made, trialMs / 10)
  made.turn(trialMs, false)
  const block = new Float32Array(960).fill(0)
  made.addTo(block, 2)
  expect(block.every((sample) => sample === 0)).toBe(true)
  made.turn(2 * trialMs + toneWaitMs, false)
  expect(said.at(-1)).toEqual([false, expect.any(Number), 'playback'])
  made.start(0)
  made.turn(trialMs + toneWaitMs, true)
  expect(said.at(-1)).toEqual([false, -127, 'capture'])
})

test('it can be ended before its time, once', () => {
  const { made, said } = trial()
  made.start(0)
  made.stop()
  made.stop()
  expect(said).toEqual(['recording', [false, -127, undefined]])
})
