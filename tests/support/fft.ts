/** Fourier transform in place, radix 2; lengths are powers of two. `inverse` divides by the length. */
export function transform(real: Float64Array, imaginary: Float64Array, inverse = false): void {
  const size = real.length
  reorder(real, imaginary)
  for (let span = 2; span <= size; span *= 2) {
    const angle = ((inverse ? 2 : -2) * Math.PI) / span
    for (let k = 0; k < span / 2; k += 1) {
      const cos = Math.cos(angle * k)
      const sin = Math.sin(angle * k)
      for (let low = k; low < size; low += span) {
        const high = low + span / 2
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
