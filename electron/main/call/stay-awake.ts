import { powerSaveBlocker } from 'electron'

/** Keeps the machine from sleeping while a call goes on; the screen may go dark. */
export class StayAwake {
  #blocker: number | undefined

  set(inCall: boolean): void {
    if (inCall === (this.#blocker !== undefined)) return
    if (inCall) this.#blocker = powerSaveBlocker.start('prevent-app-suspension')
    else if (this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker)
      this.#blocker = undefined
    }
  }
}
