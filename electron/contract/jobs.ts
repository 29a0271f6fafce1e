import { Type, type Static } from 'typebox'
import { RowId } from './models.ts'

/**
 * Long work of a host: what there is, how urgent, how far. Append only: rows, programs and other versions hold
 * these names.
 */
export const JOB_KINDS = [
  /** A copy of the database, checked, among the host's backups. */
  'backup.create',
  /** A backup is unpacked, tried, and takes the place of the database when the host starts again. */
  'backup.restore',
  /** Reads the whole database, so that damage is known before it is needed. */
  'database.check',
  /** The files of a recording, out of what was written while it went on. */
  'recording.finish',
  /** A file that was brought is tried, and stands among the host's backups then. */
  'backup.import',
] as const
export type JobKind = (typeof JOB_KINDS)[number]

/** The most urgent first. What waits long rises, so that nothing waits for ever. */
export const JOB_PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const
export const JobPriority = Type.Enum(JOB_PRIORITIES)
export type JobPriority = Static<typeof JobPriority>

/** `queued` and `running` go on; the others are ends. */
export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export const JobState = Type.Enum(JOB_STATES)
export type JobState = Static<typeof JobState>

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
/** Milliseconds since 1970. */
const Time = Type.Integer()

/** A job as those see it who manage the host. */
export const JobItem = Type.Object(
  {
    id: RowId,
    /** One of `JOB_KINDS`, or one of a later version. */
    kind: Type.String({ maxLength: 64 }),
    state: JobState,
    priority: JobPriority,
    /** 0 to 1; never falls. */
    progress: Type.Number({ minimum: 0, maximum: 1 }),
    /** What is being done now, one word of the kind's own; empty before it begins. */
    phase: Type.String({ maxLength: 64 }),
    /** Who asked for it; null: the host itself, or a program with a token. */
    byId: orNull(RowId),
    byName: Type.String(),
    createdAt: Time,
    startedAt: orNull(Time),
    endedAt: orNull(Time),
    /** Of the catalogue of errors; null unless it failed or was cancelled. */
    errorCode: orNull(Type.String()),
    errorDetail: orNull(Type.String()),
  },
  { additionalProperties: false },
)
export type JobItem = Static<typeof JobItem>
