import { MIX_CONFIG } from './config.ts'

/** ITU-R BS.1770-4, tables 1 and 2, at 48 kHz: the shelf of the head, then the high-pass of the ear. */
const SHELF = {
  b0: 1.53512485958697,
  b1: -2.69169618940638,
  b2: 1.19839281085285,
  a1: -1.69065929318241,
  a2: 0.73248077421585,
}
const HIGH_PASS = { b0: 1, b1: -2, b2: 1, a1: -1.99004745483398, a2: 0.99007225036621 }

/** Places in the state: of both filters, and the sum of squares. */
const [SHELF_1, SHELF_2, PASS_1, PASS_2, SUM] = [0, 1, 2, 3, 4] as const

/** K-weighting of one channel: samples in, energy as loud as it is heard out. */
export class KWeighting {
  /** Numbers in an array of their own are written without allocation. */
  readonly #state = new Float64Array(5)

  /** Adds `frame[from..to)`. Where one is no number, filters and sum start afresh. */
  add(frame: Float32Array, from: number, to: number): void {
    const state = this.#state
    let shelf1 = state[SHELF_1] ?? 0
    let shelf2 = state[SHELF_2] ?? 0
    let pass1 = state[PASS_1] ?? 0
    let pass2 = state[PASS_2] ?? 0
    let sum = state[SUM] ?? 0
    for (let index = from; index < to; index += 1) {
      const input = frame[index] ?? 0
      const head = SHELF.b0 * input + shelf1
      shelf1 = SHELF.b1 * input - SHELF.a1 * head + shelf2
      shelf2 = SHELF.b2 * input - SHELF.a2 * head
      const ear = HIGH_PASS.b0 * head + pass1
      pass1 = HIGH_PASS.b1 * head - HIGH_PASS.a1 * ear + pass2
      pass2 = HIGH_PASS.b2 * head - HIGH_PASS.a2 * ear
      sum += ear * ear
    }
    if (!(sum < Infinity)) {
      state.fill(0)
      return
    }
    state[SHELF_1] = shelf1
    state[SHELF_2] = shelf2
    state[PASS_1] = pass1
    state[PASS_2] = pass2
    state[SUM] = sum
  }

  /** The sum of squares since the last call, which must come often: it clears what is left of tones long gone. */
  take(): number {
    const state = this.#state
    const sum = state[SUM] ?? 0
    state[SUM] = 0
    for (let place = 0; place < SUM; place += 1) {
      if (Math.abs(state[place] ?? 0) < MIX_CONFIG.leastSample) state[place] = 0
    }
    return sum
  }
}
