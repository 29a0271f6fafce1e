import { SOUND_CONFIG } from './sound-config.ts'
import type { SoundRow } from './sound-rows.ts'

/** Figures of one row. */
export interface SoundFigure {
  readonly name: string
  readonly per: SoundRow['per']
  /** CPU time of the thread, microseconds. */
  readonly us: number
  readonly perSecond: number
  /** Heap that a call leaves behind. */
  readonly bytes: number
}

/** What a measurement goes by; both must be exact for short stretches. */
export interface SoundMeters {
  /** CPU time this thread has used: what other programs do at the time does not count. */
  readonly cpuNs: () => number
  readonly heapBytes: () => number
}

/** Measures a row; throws where one of its results was wrong. */
export function measureRow(row: SoundRow, meters: SoundMeters): SoundFigure {
  const { times = 1 } = row
  warmUp(row, meters)
  const windows = Array.from({ length: SOUND_CONFIG.windows }, () => windowUs(row, meters))
  windows.sort((one, other) => one - other)
  const us = (windows[SOUND_CONFIG.windows >> 1] ?? NaN) / times
  return { name: row.name, per: row.per, us, perSecond: 1e6 / us, bytes: bytesOf(row, meters) / times }
}

function warmUp(row: SoundRow, { cpuNs }: SoundMeters): void {
  const until = cpuNs() + SOUND_CONFIG.warmUpMs * 1e6
  for (let call = 0; call < SOUND_CONFIG.warmUpCalls || cpuNs() < until; call += 1) checked(row)
}

/** CPU time per call, microseconds; what a row prepares and checks does not count. */
function windowUs(row: SoundRow, { cpuNs }: SoundMeters): number {
  const batch = row.prepare === undefined && row.check === undefined ? SOUND_CONFIG.batch : 1
  let [calls, spentNs] = [0, 0]
  while (spentNs < SOUND_CONFIG.windowMs * 1e6) {
    row.prepare?.()
    const before = cpuNs()
    for (let call = 0; call < batch; call += 1) once(row)
    spentNs += cpuNs() - before
    calls += batch
    check(row)
  }
  return spentNs / 1000 / calls
}

/**
 * Heap per call: how much more so many calls take than half of them, so that what looking at the heap costs falls
 * out. The middle of many tries: a collection or a compilation disturbs some.
 */
function bytesOf(row: SoundRow, { heapBytes }: SoundMeters): number {
  const grownIn = (calls: number): number => {
    const before = heapBytes()
    for (let call = 0; call < calls; call += 1) {
      row.prepare?.()
      once(row)
    }
    return heapBytes() - before
  }
  const tries = Array.from({ length: SOUND_CONFIG.heapTries }, () => {
    const half = grownIn(SOUND_CONFIG.heapCalls / 2)
    const whole = grownIn(SOUND_CONFIG.heapCalls)
    return (whole - half) / (SOUND_CONFIG.heapCalls / 2)
  })
  return Math.max(0, tries.sort((one, other) => one - other)[SOUND_CONFIG.heapTries >> 1] ?? NaN)
}

function checked(row: SoundRow): void {
  row.prepare?.()
  once(row)
  check(row)
}

function once({ name, call }: SoundRow): void {
  if (!call()) throw new Error(`${name}: what came out is wrong`)
}

function check({ name, check: isRight }: SoundRow): void {
  if (isRight?.() === false) throw new Error(`${name}: what came out is wrong`)
}
