import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SPOOL_FILE } from '../../../../../electron/contract/recording.ts'
import { finishRecording } from '../../../../../electron/voice/pipeline/finish-recording.ts'
import { speech } from '../../../../support/audio-measure.ts'
import { decodedTrack } from '../../../../support/decoded-track.ts'
import { writeSpool } from '../../../../support/spool-builder.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(() => place.remove())

function wish() {
  return { recordingId: 3, folder: place.folder, title: 'Lobby', date: '2026-01-02' }
}

function spool(sound: Float32Array): void {
  const one = { source: 1, userId: 5, nickname: 'Anna', sound, fromMs: 100 }
  writeSpool(join(place.folder, SPOOL_FILE), [one, { ...one, source: 2, userId: 6, nickname: 'Ben' }], 2_000)
}

describe('finishing a recording', () => {
  it('makes a track of each and the mix, tells how far it is, and may do so again', () => {
    spool(speech(1))
    const told: [number, string][] = []
    const made = finishRecording(wish(), (fraction, phase) => told.push([fraction, phase]))
    expect(made).toMatchObject({
      durationMs: 2_000,
      tracks: [
        { number: 1, userId: 5 },
        { number: 2, userId: 6 },
      ],
    })
    expect(readdirSync(place.folder).sort()).toEqual(['mix.opus', SPOOL_FILE, 'track-1.opus', 'track-2.opus'])
    expect(statSync(join(place.folder, 'mix.opus')).size).toBe(made.mixBytes)
    expect(statSync(join(place.folder, 'track-2.opus')).size).toBe(made.tracks[1]?.bytes)
    const { file } = decodedTrack(join(place.folder, 'track-1.opus'))
    expect(file.comments).toEqual(['ALBUM=Lobby', 'DATE=2026-01-02', 'TITLE=Lobby', 'ARTIST=Anna'])
    expect(told[0]).toEqual([0, 'tracks'])
    expect(told.at(-1)?.[1]).toBe('mix')
    expect(told.map(([fraction]) => fraction)).toEqual(
      told.map(([fraction]) => fraction).sort((a, b) => a - b),
    )
    expect(finishRecording(wish(), () => {})).toEqual(made)
  })

  it('makes nothing where nobody spoke', () => {
    spool(new Float32Array(0))
    expect(finishRecording(wish(), () => {})).toEqual({ durationMs: 2_000, mixBytes: 0, tracks: [] })
    expect(readdirSync(place.folder)).toEqual([SPOOL_FILE])
  })

  it('leaves nothing half behind where it is ended', () => {
    spool(speech(1))
    const end = (_: number, phase: string): void => {
      if (phase === 'mix') throw new Error('enough')
    }
    expect(() => finishRecording(wish(), end)).toThrow('enough')
    expect(readdirSync(place.folder)).toEqual([SPOOL_FILE])
  })
})
