import { Emitter } from '../../base/emitter.ts'
import { isInvite } from '../../contract/invite.ts'

/** The invite among the words a program was started with; undefined where none of them is one. */
export function inviteAmong(words: readonly string[]): string | undefined {
  return words.find(isInvite)
}

/**
 * Invites that were opened outside of the app. The newest waits here until the page takes it and asks the person;
 * what is no invite never gets this far. Nothing is joined because a link was opened.
 */
export class LinkInbox {
  readonly #arrived = new Emitter<undefined>()
  #waiting: string | undefined

  /** Told when an invite has come. */
  onArrival(listener: () => void): void {
    this.#arrived.on(listener)
  }

  /** The words another start of the app brought, or a link the system handed over; answers whether it was an invite. */
  offer(words: readonly string[]): boolean {
    const invite = inviteAmong(words)
    if (invite === undefined) return false
    this.#waiting = invite
    this.#arrived.emit(undefined)
    return true
  }

  /** The invite that waits, once. */
  take(): string | undefined {
    const invite = this.#waiting
    this.#waiting = undefined
    return invite
  }
}
