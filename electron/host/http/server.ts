import type { Server } from 'node:https'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import { PalabreError, reportOf } from '../../contract/errors.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { Certificate } from '../certificate.ts'
import type { HostConfig } from '../config.ts'
import { compileSchema } from './api/validation.ts'
import { waitForFirstBytes } from './first-bytes.ts'
import { limitBodyTime } from './plugins/body-time.ts'
import { sendProblem } from './problem.ts'

export type HttpsServer = Server

/** HTTP status codes this file tells apart. */
const STATUS = { tooLarge: 413, clientError: 400, serverError: 500 } as const

/** The one HTTPS server of a host: TLS 1.3, nothing older, with limits on all that a stranger can make it hold. */
export async function createServer(options: {
  certificate: Certificate
  config: HostConfig['http']
  logger: Logger
  clock: Clock
}): Promise<FastifyInstance<HttpsServer>> {
  const { certificate, config, clock } = options
  const app = Fastify({
    https: {
      cert: certificate.certificate,
      key: certificate.privateKey,
      minVersion: 'TLSv1.3',
      handshakeTimeout: config.handshakeMs,
      headersTimeout: config.headersMs,
      connectionsCheckingInterval: config.checkMs,
    },
    bodyLimit: config.bodyBytes,
    // Of whole requests: `plugins/body-time.ts`.
    requestTimeout: 0,
    keepAliveTimeout: config.idleMs,
    connectionTimeout: config.idleMs,
    forceCloseConnections: true,
    logger: false,
  })
  waitForFirstBytes(app.server, config.handshakeMs)
  limitBodyTime(app, clock, config.requestMs)
  logRequests(app, options.logger)
  app.server.on('tlsClientError', (_error, socket) => socket.destroy())
  app.setValidatorCompiler(compileSchema)
  answerErrors(app, options.logger)
  await app.register(websocket, {
    options: { maxPayload: LIMITS.gatewayFrameBytes, perMessageDeflate: false, clientTracking: false },
    errorHandler: (error, socket) => {
      options.logger.debug({ cause: error.message }, 'connection failed')
      socket.terminate()
    },
  })
  return app
}

/** A line for each request: its route as it is described, for the address itself may hold what is secret. */
function logRequests(app: FastifyInstance<HttpsServer>, logger: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? null
    const ms = Math.round(reply.elapsedTime)
    logger.debug({ method: request.method, route, status: reply.statusCode, ms }, 'request')
    done()
  })
}

/** Answers whatever goes wrong with a problem document. */
export function answerErrors(app: FastifyInstance<HttpsServer>, logger: Logger): void {
  app.setNotFoundHandler((_request, reply) => {
    sendProblem(reply, 'not-found')
  })
  app.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error)
    if (error instanceof PalabreError) sendProblem(reply, error.code, error.report())
    else if (status === STATUS.tooLarge) sendProblem(reply, 'message-too-large')
    else if (status < STATUS.serverError) sendProblem(reply, 'request-invalid', { status })
    else {
      logger.error({ detail: reportOf(error).detail }, 'request failed')
      sendProblem(reply, 'internal')
    }
  })
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' && status >= STATUS.clientError ? status : STATUS.serverError
}
