import type { FastifyReply } from 'fastify'
import { ERRORS, type ErrorCode } from '../../contract/errors.ts'

/** Answers with an RFC 9457 problem document; its `code` is of the catalogue used everywhere. */
export function sendProblem(
  reply: FastifyReply,
  code: ErrorCode,
  options: { status?: number; detail?: string; retryAfter?: number } = {},
): void {
  const { message, next, status: usual } = ERRORS[code]
  const { status = usual, detail, retryAfter } = options
  if (retryAfter !== undefined) void reply.header('retry-after', String(Math.ceil(retryAfter)))
  void reply
    .code(status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      title: message,
      status,
      code,
      next,
      ...(detail === undefined ? {} : { detail }),
    })
}
