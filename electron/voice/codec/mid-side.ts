/**
 * Sound in stereo as the chains of a guest carry it: the mean of both channels, and the *side*, half of left less right.
 * Left is their sum, right their difference.
 */

/** Interleaves the first `count` samples of a mean and its side to left and right. */
export function joinPair(mean: Float32Array, side: Float32Array, count: number, pair: Float32Array): void {
  for (let index = 0, place = 0; index < count; index += 1, place += 2) {
    const middle = mean[index] ?? 0
    const half = side[index] ?? 0
    pair[place] = middle + half
    pair[place + 1] = middle - half
  }
}

/** The other way round, for `count` samples per channel; answers whether the channels differ. */
export function splitPair(
  pair: Float32Array,
  count: number,
  mean: Float32Array,
  side: Float32Array,
): boolean {
  let differs = false
  for (let index = 0, place = 0; index < count; index += 1, place += 2) {
    const left = pair[place] ?? 0
    const right = pair[place + 1] ?? 0
    mean[index] = (left + right) / 2
    const half = (left - right) / 2
    side[index] = half
    if (half !== 0) differs = true
  }
  return differs
}
