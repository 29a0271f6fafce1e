import type { TLSSocket } from 'node:tls'
import { WebSocket, type RawData } from 'ws'
import type { Clock } from '../base/clock.ts'
import { PalabreError } from '../contract/errors.ts'
import { GATEWAY_VERSION, type GuestRequest, type HostEvent } from '../contract/gateway.ts'
import type { Challenge } from '../contract/login-messages.ts'
import { LIMITS } from '../contract/limits.ts'
import type { SessionConfig } from './config.ts'
import { Heartbeat } from './heartbeat.ts'
import { isEvent, readHostMessage, refusalOf } from './host-messages.ts'
import type { Answer, ConnectionListener, GatewayConnection } from './interfaces.ts'
import { PendingRequests } from './pending-requests.ts'
import { describeTarget, type DialTarget } from './tls-dial.ts'
import type { Static } from 'typebox'

export interface GatewayClientOptions {
  /** Checked TLS to the host, nothing sent on it yet. */
  readonly socket: TLSSocket
  readonly target: DialTarget
  readonly clock: Clock
  readonly config: SessionConfig
}

type Occurrence = (listener: ConnectionListener) => void

/** The guest's end of the gateway: a WebSocket over an already checked TLS connection. */
export class GatewayClient implements GatewayConnection {
  readonly address: string
  readonly port: number
  readonly #socket: WebSocket
  readonly #config: SessionConfig
  readonly #pending: PendingRequests
  readonly #heartbeat: Heartbeat
  readonly #opened = Promise.withResolvers<undefined>()
  #challenge: Static<typeof Challenge> | undefined
  #listener: ConnectionListener | undefined
  /** What happened before somebody listened. */
  #backlog: Occurrence[] = []
  /** Number of the last event; undefined before the welcome. */
  #lastEvent: number | undefined
  #ended = false

  /** Resolves when the host's challenge is there; rejects as GatewayConnector.connect says. */
  static async open(options: GatewayClientOptions, signal: AbortSignal): Promise<GatewayClient> {
    const client = new GatewayClient(options)
    const cancelLimit = options.clock.after(options.config.challengeMs, () => {
      client.#end(new PalabreError('login-timeout', { detail: 'no challenge' }))
    })
    const abort = () => {
      client.close()
    }
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    try {
      await client.#opened.promise
      return client
    } finally {
      cancelLimit()
      signal.removeEventListener('abort', abort)
    }
  }

  private constructor({ socket, target, clock, config }: GatewayClientOptions) {
    this.address = target.address
    this.port = target.port
    this.#config = config
    this.#pending = new PendingRequests(clock, config.requestMs)
    this.#socket = openWebSocket(socket, target, config.messageBytes)
    this.#heartbeat = new Heartbeat({
      clock,
      intervalMs: config.heartbeatMs,
      deadMs: config.deadMs,
      calmMs: config.calmHeartbeatMs,
      ping: () => {
        if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping()
      },
      onDead: () => {
        this.#end(lost('no sign of life'))
      },
    })
    this.#hear(socket)
  }

  get challenge(): Static<typeof Challenge> {
    if (this.#challenge === undefined) throw new Error('the challenge has not come yet')
    return this.#challenge
  }

  listen(listener: ConnectionListener): void {
    this.#listener = listener
    for (const occurrence of this.#backlog.splice(0)) occurrence(listener)
  }

  request(request: GuestRequest): Promise<Answer> {
    if (this.#ended) return Promise.reject(lost('closed'))
    const { id, answer } = this.#pending.add()
    this.#socket.send(JSON.stringify({ ...request, id }))
    return answer
  }

  sendDatagram(datagram: Uint8Array): boolean {
    const full = this.#socket.bufferedAmount > this.#config.tunnelBacklogBytes
    if (this.#ended || full || datagram.length > LIMITS.datagramBytes) return false
    this.#socket.send(datagram)
    return true
  }

  vouch(isAlive: boolean): void {
    if (!this.#ended) this.#heartbeat.vouch(isAlive)
  }

  close(): void {
    this.#end(undefined)
  }

  #hear(socket: TLSSocket): void {
    const heard = () => {
      this.#heartbeat.heard()
    }
    this.#socket.on('message', (data, isBinary) => {
      heard()
      if (isBinary) this.#onDatagram(data)
      else this.#onText((data as Buffer).toString('utf8'))
    })
    this.#socket.on('ping', heard)
    this.#socket.on('pong', heard)
    this.#socket.on('error', (error) => {
      this.#end(endingOf(error))
    })
    this.#socket.on('close', (code) => {
      this.#end(lost(`connection closed, ${String(code)}`))
    })
    socket.once('close', () => {
      this.#end(lost('connection closed'))
    })
  }

  #onText(text: string): void {
    if (this.#ended) return
    const message = readHostMessage(text)
    if (message === undefined) this.#end(new PalabreError('message-malformed'))
    else if (message.type === 'challenge') this.#onChallenge(message)
    else if (message.type === 'error') this.#onError(message)
    else if (this.#challenge === undefined) this.#end(unexpected(message.type))
    else if (isEvent(message)) this.#onEvent(message)
    else this.#onAnswer(message)
  }

  #onChallenge(challenge: Static<typeof Challenge>): void {
    if (this.#challenge !== undefined) this.#end(unexpected('challenge'))
    else if (challenge.version !== GATEWAY_VERSION) {
      const detail = `${String(challenge.version)} there, ${String(GATEWAY_VERSION)} here`
      this.#end(new PalabreError('protocol-version', { detail }))
    } else {
      this.#challenge = challenge
      this.#opened.resolve(undefined)
    }
  }

  #onError(error: Parameters<typeof refusalOf>[0]): void {
    const refusal = refusalOf(error)
    // An answer that comes after its time limit is nobody's; an error without `re` is everybody's.
    if (error.re === undefined) this.#end(refusal)
    else this.#pending.reject(error.re, refusal)
  }

  #onAnswer(answer: Answer): void {
    if (answer.type === 'welcome') this.#lastEvent = answer.n
    this.#pending.resolve(answer.re, answer)
  }

  #onEvent(event: HostEvent): void {
    if (this.#lastEvent === undefined) this.#end(unexpected(event.type))
    else if (event.n !== this.#lastEvent + 1) {
      const detail = `event ${String(event.n)} follows ${String(this.#lastEvent)}`
      this.#end(new PalabreError('internal', { detail }))
    } else {
      this.#lastEvent = event.n
      this.#tell((listener) => {
        listener.onEvent(event)
      })
    }
  }

  #onDatagram(data: RawData): void {
    if (this.#ended) return
    const bytes = data as Buffer
    // A copy: ws may hand out a part of a larger buffer, and this one goes to another thread.
    const datagram = new Uint8Array(bytes)
    this.#tell((listener) => {
      listener.onDatagram(datagram)
    })
  }

  #tell(occurrence: Occurrence): void {
    if (this.#listener === undefined) this.#backlog.push(occurrence)
    else occurrence(this.#listener)
  }

  #end(error: PalabreError | undefined): void {
    if (this.#ended) return
    this.#ended = true
    this.#heartbeat.stop()
    this.#opened.reject(error ?? lost('given up'))
    // Where `open` has resolved long ago nobody looks at this promise any more.
    this.#opened.promise.catch(() => {})
    this.#pending.rejectAll(error ?? lost('closed'))
    endSocket(this.#socket, error === undefined)
    this.#tell((listener) => {
      listener.onClosed(error)
    })
  }
}

function openWebSocket(socket: TLSSocket, target: DialTarget, maxPayload: number): WebSocket {
  return new WebSocket(`wss://${describeTarget(target)}/gateway`, {
    createConnection: () => socket,
    maxPayload,
    perMessageDeflate: false,
    followRedirects: false,
  })
}

/** Politely where we end it ourselves (ws cuts the line if the host does not answer); else at once. */
function endSocket(socket: WebSocket, polite: boolean): void {
  if (polite && socket.readyState === WebSocket.OPEN) socket.close()
  else socket.terminate()
}

function lost(detail: string): PalabreError {
  return new PalabreError('host-unreachable', { detail })
}

function unexpected(type: string): PalabreError {
  return new PalabreError('message-malformed', { detail: `${type} out of turn` })
}

function endingOf(error: Error): PalabreError {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
    return new PalabreError('message-too-large', { cause: error })
  const malformed = code?.startsWith('WS_ERR_') === true
  return new PalabreError(malformed ? 'message-malformed' : 'host-unreachable', {
    detail: code ?? error.message,
    cause: error,
  })
}
