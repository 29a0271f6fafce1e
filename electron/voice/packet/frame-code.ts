import { FRAME_LENGTHS_MS, type FrameMs } from '../../contract/engine.ts'

/** The frame code of a frame length: its place in FRAME_LENGTHS_MS, in the low nibble; the high nibble is zero. */
export function frameCodeOf(frameMs: FrameMs): number {
  return FRAME_LENGTHS_MS.indexOf(frameMs)
}

/** The frame length of a code, or undefined where it names none. */
export function frameMsOf(code: number): FrameMs | undefined {
  return FRAME_LENGTHS_MS[code]
}

/** Whether a code names a frame length. */
export function isFrameCode(code: number): boolean {
  return code < FRAME_LENGTHS_MS.length
}
