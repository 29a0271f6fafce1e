import { Type } from 'typebox'
import { ERRORS, type ErrorCode } from '../../../contract/errors.ts'

const strict = { additionalProperties: false } as const

/** Every code of the catalogue: `GET /api/v1/errors` tells what each means. */
export const ErrorCodeName = Type.Enum(Object.keys(ERRORS) as ErrorCode[])

/** RFC 9457. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    /** Of the catalogue of errors that is used everywhere. */
    code: ErrorCodeName,
    /** What to do. */
    next: Type.String(),
    detail: Type.Optional(Type.String()),
  },
  strict,
)
