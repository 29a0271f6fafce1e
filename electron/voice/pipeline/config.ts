/** Tunables of the pipelines and their loop. */
export const PIPELINE_CONFIG = {
  /** Blocks of playback are as long as the own frames, within these bounds, ms. */
  blockLeastMs: 5,
  blockMostMs: 20,
  /** Levels for meters, ms between events: 20 a second. */
  levelsMs: 50,
  /** Statistics, ms between events. */
  statsMs: 1_000,
  /** Longest sleep of the loop, ms: commands are seen within this time. */
  waitMostMs: 20,
  /** With Node's own sockets and a device, the rings are looked at this often, ms. */
  pollMs: 2,
  /** Batches, blocks, frames handled in one turn: a loop that fell behind must still hear commands. */
  batchesPerTurn: 32,
  blocksPerTurn: 100,
  framesPerTurn: 100,
  /** Weight of a new round trip in the average: RFC 6298. */
  rttGain: 1 / 8,
} as const
