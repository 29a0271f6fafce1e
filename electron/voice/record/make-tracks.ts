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
  /** Whose, by `speakerOf`; empty where that is not known. */
  speaker: string
}

/** A person on one machine: what goes into one track. */
interface Speaker {
  readonly userId: number
  nickname: string
  channels: 1 | 2
  spoke: boolean
}

/** What a pass over the spool finds. */
interface Survey {
  readonly sessions: Map<number, RecordedSession>
  /** By `speakerOf`, in the order in which they came. */
  readonly speakers: Map<string, Speaker>
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
  const writers = new Map<string, PersonWriter>()
  for (const [key, speaker] of survey.speakers) {
    if (speaker.spoke) writers.set(key, new PersonWriter(options, writers.size + 1, speaker))
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
  const survey: Survey = { sessions: new Map(), speakers: new Map(), bytes: 0, samples: 0 }
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
      const speaker = survey.speakers.get(session.speaker)
      const packet = newestOf(head, payload, blocks)
      const samples = packetSamples(packet)
      if (samples === 0 || speaker === undefined) return
      speaker.spoke = true
      if (isStereoPacket(packet)) speaker.channels = 2
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
  writers: Map<string, PersonWriter>,
): void {
  const lay = (session: RecordedSession, frames: readonly RecordedFrame[]): void => {
    for (const frame of frames) writers.get(session.speaker)?.lay(session, frame)
  }
  visitSpool(spool, {
    onPacket: (head, payload) => {
      const session = sessionOf(survey, head.source)
      lay(session, session.reorder.take(head, session.clock.unwrap(head.timestamp), payload))
    },
    onPerson: (person) => {
      // A machine has one stay at a time: what waits of the one before is all there is.
      const speaker = speakerOf(person)
      for (const session of survey.sessions.values())
        if (session.speaker === speaker) lay(session, session.reorder.rest())
    },
    onProgress: (bytes) => onProgress?.(survey.bytes > 0 ? Math.min(1, bytes / survey.bytes) : 0),
  })
  for (const session of survey.sessions.values()) lay(session, session.reorder.rest())
}

function meet(survey: Survey, person: RecordedPerson): void {
  const { source, userId, nickname } = person
  const key = speakerOf(person)
  sessionOf(survey, source).speaker = key
  const known = survey.speakers.get(key)
  if (known === undefined) survey.speakers.set(key, { userId, nickname, channels: 1, spoke: false })
  else known.nickname = nickname
}

/** Two machines of a user may speak at once, and so each has a track of its own. */
function speakerOf({ userId, deviceId }: RecordedPerson): string {
  return `${String(userId)}/${String(deviceId)}`
}

function sessionOf({ sessions }: Survey, source: number): RecordedSession {
  const known = sessions.get(source)
  if (known !== undefined) return known
  const made = { clock: new SessionClock(), reorder: new Reorder(), speaker: '' }
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

  constructor(options: MakeTracksOptions, number: number, { userId, nickname, channels }: Speaker) {
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
