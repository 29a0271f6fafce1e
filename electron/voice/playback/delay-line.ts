/**
 * Gives sound back after a while. Writer and reader run by two devices' clocks: where they have drifted apart by more
 * than half the delay, the reader begins anew.
 */
export class DelayLine {
  readonly #samples: Float32Array
  readonly #delay: number
  #written = 0
  #read = 0

  /** `delay` in samples. */
  constructor(delay: number) {
    this.#delay = delay
    this.#samples = new Float32Array(2 * delay)
  }

  /** Takes mono sound. */
  write(frame: Float32Array): void {
    const size = this.#samples.length
    for (let index = 0; index < frame.length; index += 1) {
      this.#samples[(this.#written + index) % size] = frame[index] ?? 0
    }
    this.#written += frame.length
  }

  /** Adds what was written a delay ago to every channel of an interleaved block. */
  addTo(block: Float32Array, channels: number): void {
    if (Math.abs(this.#written - this.#read - this.#delay) > this.#delay / 2)
      this.#read = this.#written - this.#delay
    const size = this.#samples.length
    for (let index = 0; index < block.length; index += channels, this.#read += 1) {
      const sample =
        this.#read < 0 || this.#read >= this.#written ? 0 : (this.#samples[this.#read % size] ?? 0)
      for (let channel = 0; channel < channels; channel += 1) {
        const sum = (block[index + channel] ?? 0) + sample
        block[index + channel] = Math.max(-1, Math.min(1, sum))
      }
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#samples.fill(0)
    this.#written = 0
    this.#read = 0
  }
}
