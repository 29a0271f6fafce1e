import type { FakeAudio, FakeStream } from './fake-audio.ts'
import { callbackReads, callbackWrites } from './fake-audio.ts'

const RATE = 48_000
/** Samples per callback of both devices: 5 ms. */
const CALLBACK = 240

/**
 * A microphone that hears its own loudspeaker: drives the streams an engine has opened on a FakeAudio, one call of
 * `pass` for each millisecond. What is played comes back `delayMs` after its callback, at `gainDb`.
 */
export class EchoRoom {
  /** What the microphone heard. */
  readonly captured: number[] = []
  readonly #audio: FakeAudio
  readonly #near: Float32Array
  readonly #delay: number
  readonly #gain: number
  readonly #played: number[] = []
  #passedMs = 0

  /** `near` is said here, from the first callback on. */
  constructor(
    audio: FakeAudio,
    path: { delayMs: number; gainDb: number },
    near: Float32Array = new Float32Array(0),
  ) {
    this.#audio = audio
    this.#near = near
    this.#delay = Math.round((path.delayMs * RATE) / 1000)
    this.#gain = 10 ** (path.gainDb / 20)
  }

  /** Lets a millisecond pass; both devices call back every fifth. */
  pass(): void {
    this.#passedMs += 1
    if (this.#passedMs % ((CALLBACK * 1000) / RATE) !== 0) return
    const open = this.#audio.streams.filter(({ started, closed }) => started && !closed)
    const playback = open.find(({ options }) => options.channels === 2)
    const capture = open.find(({ options }) => options.channels === 1)
    if (playback !== undefined) this.#play(playback)
    if (capture !== undefined) this.#capture(capture)
  }

  #play(stream: FakeStream): void {
    const { ring } = stream.options
    const [written = 0, read = 0] = [ring.indices[0], ring.indices[16]]
    const there = Math.min(CALLBACK, (written - read) >>> 0)
    const samples = callbackReads(ring, 2, there)
    for (let index = 0; index < CALLBACK; index += 1) this.#played.push(samples[2 * index] ?? 0)
    stream.callback()
  }

  #capture(stream: FakeStream): void {
    const heard = Array.from({ length: CALLBACK }, (_, index) => {
      const at = this.captured.length + index
      return (this.#near[at] ?? 0) + this.#gain * (this.#played[at - this.#delay] ?? 0)
    })
    this.captured.push(...heard)
    callbackWrites(stream.options.ring, 1, heard)
    stream.callback()
  }
}
