import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  MIX_FILE,
  SPOOL_FILE,
  trackFile,
  type FinishedRecording,
  type FinishWish,
} from '../../contract/recording.ts'
import { makeTracks, type Track } from '../record/make-tracks.ts'
import { millisecondsOf } from '../units.ts'
import { mixTracks } from './mix-tracks.ts'

/** Tells how far the work is, 0..1, and which part of it; a throw ends it. */
export type TellFinishing = (fraction: number, phase: 'tracks' | 'mix') => void

/** Serial numbers of the streams of one recording: the mix, then the tracks. */
const STREAMS_SHARE = 0x1_0000
/** Laying packets takes a fraction of what decoding and encoding take. */
const TRACKS_SHARE = 0.2
/** What is not whole yet has a name of its own. */
const PART = '.part'

/**
 * Makes the files of a recording that has ended, out of its spool: a track per person, and the mix. They appear under
 * their names when they are whole; a second run replaces them. Throws what the file system throws, and what `tell` does;
 * then nothing half is left.
 */
export function finishRecording(wish: FinishWish, tell: TellFinishing): FinishedRecording {
  const { recordingId, folder, title, date } = wish
  const serial = (recordingId * STREAMS_SHARE) >>> 0
  const comments = { ALBUM: title, DATE: date }
  const parts: string[] = []
  const partOf = (name: string): string => {
    const path = join(folder, `${name}${PART}`)
    parts.push(path)
    return path
  }
  try {
    const { tracks, samples } = makeTracks({
      ...{ spool: join(folder, SPOOL_FILE), serial, comments: { ...comments, TITLE: title } },
      trackPath: (number) => partOf(trackFile(number)),
      onProgress: (share) => {
        tell(share * TRACKS_SHARE, 'tracks')
      },
    })
    const mixBytes = tracks.length === 0 ? 0 : mixOf(tracks)
    for (const { number, path } of tracks) renameSync(path, join(folder, trackFile(number)))
    if (tracks.length > 0) renameSync(partOf(MIX_FILE), join(folder, MIX_FILE))
    return { durationMs: Math.round(millisecondsOf(samples)), mixBytes, tracks: tracks.map(finished) }

    function mixOf(made: readonly Track[]): number {
      return mixTracks({
        ...{ tracks: made.map(({ path }) => path), samples, path: partOf(MIX_FILE), serial },
        comments: { ...comments, TITLE: title },
        onProgress: (share) => {
          tell(TRACKS_SHARE + share * (1 - TRACKS_SHARE), 'mix')
        },
      })
    }
  } finally {
    for (const path of parts) rmSync(path, { force: true })
  }
}

function finished({ number, userId, nickname, bytes, frames, copies, concealed }: Track) {
  return {
    number,
    userId,
    nickname,
    bytes,
    frames,
    copies,
    concealedMs: Math.round(millisecondsOf(concealed)),
  }
}
