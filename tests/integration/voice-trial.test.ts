import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  aligned,
  delayByCorrelation,
  levelDb,
  readWav,
  speech,
  stoi,
  writeWav,
} from '../support/audio-measure.ts'
import { EngineProcess } from '../support/engine-process.ts'
import { startPulse, type PulseServer } from '../support/pulse.ts'
import { playInto, recordSink } from '../support/pulse-tape.ts'
import { requirePart } from '../support/requirement.ts'

const SECONDS = 4
/** What a trial records of it at any rate, samples: it begins when the speech has begun. */
const [FROM, TO] = [24_000, 120_000]

describe.skipIf(requirePart('pulseaudio'))('somebody who tries their voice, with sound devices', () => {
  let folder = ''
  let pulse: PulseServer
  let engine: EngineProcess
  let said = ''
  const clean = speech(SECONDS)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palabre-trial-'))
    pulse = await startPulse(['mouth', 'ear'])
    said = join(folder, 'said.wav')
    writeWav(said, clean)
    engine = await EngineProcess.start(
      {
        capture: { kind: 'device', name: 'pulse:mouth.monitor' },
        playback: { kind: 'device', name: 'pulse:ear' },
        dsp: false,
      },
      pulse.env,
    )
    // Both devices are open when they tell their delays.
    await engine.until(
      (event) =>
        event.type === 'stats' && event.stats.captureDelayMs != null && event.stats.playbackDelayMs != null,
    )
  })

  afterAll(async () => {
    await engine.stop()
    await pulse.close()
    await rm(folder, { recursive: true })
  })

  // Another program that takes both cores for a moment tears holes that are nobody's fault: three tries.
  test('hears the three seconds as others would', { retry: 2 }, async () => {
    const heard = join(folder, 'heard.wav')
    const from = engine.events.length
    const stopRecording = recordSink(pulse, 'ear', heard)
    const speaking = playInto(pulse, 'mouth', said)
    await engine.until((event) => event.type === 'levels' && (event.levels.inputDb ?? -127) > -40, from)
    engine.post({ type: 'trial', on: true })
    const ended = await engine.until((event) => event.type === 'trialEnded', from)
    await speaking
    await stopRecording()
    expect(ended).toMatchObject({ result: { played: true } })
    const recording = readWav(heard).samples
    const part = clean.subarray(FROM, TO)
    const lag = delayByCorrelation(part, recording, 0, recording.length - part.length)
    const whole = aligned(recording, lag, part.length)
    expect(stoi(part, whole)).toBeGreaterThanOrEqual(0.95)
    expect(Math.abs(levelDb(whole) - levelDb(part))).toBeLessThan(1.5)
  })

  test('finds a threshold between the room and the voice', async () => {
    const from = engine.events.length
    engine.post({ type: 'calibrate', on: true })
    await engine.until((event) => event.type === 'testStep' && event.step === 'speech', from)
    const speaking = playInto(pulse, 'mouth', said)
    const ended = await engine.until((event) => event.type === 'calibrated', from)
    await speaking
    if (ended.type !== 'calibrated') throw new Error('it did not end')
    const { roomDb, speechDb, openDb } = ended.result
    expect(openDb).toBeGreaterThan(roomDb)
    expect(openDb).toBeLessThan(speechDb ?? -127)
  })
})
