import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resample } from '../../electron/base/resampler.ts'
import { missing } from './requirement.ts'
import { readWav } from './wav-file.ts'

const RATE = 48_000
/** What is said where nothing else is asked for: sentences of the Harvard list 1. */
const TEXT =
  'The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background. ' +
  'It is easy to tell the depth of a well. These days a chicken leg is a rare dish. ' +
  'Rice is often served in round bowls. The juice of lemons makes fine punch. ' +
  'The box was thrown beside the parked truck. The hogs were fed chopped corn and garbage.'

/** Speech of the given length, 48 kHz mono: spoken by espeak-ng where it is installed, else imitated. */
export function speech(seconds: number, voice = 'en', text = TEXT): Float32Array {
  const length = Math.round(seconds * RATE)
  const spoken = missing('espeak-ng') === undefined ? spokenText(voice, text) : imitatedSpeech(length)
  const out = new Float32Array(length)
  for (let index = 0; index < length; index += 1) out[index] = spoken[index % spoken.length] ?? 0
  return out
}

function spokenText(voice: string, text: string): Float32Array {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-speech-'))
  try {
    const file = join(folder, 'speech.wav')
    execFileSync('espeak-ng', ['-v', voice, '-w', file, text], { stdio: 'ignore' })
    const { rate, samples } = readWav(file)
    return resample(samples, rate, RATE)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Pulses through three moving formants, in syllables: enough like speech for delay and intelligibility. */
export function imitatedSpeech(length: number): Float32Array {
  const out = new Float32Array(length)
  const formants = [new Resonator(), new Resonator(), new Resonator()]
  let phase = 0
  for (let index = 0; index < length; index += 1) {
    const time = index / RATE
    const pitch = 120 + 30 * Math.sin(2 * Math.PI * 0.7 * time) + 7 * Math.sin(2 * Math.PI * 3.1 * time)
    phase += pitch / RATE
    const pulse = phase >= 1 ? 1 : 0
    if (phase >= 1) phase -= 1
    const voiced = Math.max(0, Math.sin(2 * Math.PI * 2.3 * time + 2 * Math.sin(0.9 * time))) ** 0.5
    const vowel = Math.sin(2 * Math.PI * 1.3 * time)
    formants[0]?.tune(500 + 220 * vowel)
    formants[1]?.tune(1500 + 600 * Math.sin(2 * Math.PI * 1.7 * time))
    formants[2]?.tune(2700 + 200 * vowel)
    let sum = 0
    for (const formant of formants) sum += formant.next(pulse)
    out[index] = 1.2 * voiced * sum
  }
  return out
}

/** Two-pole resonance of 90 Hz width. */
class Resonator {
  #a1 = 0
  #a2 = 0
  #y1 = 0
  #y2 = 0

  tune(hz: number): void {
    const radius = Math.exp((-Math.PI * 90) / RATE)
    this.#a1 = 2 * radius * Math.cos((2 * Math.PI * hz) / RATE)
    this.#a2 = -radius * radius
  }

  next(input: number): number {
    const y = 0.05 * input + this.#a1 * this.#y1 + this.#a2 * this.#y2
    this.#y2 = this.#y1
    this.#y1 = y
    return y
  }
}
