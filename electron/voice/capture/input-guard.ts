import { CAPTURE_CONFIG } from './config.ts'

/** Makes a frame safe for everything that keeps state: samples that are no numbers become silence, huge ones are cut. */
export function guardInput(frame: Float32Array): void {
  const most = CAPTURE_CONFIG.inputMost
  for (let index = 0; index < frame.length; index += 1) {
    const sample = frame[index] ?? 0
    // Infinity minus itself is not a number either.
    if (sample - sample !== 0) frame[index] = 0
    else if (sample > most) frame[index] = most
    else if (sample < -most) frame[index] = -most
  }
}
