import type { FinishedRecording, RecordingEnd, RecordingState } from '../../contract/recording.ts'
import type { SqliteDatabase } from '../database.ts'

/** A recording as the database knows it. Times are milliseconds since 1970. */
export interface RecordingRow {
  readonly id: number
  readonly channelId: number
  readonly channel: string
  /** Null: a program. */
  readonly startedBy: number | null
  readonly starter: string
  readonly state: RecordingState
  readonly startedAt: number
  readonly endedAt: number | null
  readonly endReason: RecordingEnd | null
  readonly durationMs: number
  readonly spoolBytes: number
  /** Of all files, once they are made. */
  readonly bytes: number
}

/** A file of a recording: number 0 is the mix, whose user is null. */
export interface TrackRow {
  readonly number: number
  readonly userId: number | null
  readonly nickname: string
  readonly bytes: number
  readonly frames: number
  readonly copies: number
  readonly concealedMs: number
}

export interface RecordingRepository {
  /** Answers the new recording's id. */
  add(recording: Pick<RecordingRow, 'channelId' | 'channel' | 'startedBy' | 'starter' | 'startedAt'>): number
  byId(id: number): RecordingRow | undefined
  /** Those in a state, the oldest first. */
  inState(state: RecordingState): RecordingRow[]
  ended(id: number, end: { readonly at: number; readonly reason: RecordingEnd }): void
  spooled(id: number, bytes: number): void
  finished(id: number, finished: FinishedRecording): void
  failed(id: number): void
  tracks(id: number): TrackRow[]
  remove(id: number): void
  /** Bytes of all recordings, spools of unfinished ones counted. */
  totalBytes(): number
  /** Ended before this, and with all their files, at most `limit`. */
  endedBefore(at: number, limit: number): RecordingRow[]
  /** Whether a user has said that nobody may record its voice. */
  refuses(userId: number): boolean
  setRefuses(userId: number, refuses: boolean): void
}

const COLUMNS = `id, channel_id AS channelId, channel, started_by AS startedBy, starter, state,
  started_at AS startedAt, ended_at AS endedAt, end_reason AS endReason, duration_ms AS durationMs,
  spool_bytes AS spoolBytes, bytes`

export function recordingRepository(database: SqliteDatabase): RecordingRepository {
  const add = database.prepare<[Parameters<RecordingRepository['add']>[0]]>(
    `INSERT INTO recordings (channel_id, channel, started_by, starter, state, started_at)
     VALUES (@channelId, @channel, @startedBy, @starter, 'recording', @startedAt)`,
  )
  const byId = database.prepare<[number], RecordingRow>(`SELECT ${COLUMNS} FROM recordings WHERE id = ?`)
  const inState = database.prepare<[RecordingState], RecordingRow>(
    `SELECT ${COLUMNS} FROM recordings WHERE state = ? ORDER BY id`,
  )
  const ended = database.prepare<[number, RecordingEnd, number]>(
    `UPDATE recordings SET state = 'finishing', ended_at = ?, end_reason = ? WHERE id = ?`,
  )
  const spooled = database.prepare<[number, number]>('UPDATE recordings SET spool_bytes = ? WHERE id = ?')
  const ready = database.prepare<[number, number, number]>(
    `UPDATE recordings SET state = 'ready', duration_ms = ?, bytes = ?, spool_bytes = 0 WHERE id = ?`,
  )
  const failed = database.prepare<[number]>(`UPDATE recordings SET state = 'failed' WHERE id = ?`)
  const dropTracks = database.prepare<[number]>('DELETE FROM recording_tracks WHERE recording_id = ?')
  const addTrack = database.prepare<[TrackRow & { id: number }]>(
    `INSERT INTO recording_tracks (recording_id, number, user_id, nickname, bytes, frames, copies, concealed_ms)
     VALUES (@id, @number, @userId, @nickname, @bytes, @frames, @copies, @concealedMs)`,
  )
  const tracks = database.prepare<[number], TrackRow>(
    `SELECT number, user_id AS userId, nickname, bytes, frames, copies, concealed_ms AS concealedMs
     FROM recording_tracks WHERE recording_id = ? ORDER BY number`,
  )
  const remove = database.prepare<[number]>('DELETE FROM recordings WHERE id = ?')
  const total = database.prepare<[], { total: number }>(
    'SELECT coalesce(sum(bytes + spool_bytes), 0) AS total FROM recordings',
  )
  const before = database.prepare<[number, number], RecordingRow>(
    `SELECT ${COLUMNS} FROM recordings WHERE state IN ('ready', 'failed') AND ended_at < ? ORDER BY id LIMIT ?`,
  )
  const refuses = database.prepare<[number]>('SELECT 1 FROM recording_refusals WHERE user_id = ?')
  const refuse = database.prepare<[number]>('INSERT OR IGNORE INTO recording_refusals (user_id) VALUES (?)')
  const allow = database.prepare<[number]>('DELETE FROM recording_refusals WHERE user_id = ?')
  return {
    add: (recording) => Number(add.run(recording).lastInsertRowid),
    byId: (id) => byId.get(id),
    inState: (state) => inState.all(state),
    ended: (id, { at, reason }) => void ended.run(at, reason, id),
    spooled: (id, bytes) => void spooled.run(bytes, id),
    finished: database.transaction((id: number, finished: FinishedRecording) => {
      const files = filesOf(finished)
      dropTracks.run(id)
      for (const file of files) addTrack.run({ id, ...file })
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
      ready.run(finished.durationMs, bytes, id)
    }),
    failed: (id) => void failed.run(id),
    tracks: (id) => tracks.all(id),
    remove: (id) => void remove.run(id),
    totalBytes: () => total.get()?.total ?? 0,
    endedBefore: (at, limit) => before.all(at, limit),
    refuses: (userId) => refuses.get(userId) !== undefined,
    setRefuses: (userId, wish) => void (wish ? refuse : allow).run(userId),
  }
}

/** The mix comes first; there is none where nobody spoke. */
function filesOf({ tracks, mixBytes }: FinishedRecording): TrackRow[] {
  const mix = { number: 0, userId: null, nickname: '', bytes: mixBytes, frames: 0, copies: 0, concealedMs: 0 }
  return mixBytes === 0 ? [] : [mix, ...tracks]
}
