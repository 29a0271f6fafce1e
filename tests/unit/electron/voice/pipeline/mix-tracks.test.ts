import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mixTracks } from '../../../../../electron/voice/pipeline/mix-tracks.ts'
import { makeTracks } from '../../../../../electron/voice/record/make-tracks.ts'
import { aligned, delayByCorrelation, levelDb, speech, stoi } from '../../../../support/audio-measure.ts'
import { decodedTrack } from '../../../../support/decoded-track.ts'
import { writeSpool } from '../../../../support/spool-builder.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const RATE = 48
const SPEECH = speech(3)

let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  place = await temporaryFolder()
})
afterAll(() => place.remove())

/** The same speech by two people one after the other, the second at a quarter of the amplitude. */
function mixed(onProgress: (share: number) => void): Float32Array {
  const spool = join(place.folder, 'spool')
  const quiet = SPEECH.map((sample) => sample / 4)
  writeSpool(spool, [
    { source: 1, userId: 1, nickname: 'A', sound: SPEECH, fromMs: 0 },
    { source: 2, userId: 2, nickname: 'B', sound: quiet, fromMs: 4_000, frameMs: 10 },
  ])
  const trackPath = (number: number): string => join(place.folder, `track-${String(number)}.opus`)
  const { tracks, samples } = makeTracks({ spool, trackPath, serial: 1, comments: {} })
  const path = join(place.folder, 'mix.opus')
  const bytes = mixTracks({
    ...{
      tracks: tracks.map((track) => track.path),
      samples,
      path,
      serial: 9,
      comments: { TITLE: 'Lobby' },
      onProgress,
    },
  })
  expect(bytes).toBe(statSync(path).size)
  const decoded = decodedTrack(path)
  expect(decoded.samples.length).toBe(samples)
  expect(decoded.file.comments).toEqual(['TITLE=Lobby'])
  return decoded.samples
}

describe('the mix of tracks', () => {
  it('has every voice in its place, understood well, and tells how far it is', () => {
    const shares: number[] = []
    const samples = mixed((share) => shares.push(share))
    for (const fromMs of [0, 4_000]) {
      const part = samples.subarray(fromMs * RATE, (fromMs + 3_500) * RATE)
      const delay = delayByCorrelation(SPEECH, part, -RATE * 100, RATE * 100)
      expect(Math.abs(delay / RATE)).toBeLessThan(3)
      expect(stoi(SPEECH, aligned(part, delay, SPEECH.length))).toBeGreaterThan(0.95)
    }
    expect(shares[0]).toBe(0)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(samples.every((sample) => Math.abs(sample) <= 1)).toBe(true)
    // Of 12 dB between the two little is left at the end.
    const lastOf = (fromMs: number): number =>
      levelDb(samples.subarray((fromMs + 2_000) * RATE, (fromMs + 3_000) * RATE))
    expect(lastOf(0) - lastOf(4_000)).toBeLessThan(9)
  })
})
