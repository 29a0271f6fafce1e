/** A linear gain on its way from one frame's end to the next one's: no step, so no click. */
export class GainRamp {
  #from = 0
  #to = 0
  #begun = false

  /** The gain before the first sample of the frame. */
  get from(): number {
    return this.#from
  }

  /** The gain at its last sample. */
  get to(): number {
    return this.#to
  }

  /** Where the gain shall be at the end of the next frame. The first time it is there from the start. */
  aim(gain: number): void {
    this.#from = this.#begun ? this.#to : gain
    this.#to = gain
    this.#begun = true
  }
}
