import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PalabreError } from '../../../../../electron/contract/errors.ts'
import { WavWriter } from '../../../../../electron/voice/playback/wav-writer.ts'
import { inStereo, readWav, readWavChannels } from '../../../../support/wav-file.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palabre-writer-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const fail = (error: PalabreError) => {
  throw error
}

test('what is appended can be read back, at 48 kHz', () => {
  const file = join(folder, 'a.wav')
  const writer = new WavWriter(file, fail)
  const samples = Float32Array.from({ length: 50_000 }, (_, i) => Math.sin(i / 20))
  for (let at = 0; at < samples.length; at += 480) writer.append(inStereo(samples.subarray(at, at + 480)))
  writer.close()
  writer.close()
  const read = readWav(file)
  expect(read.rate).toBe(48_000)
  expect(read.samples).toHaveLength(samples.length)
  const worst = read.samples.reduce(
    (most, sample, i) => Math.max(most, Math.abs(sample - (samples[i] ?? 9))),
    0,
  )
  expect(worst).toBeLessThan(1e-4)
})

test('left and right are kept where both are wanted, else their mean', () => {
  const [both, mean] = [join(folder, 'both.wav'), join(folder, 'mean.wav')]
  const writers = [new WavWriter(both, fail, 2), new WavWriter(mean, fail)]
  for (const writer of writers) {
    writer.append(Float32Array.of(0.5, -0.25, 0.5, 0.25))
    writer.close()
  }
  expect(readWavChannels(both).map((channel) => [...channel].map((sample) => sample.toFixed(2)))).toEqual([
    ['0.50', '0.50'],
    ['-0.25', '0.25'],
  ])
  expect([...readWav(mean).samples].map((sample) => sample.toFixed(3))).toEqual(['0.125', '0.375'])
})

test('a recording that breaks off is a valid file up to there', () => {
  const file = join(folder, 'b.wav')
  const writer = new WavWriter(file, fail)
  writer.append(new Float32Array(80_000).fill(0.5))
  expect(readWav(file).samples.length).toBeGreaterThan(16_000)
  writer.close()
  expect(readWav(file).samples).toHaveLength(40_000)
})

test('samples beyond full scale are cut, not wrapped', () => {
  const file = join(folder, 'c.wav')
  const writer = new WavWriter(file, fail)
  writer.append(inStereo(Float32Array.of(2, -2, Number.NaN)))
  writer.close()
  const [high = 0, low = 0] = readWav(file).samples
  expect(high).toBeGreaterThan(0.99)
  expect(low).toBe(-1)
})

test('a place that cannot be written is named', () => {
  expect(() => new WavWriter(join(folder, 'none', 'd.wav'), fail)).toThrow(PalabreError)
})

test.skipIf(!existsSync('/dev/full'))(
  'a full disk ends the recording, is told once and throws nothing',
  () => {
    const errors: PalabreError[] = []
    const writer = new WavWriter('/dev/full', (error) => errors.push(error))
    for (let turn = 0; turn < 3; turn += 1) writer.append(new Float32Array(20_000))
    writer.close()
    expect(errors.map(({ code }) => code)).toEqual(['data-unwritable'])
  },
)
