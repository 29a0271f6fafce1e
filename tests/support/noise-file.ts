import { join } from 'node:path'
import { seededRandom } from './seeded-random.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { writeWav } from './wav-file.ts'

/**
 * A WAV file in a folder of its own with noise that costs an encoder all the bits it is given: `length` samples at
 * 48 kHz, of which those from `sounding` on are silence.
 */
export async function noiseFile(
  length: number,
  sounding = length,
): Promise<{ file: string; remove: () => Promise<void> }> {
  const { folder, remove } = await temporaryFolder()
  const file = join(folder, 'noise.wav')
  const random = seededRandom(1)
  writeWav(
    file,
    Float32Array.from({ length }, (_, at) => (at < sounding ? (random.fraction() - 0.5) / 4 : 0)),
  )
  return { file, remove }
}
