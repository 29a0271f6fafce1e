const RATE = 48_000

/** How loud a sine of this frequency is in a sound, dB below full scale. */
export function toneDb(samples: Float32Array, hz: number): number {
  let [real, imaginary] = [0, 0]
  for (const [at, sample] of samples.entries()) {
    const angle = (2 * Math.PI * hz * at) / RATE
    // A window: what is beside the frequency must not leak into it.
    const weight = 1 - Math.cos((2 * Math.PI * (at + 0.5)) / samples.length)
    real += weight * sample * Math.cos(angle)
    imaginary += weight * sample * Math.sin(angle)
  }
  return 20 * Math.log10((2 * Math.hypot(real, imaginary)) / samples.length + 1e-9)
}
