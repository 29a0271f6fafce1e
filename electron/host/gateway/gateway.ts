import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from '../http/problem.ts'
import type { HttpsServer } from '../http/server.ts'
import { GuestConnection, type ConnectionContext, type GuestSocket } from './guest-connection.ts'
import { LifeWatch } from './life-watch.ts'
import { checkUpgrade } from './origin.ts'
import { Strangers, type Place } from './strangers.ts'

/** Seconds after which a guest may look whether the host is back. */
const CLOSING_RETRY_S = 5
const FORBIDDEN = 403

/** What of a WebSocket of `ws` this file uses. */
interface GatewaySocket extends GuestSocket {
  on(event: 'message', listener: (data: Buffer | ArrayBuffer | Buffer[], binary: boolean) => void): this
  on(event: 'error', listener: (error: Error) => void): this
  on(event: 'ping' | 'pong' | 'close', listener: () => void): this
}

/** A place among the strangers, and what its holder does to make room. */
interface Held {
  readonly place: Place
  giveWay: () => void
}

export interface GatewayOptions {
  readonly context: ConnectionContext
  /** The connection from this address and port belongs to a member now. */
  readonly trust: (address: string, port: number) => void
}

/** The WebSocket side of a host: takes connections in and closes them all in the end. */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #connections = new Set<GuestConnection>()
  readonly #strangers: Strangers
  readonly #watch: LifeWatch
  readonly #places = new WeakMap<FastifyRequest['raw'], Held>()
  #closing = false
  #emptied: (() => void) | undefined

  constructor(options: GatewayOptions) {
    const { clock, config, counts } = options.context
    this.#options = options
    this.#strangers = new Strangers(config.strangers, config.strangersPerAddress, () => {
      counts.count('logins-gave-way')
    })
    this.#watch = new LifeWatch(clock, config.life)
  }

  /** Adds the route of the gateway; a request that is no upgrade finds nothing there. */
  register(app: FastifyInstance<HttpsServer>): void {
    const preValidation = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      if (!request.ws || this.#hold(request, reply)) done()
    }
    app.get('/gateway', { websocket: true, preValidation }, (socket, request) => {
      this.#connect(socket, request)
    })
  }

  /** Sessions have been ended; waits until the guests have read it, then cuts who has not. */
  async close(): Promise<void> {
    const { clock, config } = this.#options.context
    this.#closing = true
    this.#options.context.room.close('host-closing')
    if (this.#connections.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = clock.after(config.farewellMs, resolve)
        this.#emptied = () => {
          cancel()
          resolve()
        }
      })
    }
    for (const connection of this.#connections) connection.terminate()
  }

  /** Takes a place among the strangers; false where the request was answered with why there is none. */
  #hold(request: FastifyRequest, reply: FastifyReply): boolean {
    if (!checkUpgrade(request.headers)) {
      sendProblem(reply, 'message-malformed', { status: FORBIDDEN, detail: 'Pages of a browser may not.' })
      return false
    }
    if (this.#closing) {
      sendProblem(reply, 'host-closing', { retryAfter: CLOSING_RETRY_S })
      return false
    }
    const { socket } = request.raw
    const held: Held = {
      giveWay: () => socket.destroy(),
      place: this.#strangers.admit(request.ip, () => {
        held.giveWay()
      }),
    }
    this.#places.set(request.raw, held)
    // The handshake may still fail, and then there is no connection to give the place back.
    socket.once('close', () => {
      held.place.leave()
    })
    return true
  }

  #connect(socket: GatewaySocket, request: FastifyRequest): void {
    const { remoteAddress = '', remotePort = 0 } = request.socket
    const held = this.#places.get(request.raw)
    const leave = (): void => {
      held?.place.leave()
    }
    const connection = new GuestConnection(this.#options.context, socket, remoteAddress, leave, () => {
      this.#options.trust(remoteAddress, remotePort)
      // Strangers have a time limit of their own.
      this.#watch.add(connection)
    })
    if (held !== undefined) {
      held.giveWay = () => {
        connection.giveWay()
      }
    }
    this.#connections.add(connection)
    socket.on('message', (data, binary) => {
      const bytes = asBuffer(data)
      if (binary) connection.onBinary(bytes)
      else connection.onText(bytes.toString('utf8'))
    })
    const onSign = () => {
      connection.heard()
    }
    socket.on('ping', onSign)
    socket.on('pong', onSign)
    socket.on('error', (error) => {
      this.#options.context.logger.debug({ cause: error.message }, 'connection failed')
    })
    socket.on('close', () => {
      this.#connections.delete(connection)
      this.#watch.remove(connection)
      connection.onClosed()
      if (this.#connections.size === 0) this.#emptied?.()
    })
  }
}

/** A message of `ws` as one piece; it comes in another form only where that is asked for. */
function asBuffer(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}
