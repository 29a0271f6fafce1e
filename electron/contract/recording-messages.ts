import { Type, type Static } from 'typebox'
import { RequestId, RowId } from './models.ts'
import { RecordingEnd, RecordingMark } from './recording.ts'

/** Messages of the gateway (`gateway.ts`) about recordings. */

const strict = { additionalProperties: false } as const
const n = Type.Integer({ minimum: 1 })

export const StartRecording = Type.Object(
  { type: Type.Literal('startRecording'), id: RequestId, channelId: RowId },
  strict,
)
export const StopRecording = Type.Object(
  { type: Type.Literal('stopRecording'), id: RequestId, channelId: RowId },
  strict,
)
/** Keeps own voice out of every recording from now on, or no longer; the host remembers it. */
export const RefuseRecording = Type.Object(
  { type: Type.Literal('refuseRecording'), id: RequestId, on: Type.Boolean() },
  strict,
)

/**
 * The recording of a channel begins, or (null) has ended and why. Who comes later sees it on the channel itself.
 * Whose voice is in it tells `refusesRecording` of each member.
 */
export const RecordingChanged = Type.Object(
  {
    type: Type.Literal('recordingChanged'),
    n,
    channelId: RowId,
    recording: Type.Union([RecordingMark, Type.Null()]),
    reason: Type.Optional(RecordingEnd),
  },
  strict,
)
export type RecordingChanged = Static<typeof RecordingChanged>
