import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTracks, type Tracks } from '../../../../../electron/voice/record/make-tracks.ts'
import { aligned, delayByCorrelation, levelDb, speech, stoi } from '../../../../support/audio-measure.ts'
import { decodedTrack } from '../../../../support/decoded-track.ts'
import { writeSpool, type SpoolVoice } from '../../../../support/spool-builder.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const RATE = 48
const SPEECH = speech(4)
const OTHER = speech(
  4,
  'en+f3',
  'Four hours of steady work faced us. A large size in stockings is hard to sell.',
)

let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(() => place.remove())

function tracksOf(
  voices: readonly SpoolVoice[],
  endMs?: number,
  onProgress?: (share: number) => void,
): Tracks {
  const spool = join(place.folder, 'spool')
  writeSpool(spool, voices, endMs)
  const trackPath = (number: number): string => join(place.folder, `track-${String(number)}.opus`)
  const progress = onProgress === undefined ? {} : { onProgress }
  return makeTracks({ spool, trackPath, serial: 100, comments: { ALBUM: 'Lobby' }, ...progress })
}

function samplesOfTrack(tracks: Tracks, number: number): Float32Array {
  return decodedTrack(tracks.tracks[number - 1]?.path ?? '').samples
}

const ANNA = { source: 1, userId: 11, nickname: 'Anna', sound: SPEECH, fromMs: 500 }
const BEN = { source: 2, userId: 12, nickname: 'Ben', sound: OTHER, fromMs: 900 }

describe('tracks of a spool', () => {
  it('are one per person, equally long, with what each said in its place', () => {
    const tracks = tracksOf([ANNA, { ...BEN, frameMs: 10, firstTimestamp: 2 ** 32 - 48_000 }], 6_000)
    expect(tracks.tracks.map(({ number, userId, nickname }) => [number, userId, nickname])).toEqual([
      [1, 11, 'Anna'],
      [2, 12, 'Ben'],
    ])
    for (const [number, { sound, fromMs }] of [ANNA, BEN].entries()) {
      const samples = samplesOfTrack(tracks, number + 1)
      expect(samples.length).toBe(6_000 * RATE)
      const delay = delayByCorrelation(sound, samples, 0, 2_000 * RATE)
      expect(Math.abs(delay / RATE - fromMs)).toBeLessThan(3)
      expect(stoi(sound, aligned(samples, delay, sound.length))).toBeGreaterThan(0.97)
      expect(levelDb(samples.subarray(0, (fromMs - 20) * RATE))).toBeLessThan(-90)
      expect(levelDb(samples.subarray(5_000 * RATE))).toBeLessThan(-90)
    }
    const { file } = decodedTrack(tracks.tracks[0]?.path ?? '')
    expect([file.serial, file.preSkip, file.channels]).toEqual([101, 3_840, 1])
    expect(file.comments).toEqual(['ALBUM=Lobby', 'ARTIST=Anna'])
  })

  it('hold time through jitter, losses, pauses, and a clock that runs apart', () => {
    const voice = { ...ANNA, ppm: 300, jitterMs: 40, isLost: (frame: number) => frame % 19 === 7 }
    const tracks = tracksOf([{ ...voice, isPause: (frame) => frame >= 60 && frame < 90 }])
    const samples = samplesOfTrack(tracks, 1)
    const parts = [
      [0, 1.2],
      [1.8, 4],
    ] as const
    for (const [from, to] of parts) {
      const part = SPEECH.subarray(from * 1_000 * RATE, to * 1_000 * RATE)
      const delay = delayByCorrelation(part, samples, 0, samples.length - part.length)
      expect(Math.abs(delay / RATE - 500 - from * 1_000)).toBeLessThan(8)
    }
    const pause = samples.subarray((500 + 1_250) * RATE, (500 + 1_750) * RATE)
    expect(levelDb(pause)).toBeLessThan(-90)
    expect(tracks.tracks[0]).toMatchObject({ copies: 0 })
    expect(tracks.tracks[0]?.concealed).toBeGreaterThan(0)
  })

  it('have lost frames back from copies', () => {
    const tracks = tracksOf([{ ...ANNA, copies: true, isLost: (frame) => frame % 10 === 4 }])
    const samples = samplesOfTrack(tracks, 1)
    expect(tracks.tracks[0]).toMatchObject({ frames: 200, copies: 20, concealed: 0 })
    expect(stoi(SPEECH, aligned(samples, 500 * RATE, SPEECH.length))).toBeGreaterThan(0.97)
  })

  it('go on in one track where somebody leaves and comes back', () => {
    const back = { ...BEN, userId: 11, nickname: 'Anna again', fromMs: 6_000 }
    const tracks = tracksOf([ANNA, back])
    expect(tracks.tracks.map(({ nickname }) => nickname)).toEqual(['Anna again'])
    const samples = samplesOfTrack(tracks, 1)
    expect(Math.abs(delayByCorrelation(OTHER, samples, 0, 8_000 * RATE) / RATE - 6_000)).toBeLessThan(3)
    expect(Math.abs(delayByCorrelation(SPEECH, samples, 0, 8_000 * RATE) / RATE - 500)).toBeLessThan(3)
  })

  it('are two where somebody speaks from two machines at once', () => {
    const phone = { ...BEN, userId: 11, nickname: 'Anna', deviceId: 2 }
    const tracks = tracksOf([{ ...ANNA, deviceId: 1 }, phone], 6_000)
    expect(tracks.tracks.map(({ number, userId }) => [number, userId])).toEqual([
      [1, 11],
      [2, 11],
    ])
    for (const [number, { sound }] of [ANNA, BEN].entries()) {
      const samples = samplesOfTrack(tracks, number + 1)
      const delay = delayByCorrelation(sound, samples, 0, 2_000 * RATE)
      expect(stoi(sound, aligned(samples, delay, sound.length))).toBeGreaterThan(0.97)
    }
  })

  it('are none of who said nothing, and none at all of an empty spool', () => {
    expect(tracksOf([{ ...ANNA, sound: new Float32Array(0) }], 2_000)).toEqual({
      tracks: [],
      samples: 96_000,
    })
  })

  it('are given up where the teller of progress throws', () => {
    const stop = (): never => {
      throw new Error('enough')
    }
    expect(() => tracksOf([ANNA], undefined, stop)).toThrow('enough')
  })
})
