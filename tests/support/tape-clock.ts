import { median } from './audio-measure.ts'

const MS = 1000
/** The earliest piece of each stretch of this length counts, s. */
const STRETCH_S = 2

/**
 * When a tape's samples were made, by the clock of this process. A piece can come late but not early, so the earliest
 * piece of each stretch tells. A line through these is the tape's clock: a null sink counts its time in whole
 * microseconds and so runs some parts in 100,000 fast, each its own; over ten minutes that is more than a frame.
 */
export class TapeClock {
  readonly #rate: number
  /** Of each stretch: the end of its earliest piece, s of samples; and how much later that came, ms. */
  readonly #stretches = new Map<number, { readonly atS: number; readonly lateMs: number }>()

  /** `rate`: samples per second. */
  constructor(rate: number) {
    this.#rate = rate
  }

  /** So many samples had come at this time. */
  note(samples: number, nowMs: number): void {
    const atS = samples / this.#rate
    const lateMs = nowMs - atS * MS
    const stretch = Math.floor(atS / STRETCH_S)
    if (lateMs < (this.#stretches.get(stretch)?.lateMs ?? Infinity))
      this.#stretches.set(stretch, { atS, lateMs })
  }

  /** When the sample at this place would have come from a tape without any delay of its own, ms; NaN without pieces. */
  fit(): (place: number) => number {
    // The first stretch comes late while the stream is being set up.
    const points = [...this.#stretches.values()].slice(1)
    const slope = points.length < 2 ? 0 : slopeOf(points)
    const startMs = median(points.map(({ atS, lateMs }) => lateMs - slope * atS))
    return (place) => startMs + (place / this.#rate) * (MS + slope)
  }
}

/** The middle of all slopes between two points, ms per s (Theil and Sen): single early or late pieces do not count. */
function slopeOf(points: readonly { readonly atS: number; readonly lateMs: number }[]): number {
  const slopes = points.flatMap((from, index) =>
    points.slice(index + 1).map((to) => (to.lateMs - from.lateMs) / (to.atS - from.atS)),
  )
  return median(slopes)
}
