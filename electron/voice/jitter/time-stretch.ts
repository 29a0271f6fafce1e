import { gainOf, samplesOf } from '../units.ts'
import { JITTER_CONFIG } from './config.ts'
import type { Stretchable } from './level-control.ts'

const OVERLAP = samplesOf(JITTER_CONFIG.overlapMs)
const LEAST = samplesOf(JITTER_CONFIG.pieceLeastMs)
const MOST = samplesOf(JITTER_CONFIG.pieceMostMs)
const QUIET_POWER = gainOf(JITTER_CONFIG.quietDb) ** 2
/** The first search looks at every fourth sample of every fourth shift; the second is exact. */
const COARSE = 4

/** Samples that must stand before the place of a correction: the longest piece, and what it is compared with. */
export const STRETCH_HISTORY = MOST + OVERLAP
/** Samples from that place on that make the longest piece removable. */
export const STRETCH_AHEAD = MOST + OVERLAP

/**
 * Takes a piece out of sound, or repeats one, where the sound is like itself that much later: one or two pitch
 * periods, found by correlation and faded over (WSOLA). In quiet any length does.
 *
 *   remove:  ....a[ piece ]b....  ->  ....a x b....       repeat:  ....[ piece ]a....  ->  ....[ piece ]x[ piece ]a....
 */
export class TimeStretch {
  readonly #fade = new Float32Array(OVERLAP)
  /** Whether the last correction touched more than quiet. */
  audible = false

  /**
   * Takes at most `most` samples out of `samples`, which hold sound up to `end`, at `place`; what follows moves up.
   * Answers how many, 0 where a cut would be heard. `side` goes the same way.
   */
  remove(
    samples: Float32Array,
    place: number,
    end: number,
    most: number,
    stretchable: Stretchable,
    side?: Float32Array,
  ): number {
    const longest = Math.min(MOST, most, end - place - OVERLAP)
    const piece = this.#piece(samples, place, 1, longest, end, stretchable)
    if (piece === 0) return 0
    this.#cut(samples, place, place + piece, end)
    if (side !== undefined) this.#cut(side, place, place + piece, end)
    return piece
  }

  /**
   * Repeats at most `most` samples before `place`; what follows moves down, so `samples` must have room for as many
   * after `end`. Answers how many, 0 where the seam would be heard. `side` goes the same way.
   */
  repeat(
    samples: Float32Array,
    place: number,
    end: number,
    most: number,
    stretchable: Stretchable,
    side?: Float32Array,
  ): number {
    if (end - place < OVERLAP) return 0
    const piece = this.#piece(samples, place, -1, Math.min(MOST, most, place - OVERLAP), end, stretchable)
    if (piece === 0) return 0
    this.#cut(samples, place, place - piece, end)
    if (side !== undefined) this.#cut(side, place, place - piece, end)
    return piece
  }

  /** Goes on at `to`, earlier or later, with what stood at `place`. */
  #cut(samples: Float32Array, place: number, to: number, end: number): void {
    this.#crossFade(samples, place, to)
    samples.copyWithin(place + OVERLAP, to + OVERLAP, end)
    samples.set(this.#fade, place)
  }

  /** Length of the piece for a cut at `place`, towards later (1) or earlier (-1) sound; 0 for none. */
  #piece(
    samples: Float32Array,
    place: number,
    towards: 1 | -1,
    longest: number,
    end: number,
    stretchable: Stretchable,
  ): number {
    if (longest < LEAST) return 0
    const first = place - OVERLAP + (towards < 0 ? -longest : 0)
    const last = Math.min(end, place + OVERLAP + (towards > 0 ? longest : 0))
    this.audible = !isQuiet(samples, first, last)
    if (!this.audible) return longest
    if (stretchable === 'quiet') return 0
    return bestShift(samples, place, towards, longest, stretchable === 'any' ? -1 : undefined)
  }

  #crossFade(samples: Float32Array, from: number, to: number): void {
    for (let index = 0; index < OVERLAP; index += 1) {
      const share = (index + 0.5) / OVERLAP
      this.#fade[index] = (samples[from + index] ?? 0) * (1 - share) + (samples[to + index] ?? 0) * share
    }
  }
}

function isQuiet(samples: Float32Array, first: number, last: number): boolean {
  let sum = 0
  for (let index = first; index < last; index += 1) sum += (samples[index] ?? 0) ** 2
  return sum <= QUIET_POWER * (last - first)
}

/** The best shift that is good enough, of the longer half first, since fewer cuts are heard less; 0 for none. */
function bestShift(
  samples: Float32Array,
  place: number,
  towards: 1 | -1,
  longest: number,
  least: number = JITTER_CONFIG.correlationLeast,
): number {
  const middle = Math.max(LEAST, longest >> 1)
  const long = search(samples, place, towards, middle, longest)
  if (correlation(samples, place, towards * long, 1) >= least) return long
  const short = search(samples, place, towards, LEAST, middle)
  return correlation(samples, place, towards * short, 1) >= least ? short : 0
}

function search(samples: Float32Array, place: number, towards: 1 | -1, first: number, last: number): number {
  let near = first
  let best = -Infinity
  for (let shift = first; shift <= last; shift += COARSE) {
    const found = correlation(samples, place, towards * shift, COARSE)
    if (found > best) {
      best = found
      near = shift
    }
  }
  let exact = near
  best = -Infinity
  for (let shift = Math.max(first, near - COARSE); shift <= Math.min(last, near + COARSE); shift += 1) {
    const found = correlation(samples, place, towards * shift, 1)
    if (found > best) {
      best = found
      exact = shift
    }
  }
  return exact
}

/** Normalised correlation, -1..1, of the sound round `place` with that `shift` samples later. */
function correlation(samples: Float32Array, place: number, shift: number, step: number): number {
  let dot = 0
  let own = 0
  let other = 0
  for (let index = place - OVERLAP; index < place + OVERLAP; index += step) {
    const a = samples[index] ?? 0
    const b = samples[index + shift] ?? 0
    dot += a * b
    own += a * a
    other += b * b
  }
  return own > 0 && other > 0 ? dot / Math.sqrt(own * other) : 0
}
