import type { Clock } from '../base/clock.ts'
import { PalabreError } from '../contract/errors.ts'
import type { Answer } from './interfaces.ts'

interface Pending {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: PalabreError) => void
  readonly cancelLimit: () => void
}

/** Requests that wait for the host's answer, by id, each with a time limit. */
export class PendingRequests {
  readonly #clock: Clock
  readonly #limitMs: number
  readonly #pending = new Map<number, Pending>()
  #nextId = 1

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock
    this.#limitMs = limitMs
  }

  get size(): number {
    return this.#pending.size
  }

  /** A fresh id, and its answer. Rejects with `host-unreachable` after the limit. */
  add(): { id: number; answer: Promise<Answer> } {
    const id = this.#nextId
    this.#nextId += 1
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const cancelLimit = this.#clock.after(this.#limitMs, () => {
      this.reject(id, new PalabreError('host-unreachable', { detail: 'no answer to a request' }))
    })
    this.#pending.set(id, { resolve, reject, cancelLimit })
    return { id, answer: promise }
  }

  /** Hands over an answer; false where nobody waits for it. */
  resolve(id: number, answer: Answer): boolean {
    const pending = this.#take(id)
    pending?.resolve(answer)
    return pending !== undefined
  }

  reject(id: number, error: PalabreError): boolean {
    const pending = this.#take(id)
    pending?.reject(error)
    return pending !== undefined
  }

  rejectAll(error: PalabreError): void {
    for (const id of [...this.#pending.keys()]) this.reject(id, error)
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    pending?.cancelLimit()
    return pending
  }
}
