/** What an outbox needs of a WebSocket (of `ws`). */
export interface OutboxSocket {
  readonly bufferedAmount: number
  send(data: string | Uint8Array, options: { readonly fin: boolean }, done: () => void): void
  close(code: number, reason: string): void
}

type Data = string | Uint8Array

/** Something that waits, and whether the message ends with it. */
interface Waiting {
  readonly data: Data
  readonly isEnd: boolean
}

/**
 * What goes to one guest, in order. A long text goes in pieces, each when the one before is with the system: TLS keeps
 * the memory of the most it ever had to hold, for as long as the connection stands, and a snapshot of a full host is
 * ten times what a guest costs otherwise. What follows waits here, where it costs no more than its text.
 */
export class Outbox {
  readonly #socket: OutboxSocket
  readonly #pieceLength: number
  readonly #waiting: Waiting[] = []
  /** Length of all that waits here, less what of the first has gone out. */
  #waitingLength = 0
  /** Of the first that waits, the length that has gone out. */
  #sent = 0
  /** Pieces that are not with the system yet. */
  #underWay = 0
  #ending: { readonly code: number; readonly reason: string } | undefined

  /** `pieceLength`: of the pieces, bytes of a datagram or UTF-16 units of a text. */
  constructor(socket: OutboxSocket, pieceLength: number) {
    this.#socket = socket
    this.#pieceLength = pieceLength
  }

  /** Bytes that are not with the system, about: a text counts by its length. */
  get bytes(): number {
    return this.#waitingLength + this.#socket.bufferedAmount
  }

  send(data: Data): void {
    this.#take(data, true)
  }

  /** One text, given in parts. */
  sendParts(parts: readonly string[]): void {
    for (const [place, part] of parts.entries()) this.#take(part, place === parts.length - 1)
  }

  /** Closes the connection when all that waits has gone out. Nothing is taken after this. */
  close(code: number, reason: string): void {
    if (this.#ending !== undefined) return
    this.#ending = { code, reason }
    if (this.#waiting.length === 0) this.#socket.close(code, reason)
  }

  /** Whether so much more is held by the system and TLS at once; something always is, or nothing would go out. */
  #fits(length: number): boolean {
    const underWay = this.#underWay === 0 ? 0 : this.#socket.bufferedAmount
    return length <= this.#pieceLength && underWay + length <= this.#pieceLength
  }

  #take(data: Data, isEnd: boolean): void {
    if (this.#ending !== undefined) return
    if (this.#waiting.length === 0 && this.#fits(data.length)) {
      this.#write(data, isEnd)
      return
    }
    this.#waiting.push({ data, isEnd })
    this.#waitingLength += data.length
    this.#pump()
  }

  #pump(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const { data, isEnd } = first
      const end = cutBefore(data, Math.min(data.length, this.#sent + this.#pieceLength))
      const length = end - this.#sent
      if (this.#underWay > 0 && !this.#fits(length)) return
      const isLast = end === data.length
      const piece = typeof data === 'string' ? data.slice(this.#sent, end) : data.subarray(this.#sent, end)
      this.#waitingLength -= length
      this.#sent = isLast ? 0 : end
      if (isLast) this.#waiting.shift()
      this.#write(piece, isLast && isEnd)
    }
    if (this.#ending !== undefined) this.#socket.close(this.#ending.code, this.#ending.reason)
  }

  #write(piece: Data, isEnd: boolean): void {
    this.#underWay += 1
    this.#socket.send(piece, { fin: isEnd }, this.#onSent)
  }

  /** Called for what could not be sent as well: then the connection is about to close. */
  readonly #onSent = (): void => {
    this.#underWay -= 1
    if (this.#waiting.length > 0) this.#pump()
  }
}

const HIGH_SURROGATES = { first: 0xd800, last: 0xdbff } as const

/** A place to cut a text at or before `end`: never between the two halves of one sign. */
function cutBefore(data: Data, end: number): number {
  if (typeof data !== 'string' || end === data.length) return end
  const last = data.charCodeAt(end - 1)
  return last >= HIGH_SURROGATES.first && last <= HIGH_SURROGATES.last ? end - 1 : end
}
