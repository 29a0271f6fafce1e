/**
 * What the decoder is to do for the next frame: decode `packet`; the same, and shorten or lengthen what comes out of it
 * where that is not heard; rebuild the frame before `packet` from its forward error correction; invent one; go on
 * with the noise of a pause, of any length up to a block; nothing, since nobody speaks or the buffer fills.
 */
export type FrameSource = 'normal' | 'accelerate' | 'expand' | 'fec' | 'conceal' | 'noise' | 'wait'

export interface JitterStats {
  readonly received: number
  /** Packets that never came, be it that a copy of their frame did. */
  readonly lost: number
  /** Packets that came after the time of their frame. */
  readonly late: number
  /** Frames played from a copy within a later packet. */
  readonly recovered: number
  readonly duplicate: number
  readonly reordered: number
  /** Frames skipped because the buffer stayed far fuller than its target. */
  readonly skipped: number
  /** Pieces of sound taken out and put in to follow the target. */
  readonly accelerated: number
  readonly expanded: number
  /** Of these, pieces of speech rather than of quiet. */
  readonly voiced: number
  /** Corrections within speech, each of one or several pieces in a row. */
  readonly corrections: number
  /** Times the stream jumped and the buffer began anew. */
  readonly resets: number
  readonly jitterMs: number
  /** How much faster the sender's clock runs, parts per million; 0 until known. */
  readonly driftPpm: number
  readonly targetDelayMs: number
  readonly bufferMs: number
}
