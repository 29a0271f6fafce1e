import { systemClock } from '../../base/clock.ts'
import { SOUND_CONFIG } from './sound-config.ts'
import type { SoundRow } from './sound-rows.ts'

/** Times of one row. */
export interface SoundFigure {
  readonly name: string
  readonly per: 'frame' | 'packet'
  readonly us: number
  readonly perSecond: number
  readonly bytes: number
}

/** Measures a row; throws where one of its results was wrong. */
export function measureRow(row: SoundRow, heapBytes: () => number): SoundFigure {
  for (let call = 0; call < SOUND_CONFIG.warmUpCalls; call += 1) once(row)
  const windows = Array.from({ length: SOUND_CONFIG.windows }, () => measureWindow(row, heapBytes))
  windows.sort((one, other) => one.us - other.us)
  const us = windows[SOUND_CONFIG.windows >> 1]?.us ?? NaN
  const bytes = Math.min(...windows.map((window) => window.bytes))
  return { name: row.name, per: row.per, us, perSecond: 1e6 / us, bytes }
}

function measureWindow(row: SoundRow, heapBytes: () => number): { us: number; bytes: number } {
  const beganMs = systemClock.nowMs()
  const before = heapBytes()
  let calls = 0
  let passedMs = 0
  while (passedMs < SOUND_CONFIG.windowMs) {
    for (let call = 0; call < SOUND_CONFIG.batch; call += 1) once(row)
    calls += SOUND_CONFIG.batch
    passedMs = systemClock.nowMs() - beganMs
  }
  // A collection in between makes the difference negative: then nothing can be said of this window.
  const grown = heapBytes() - before
  return { us: (1000 * passedMs) / calls, bytes: grown < 0 ? Infinity : grown / calls }
}

function once({ name, call }: SoundRow): void {
  if (!call()) throw new Error(`${name}: what came out is wrong`)
}
