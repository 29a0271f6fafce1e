import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../../base/clock.ts'
import type { HttpsServer } from '../server.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A request to this route has to be there as a whole within this, ms; absent: within the usual time. */
    readonly bodyMs?: number
  }
}

/**
 * Cuts who has not sent the whole of a request in time, whatever it was answered meanwhile. The server's own limit holds
 * for all requests alike, and a file takes longer than a question.
 */
export function limitBodyTime(app: FastifyInstance<HttpsServer>, clock: Clock, usualMs: number): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw, routeOptions } = request
    const { socket } = raw
    const cancel = clock.after(routeOptions.config.bodyMs ?? usualMs, () => {
      if (!raw.complete) socket.destroy()
    })
    // A request that breaks off does not always say so itself.
    const end = (): void => {
      cancel()
      raw.off('close', end)
      socket.off('close', end)
    }
    raw.once('close', end)
    socket.once('close', end)
    done()
  })
}
