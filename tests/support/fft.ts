/** Fourier transform in place, radix 2; lengths are powers of two. `inverse` divides by the length. */
export function transform(real: Float64Array, imaginary: Float64Array, inverse = false): void {
  const size = real.length
  const [cosines, sines] = circleOf(size)
  reorder(real, imaginary)
  for (let half = 1; half < size; half *= 2) {
    const step = size / (2 * half)
    for (let start = 0; start < size; start += 2 * half) {
      for (let k = 0; k < half; k += 1) {
        const cos = cosines[k * step] ?? 0
        const sin = (inverse ? 1 : -1) * (sines[k * step] ?? 0)
        const low = start + k
        const high = low + half
        const re = (real[high] ?? 0) * cos - (imaginary[high] ?? 0) * sin
        const im = (real[high] ?? 0) * sin + (imaginary[high] ?? 0) * cos
        real[high] = (real[low] ?? 0) - re
        imaginary[high] = (imaginary[low] ?? 0) - im
        real[low] = (real[low] ?? 0) + re
        imaginary[low] = (imaginary[low] ?? 0) + im
      }
    }
  }
  if (!inverse) return
  for (let index = 0; index < size; index += 1) {
    real[index] = (real[index] ?? 0) / size
    imaginary[index] = (imaginary[index] ?? 0) / size
  }
}

/** Smallest power of two not below `length`. */
export function powerOfTwo(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, length)))
}

type Circle = readonly [cosines: Float64Array, sines: Float64Array]
const circles = new Map<number, Circle>()

/** Cosine and sine of the first half of `size` steps round the circle; kept, since few sizes occur. */
function circleOf(size: number): Circle {
  const known = circles.get(size)
  if (known !== undefined) return known
  const angles = Float64Array.from({ length: size / 2 }, (_, k) => (2 * Math.PI * k) / size)
  const circle: Circle = [angles.map(Math.cos), angles.map(Math.sin)]
  circles.set(size, circle)
  return circle
}

function reorder(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length
  let mirrored = 0
  for (let index = 1; index < size; index += 1) {
    let bit = size >> 1
    while (mirrored & bit) {
      mirrored ^= bit
      bit >>= 1
    }
    mirrored |= bit
    if (index >= mirrored) continue
    swap(real, index, mirrored)
    swap(imaginary, index, mirrored)
  }
}

function swap(values: Float64Array, a: number, b: number): void {
  const kept = values[a] ?? 0
  values[a] = values[b] ?? 0
  values[b] = kept
}
