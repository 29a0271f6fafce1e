import { SAMPLE_RATE, samplesOf } from '../units.ts'
import type { RecordedHead } from '../packet/recorded-packet.ts'
import { FLAGS } from '../packet/header.ts'
import { RedundantBlocks } from '../packet/redundancy.ts'
import { RECORD_CONFIG } from './config.ts'
import { OggOpusWriter } from './ogg-opus-writer.ts'
import { isStereoPacket, packetSamples } from './opus-packet.ts'
import { Reorder, type RecordedFrame } from './reorder.ts'
import { SessionClock } from './session-clock.ts'
import { visitSpool, type RecordedPerson } from './spool-record.ts'
import { TrackTimeline, type TrackCounts } from './track-timeline.ts'

export interface MakeTracksOptions {
  readonly spool: string
  /** File of the track of this number, 1.. */
  readonly trackPath: (number: number) => string
  /** First serial number of the streams. */
  readonly serial: number
  /** Comments of all tracks; each gets the person's name as ARTIST. */
  readonly comments: Readonly<Record<string, string>>
  /** Now and then, with the share done, 0..1; a throw ends the work. */
  readonly onProgress?: (share: number) => void
}

/** One person's track. */
export interface Track extends TrackCounts {
  readonly number: number
  readonly userId: number
  readonly nickname: string
  readonly path: string
  readonly bytes: number
}

export interface Tracks {
  readonly tracks: readonly Track[]
  /** All tracks last so long, samples. */
  readonly samples: number
}

/** One stay of a person, as its packets tell. */
interface RecordedSession {
  readonly clock: SessionClock
  readonly reorder: Reorder
  userId: number
}

/** What a pass over the spool finds. */
interface Survey {
  readonly sessions: Map<number, RecordedSession>
  /** By user, in the order in which they came. */
  readonly people: Map<number, { nickname: string; channels: 1 | 2; spoke: boolean }>
  bytes: number
  samples: number
}

/**
 * Makes the tracks of a spool: a first pass learns who spoke and how their clocks run, a second one lays every frame in
 * its place. All tracks begin at the same instant and last equally long; who did not speak has none. Throws what the
 * file system throws; then files may be left.
 */
export function makeTracks(options: MakeTracksOptions): Tracks {
  const survey = surveyOf(options)
  const writers = new Map<number, PersonWriter>()
  for (const [userId, { nickname, channels, spoke }] of survey.people) {
    if (spoke)
      writers.set(userId, new PersonWriter(options, writers.size + 1, { userId, nickname }, channels))
  }
  try {
    layAll(options, survey, writers)
    const end = Math.max(survey.samples, ...[...writers.values()].map(({ end }) => end))
    const tracks = [...writers.values()].map((writer) => writer.finish(end))
    return { tracks, samples: end }
  } finally {
    for (const writer of writers.values()) writer.abandon()
  }
}

/** The first pass. */
function surveyOf({ spool, onProgress }: MakeTracksOptions): Survey {
  const survey: Survey = { sessions: new Map(), people: new Map(), bytes: 0, samples: 0 }
  const blocks = new RedundantBlocks()
  visitSpool(spool, {
    onPerson: (person) => {
      meet(survey, person)
    },
    onTime: (elapsedMs) => {
      survey.samples = Math.max(survey.samples, samplesOf(elapsedMs))
    },
    onPacket: (head, payload) => {
      const session = sessionOf(survey, head.source)
      const person = survey.people.get(session.userId)
      const packet = newestOf(head, payload, blocks)
      const samples = packetSamples(packet)
      if (samples === 0 || person === undefined) return
      person.spoke = true
      if (isStereoPacket(packet)) person.channels = 2
      session.clock.learn(head.sequence, head.timestamp, samples, arrivalOf(head))
    },
    onProgress: (bytes) => {
      survey.bytes = bytes
      onProgress?.(0)
    },
  })
  for (const { clock } of survey.sessions.values()) clock.settle()
  return survey
}

/** The second pass. */
function layAll(
  { spool, onProgress }: MakeTracksOptions,
  survey: Survey,
  writers: Map<number, PersonWriter>,
): void {
  const lay = (session: RecordedSession, frames: readonly RecordedFrame[]): void => {
    for (const frame of frames) writers.get(session.userId)?.lay(session, frame)
  }
  visitSpool(spool, {
    onPacket: (head, payload) => {
      const session = sessionOf(survey, head.source)
      lay(session, session.reorder.take(head, session.clock.unwrap(head.timestamp), payload))
    },
    onPerson: ({ userId }) => {
      // A person has one stay at a time: what waits of the one before is all there is.
      for (const session of survey.sessions.values())
        if (session.userId === userId) lay(session, session.reorder.rest())
    },
    onProgress: (bytes) => onProgress?.(survey.bytes > 0 ? Math.min(1, bytes / survey.bytes) : 0),
  })
  for (const session of survey.sessions.values()) lay(session, session.reorder.rest())
}

function meet(survey: Survey, { source, userId, nickname }: RecordedPerson): void {
  sessionOf(survey, source).userId = userId
  const known = survey.people.get(userId)
  if (known === undefined) survey.people.set(userId, { nickname, channels: 1, spoke: false })
  else known.nickname = nickname
}

/** Who is not known by name is 0, which no user is. */
function sessionOf({ sessions }: Survey, source: number): RecordedSession {
  const known = sessions.get(source)
  if (known !== undefined) return known
  const made = { clock: new SessionClock(), reorder: new Reorder(), userId: 0 }
  sessions.set(source, made)
  return made
}

function newestOf({ flags }: RecordedHead, payload: Uint8Array, blocks: RedundantBlocks): Uint8Array {
  if ((flags & FLAGS.redundancy) === 0) return payload
  if (!blocks.parse(payload, payload.length)) return new Uint8Array(0)
  return payload.subarray(blocks.newestAt)
}

function arrivalOf({ arrivalMs }: RecordedHead): number {
  return (arrivalMs * SAMPLE_RATE) / 1000
}

/** Writes the track of one person; what players drop at its beginning comes before the recording. */
class PersonWriter {
  readonly #person: Pick<Track, 'number' | 'userId' | 'nickname' | 'path'>
  readonly #writer: OggOpusWriter
  readonly #timeline: TrackTimeline
  #session: RecordedSession | undefined

  constructor(
    options: MakeTracksOptions,
    number: number,
    { userId, nickname }: Omit<RecordedPerson, 'source'>,
    channels: 1 | 2,
  ) {
    const path = options.trackPath(number)
    const preSkip = RECORD_CONFIG.preSkipSamples
    const comments = { ...options.comments, ARTIST: nickname }
    this.#person = { number, userId, nickname, path }
    this.#writer = new OggOpusWriter(path, { channels, preSkip, serial: options.serial + number, comments })
    this.#timeline = new TrackTimeline(this.#writer)
  }

  get end(): number {
    return this.#timeline.end - RECORD_CONFIG.preSkipSamples
  }

  lay(session: RecordedSession, frame: RecordedFrame): void {
    if (session !== this.#session) this.#timeline.part()
    this.#session = session
    const { preSkipSamples, lowDelayMostSamples, lowDelayLookahead, lookahead } = RECORD_CONFIG
    const isLowDelay = frame.samples <= lowDelayMostSamples
    // What a decoder gives is late by the look-ahead of the encoder.
    const late = isLowDelay ? lowDelayLookahead : lookahead
    const place = session.clock.place(frame.sequence, frame.time) - late
    this.#timeline.lay(frame, preSkipSamples + place)
  }

  finish(end: number): Track {
    const whole = RECORD_CONFIG.preSkipSamples + end
    this.#timeline.extend(whole)
    this.#writer.close(whole)
    return { ...this.#person, ...this.#timeline.counts, bytes: this.#writer.bytes }
  }

  abandon(): void {
    this.#writer.abandon()
  }
}
