/** What an outbox needs of a WebSocket (of `ws`). */
export interface OutboxSocket {
  readonly bufferedAmount: number
  send(data: string | Uint8Array, options: { readonly fin: boolean }, done: () => void): void
  close(code: number, reason: string): void
}

type Waiting = string | Uint8Array

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

  send(data: Waiting): void {
    if (this.#ending !== undefined) return
    if (this.#waiting.length === 0 && this.#fits(data.length)) {
      this.#write(data, true)
      return
    }
    this.#waiting.push(data)
    this.#waitingLength += data.length
    this.#pump()
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

  #pump(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const end = cutBefore(first, Math.min(first.length, this.#sent + this.#pieceLength))
      const length = end - this.#sent
      if (this.#underWay > 0 && !this.#fits(length)) return
      const isLast = end === first.length
      const piece = typeof first === 'string' ? first.slice(this.#sent, end) : first.subarray(this.#sent, end)
      this.#waitingLength -= length
      this.#sent = isLast ? 0 : end
      if (isLast) this.#waiting.shift()
      this.#write(piece, isLast)
    }
    if (this.#ending !== undefined) this.#socket.close(this.#ending.code, this.#ending.reason)
  }

  #write(piece: Waiting, isLast: boolean): void {
    this.#underWay += 1
    this.#socket.send(piece, { fin: isLast }, this.#onSent)
  }

  /** Called for what could not be sent as well: then the connection is about to close. */
  readonly #onSent = (): void => {
    this.#underWay -= 1
    if (this.#waiting.length > 0) this.#pump()
  }
}

const HIGH_SURROGATES = { first: 0xd800, last: 0xdbff } as const

/** A place to cut a text at or before `end`: never between the two halves of one sign. */
function cutBefore(data: Waiting, end: number): number {
  if (typeof data !== 'string' || end === data.length) return end
  const last = data.charCodeAt(end - 1)
  return last >= HIGH_SURROGATES.first && last <= HIGH_SURROGATES.last ? end - 1 : end
}
