import { Compile } from 'typebox/compile'
import { WebSocket, type ClientOptions } from 'ws'
import { fromBase64Url, keyPairOf, sign, toBase64Url, type KeyPair } from '../../electron/base/crypto.ts'
import { systemRandom } from '../../electron/base/random.ts'
import {
  GATEWAY_VERSION,
  HostMessage,
  LOGIN_CONTEXT,
  type GuestMessage,
  type GuestRequest,
} from '../../electron/contract/gateway.ts'
import type { Welcome } from '../../electron/contract/login-messages.ts'
import { parseInvite } from '../../electron/contract/invite.ts'

const hostMessage = Compile(HostMessage)
type Login = Extract<GuestMessage, { type: 'login' }>
export type MessageOf<T extends HostMessage['type']> = Extract<HostMessage, { type: T }>

/** Where and how to knock. */
export interface RawTarget {
  readonly invite: string
  readonly address?: string
  readonly key?: KeyPair
  readonly options?: ClientOptions
}

/** How a connection ended. */
export interface Ending {
  readonly code: number
  readonly reason: string
}

/** Each guest of its own has a key of its own. */
export function freshKey(): KeyPair {
  return keyPairOf(systemRandom.bytes(32))
}

/** The guest's end of a gateway with nothing done by itself, so that a test can do everything wrong. */
export class RawGuest {
  readonly socket: WebSocket
  readonly key: KeyPair
  readonly closed: Promise<Ending>
  /** Messages nobody has taken yet. */
  readonly messages: HostMessage[] = []
  readonly datagrams: Uint8Array[] = []
  welcome: Welcome | undefined
  readonly #target: RawTarget
  readonly #waiting = new Set<() => void>()
  #id = 0

  private constructor(socket: WebSocket, target: RawTarget) {
    this.socket = socket
    this.#target = target
    this.key = target.key ?? freshKey()
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString() })
      })
    })
    socket.on('error', () => {})
    socket.on('message', (data: Buffer, binary: boolean) => {
      if (binary) this.datagrams.push(new Uint8Array(data))
      else this.messages.push(checked(data.toString('utf8')))
      for (const wake of this.#waiting) wake()
    })
  }

  /** Opens a connection; rejects with the HTTP status where the host refuses the upgrade. */
  static async open(target: RawTarget): Promise<RawGuest> {
    const port = parseInvite(target.invite).addresses[0]?.port ?? 0
    const { address = '127.0.0.1' } = target
    const socket = new WebSocket(`wss://${address}:${String(port)}/gateway`, {
      rejectUnauthorized: false,
      perMessageDeflate: false,
      ...target.options,
    })
    const guest = new RawGuest(socket, target)
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return guest
  }

  /** Opens a connection and logs in. */
  static async enter(target: RawTarget, change: Partial<Login> = {}): Promise<RawGuest> {
    const guest = await RawGuest.open(target)
    const answer = await guest.login(change)
    if (answer.type !== 'welcome') throw new Error(`login refused: ${answer.code}`)
    return guest
  }

  /** Answers the challenge. */
  async login(change: Partial<Login> = {}): Promise<MessageOf<'welcome'> | MessageOf<'error'>> {
    const { nonce } = await this.next('challenge')
    const { fingerprint, token } = parseInvite(this.#target.invite)
    const text = Buffer.concat([Buffer.from(LOGIN_CONTEXT), fromBase64Url(fingerprint), fromBase64Url(nonce)])
    const login: Login = {
      type: 'login',
      id: this.#nextId(),
      version: GATEWAY_VERSION,
      publicKey: toBase64Url(this.key.publicKey),
      signature: toBase64Url(sign(text, this.key)),
      nickname: 'Guest',
      ...(token === undefined ? {} : { token }),
      muted: false,
      deafened: false,
      ...change,
    }
    this.sendText(JSON.stringify(login))
    const answer = await this.next('welcome', 'error')
    if (answer.type === 'welcome') this.welcome = answer
    return answer
  }

  /** Sends a request and waits for its answer; events that come before it stay. */
  async request(request: GuestRequest): Promise<MessageOf<'ok'> | MessageOf<'error'>> {
    const id = this.#nextId()
    this.sendText(JSON.stringify({ ...request, id }))
    return this.#take(
      (message): message is MessageOf<'ok'> | MessageOf<'error'> =>
        (message.type === 'ok' || message.type === 'error') && message.re === id,
    )
  }

  /** The next message of one of these types; others stay. */
  next<T extends HostMessage['type']>(...types: T[]): Promise<MessageOf<T>> {
    return this.#take((message): message is MessageOf<T> => types.some((type) => type === message.type))
  }

  sendText(text: string): void {
    this.socket.send(text)
  }

  sendBinary(bytes: Uint8Array): void {
    this.socket.send(bytes)
  }

  /** Waits until `condition` holds; looked at after each message. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.#somethingNew()
  }

  async close(): Promise<void> {
    this.socket.terminate()
    await this.closed
  }

  async #take<T extends HostMessage>(fits: (message: HostMessage) => message is T): Promise<T> {
    for (;;) {
      const found = this.messages.find(fits)
      if (found !== undefined) {
        this.messages.splice(this.messages.indexOf(found), 1)
        return found
      }
      await this.#somethingNew()
    }
  }

  #somethingNew(): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        this.#waiting.delete(wake)
        resolve()
      }
      this.#waiting.add(wake)
      void this.closed.then(({ code, reason }) => {
        reject(new Error(`closed with ${String(code)} ${reason}`))
      })
    })
  }

  #nextId(): number {
    this.#id += 1
    return this.#id
  }
}

function checked(text: string): HostMessage {
  const value: unknown = JSON.parse(text)
  if (!hostMessage.Check(value)) throw new Error(`not a message of the contract: ${text}`)
  return value
}
