/**
 * What presses of the key of push-to-talk mean: `hold` talks while it is down; `toggle` changes with each press;
 * `doubleTap` talks while it is down, and goes on after two quick presses until the next one.
 */
export const TALK_KEY_STYLES = ['hold', 'toggle', 'doubleTap'] as const
export type TalkKeyStyle = (typeof TALK_KEY_STYLES)[number]

/** Two presses within this are one double press, ms: as desktops have it for clicks. */
export const DOUBLE_TAP_MS = 400

/** Makes talking of presses. Time is handed in. */
export class TalkKey {
  #style: TalkKeyStyle
  #isDown = false
  #isLatched = false
  #lastPressMs = -Infinity

  constructor(style: TalkKeyStyle = 'hold') {
    this.#style = style
  }

  /** Another style; nobody talks by it any more. */
  setStyle(style: TalkKeyStyle): void {
    this.#style = style
    this.reset()
  }

  /** Whether one talks now. */
  get isTalking(): boolean {
    return this.#isLatched || (this.#isDown && this.#style !== 'toggle')
  }

  /** The key went down or up; answers whether one talks now. */
  press(isDown: boolean, nowMs: number): boolean {
    if (isDown && !this.#isDown) this.#begin(nowMs)
    this.#isDown = isDown
    return this.isTalking
  }

  /** Nobody sees the key any more: what is only held is let go, what was switched on stays. */
  lose(): boolean {
    this.#isDown = false
    return this.isTalking
  }

  reset(): void {
    this.#isDown = false
    this.#isLatched = false
    this.#lastPressMs = -Infinity
  }

  #begin(nowMs: number): void {
    const isDouble = nowMs - this.#lastPressMs <= DOUBLE_TAP_MS
    this.#lastPressMs = nowMs
    if (this.#style === 'toggle') this.#isLatched = !this.#isLatched
    else if (this.#isLatched) this.#unlatch()
    else this.#isLatched = this.#style === 'doubleTap' && isDouble
  }

  /** The press that ends it is no first one of another double. */
  #unlatch(): void {
    this.#isLatched = false
    this.#lastPressMs = -Infinity
  }
}
