import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import type { Clock } from '../../base/clock.ts'
import { PalabreError } from '../../contract/errors.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { AdminConfig } from './config.ts'
import type { Answer } from './pinned-http.ts'

export interface UploadsOptions {
  readonly clock: Clock
  readonly config: AdminConfig
}

/** Sends a body of so many bytes to the host, and reads its answer. */
export type SendFile = (file: { body: Readable; bytes: number }, signal: AbortSignal) => Promise<Answer>

interface Upload {
  readonly body: PassThrough
  readonly answer: Promise<Answer>
  readonly end: AbortController
  /** Bytes that are still to come. */
  left: number
  cancelSilence: () => void
}

/** Base64 of a piece at its longest. */
const MOST_TEXT = Math.ceil(LIMITS.uploadPieceBytes / 3) * 4

/** Files on their way to the host, piece by piece as the page gives them: none of them is ever held whole. */
export class Uploads {
  readonly #options: UploadsOptions
  readonly #running = new Map<number, Upload>()
  #next = 1

  constructor(options: UploadsOptions) {
    this.#options = options
  }

  /** Begins one; answers its number. Throws `rate-limited` where many are under way. */
  begin(bytes: number, send: SendFile): number {
    const { config } = this.#options
    if (this.#running.size >= config.uploads) throw new PalabreError('rate-limited')
    const id = this.#next
    this.#next += 1
    const end = new AbortController()
    const body = new PassThrough({ highWaterMark: config.uploadAheadBytes })
    // What ends the request ends the body with it, and the answer tells why.
    body.on('error', () => {})
    const answer = send({ body, bytes }, end.signal)
    answer.catch(() => {})
    const upload: Upload = { body, answer, end, left: bytes, cancelSilence: () => {} }
    this.#running.set(id, upload)
    this.#listen(id, upload)
    return id
  }

  /**
   * The next piece, base64; resolves when there is room for one more. Rejects with what the host says against the file
   * meanwhile, or `request-invalid` for what is no piece of it.
   */
  async piece(id: number, text: unknown): Promise<void> {
    const upload = this.#get(id)
    const chunk = Buffer.from(typeof text === 'string' ? text.slice(0, MOST_TEXT + 4) : '', 'base64')
    if (chunk.length === 0 || chunk.length > Math.min(upload.left, LIMITS.uploadPieceBytes)) {
      this.stop(id)
      throw new PalabreError('request-invalid', { detail: 'piece' })
    }
    upload.left -= chunk.length
    this.#listen(id, upload)
    try {
      const isFull = !upload.body.write(chunk)
      await Promise.race([upload.answer, isFull ? once(upload.body, 'drain') : undefined])
    } catch (error) {
      this.stop(id)
      // An upload that was stopped says so; else the host has said why.
      throw await upload.answer.then(
        () => error,
        (cause: unknown) => cause,
      )
    }
  }

  /** All of it has come: what the host answers. */
  async finish(id: number): Promise<Answer> {
    const upload = this.#get(id)
    try {
      if (upload.left > 0) throw new PalabreError('request-invalid', { detail: 'pieces are missing' })
      upload.body.end()
      return await upload.answer
    } finally {
      this.stop(id)
    }
  }

  stop(id: number): void {
    const upload = this.#running.get(id)
    if (upload === undefined) return
    this.#running.delete(id)
    upload.cancelSilence()
    upload.end.abort()
    upload.body.destroy()
  }

  close(): void {
    for (const id of [...this.#running.keys()]) this.stop(id)
  }

  /** A page that is gone sends nothing more. */
  #listen(id: number, upload: Upload): void {
    const { clock, config } = this.#options
    upload.cancelSilence()
    upload.cancelSilence = clock.after(config.silentMs, () => {
      this.stop(id)
    })
  }

  #get(id: number): Upload {
    const upload = this.#running.get(id)
    if (upload === undefined) throw new PalabreError('request-invalid', { detail: 'upload' })
    return upload
  }
}
