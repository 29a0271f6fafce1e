import type { SpeakerStats } from '../../electron/contract/stats.ts'

/** A speaker who is heard well, over a line that loses a little. */
export function fakeSpeaker(
  sourceId: number,
  nickname: string,
  change: Partial<SpeakerStats> = {},
): SpeakerStats {
  return {
    ...{ sourceId, nickname, packetsReceived: 900, lost: 9, late: 1, duplicate: 0, reordered: 0 },
    ...{ recoveredByRedundancy: 8, recoveredByFec: 0, concealed: 1, comfortNoise: 0 },
    ...{ accelerated: 0, expanded: 0 },
    ...{ jitterMs: 6.3, driftPpm: 0, targetDelayMs: 20, lossPercent: 1.2, concealedPercent: 0.1, heldMs: 18 },
    mouthToEarMs: { capture: 9, frame: 10, codec: 3, network: 12, held: 18, mix: 2, playback: 8, total: 62 },
    ...{ bufferMs: 20, levelDb: -20, speaking: true, matchDb: 0 },
    ...change,
  }
}
