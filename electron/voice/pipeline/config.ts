/** Tunables of the pipelines and their loop. */
export const PIPELINE_CONFIG = {
  /** Longest block that is captured at once, ms: what the noise suppressor works on, and the longest of Opus' low-delay mode. */
  captureMostMs: 10,
  /** Who sends frames up to this length wants little delay, ms. */
  shortFrameMostMs: 10,
  /** Sound kept ready for the playback device, ms: two of its callbacks, so that one of them may find us late. */
  shortFillMs: 5,
  /** The same for longer frames: half as many wake-ups. */
  fillMs: 10,
  /** Blocks of playback per fill: a packet that has just missed a block waits for the next one. */
  blocksPerFill: 2,
  /** Who tests the microphone hears it this much later, ms: by then one's own voice in the head has ended. */
  loopbackMs: 600,
  /** A test tone waits for its loudspeaker to be opened for so long, ms. */
  toneWaitMs: 5_000,
  /** What somebody says to hear how they sound, ms: a sentence. */
  trialMs: 3_000,
  /** Levels for meters, ms between events: 20 a second. */
  levelsMs: 50,
  /** Statistics, ms between events. */
  statsMs: 1_000,
  /** Longest sleep of the loop, ms: commands are seen within this time. */
  waitMostMs: 20,
  /** With Node's own sockets and a device, the rings are looked at this often, ms. */
  pollMs: 2,
  /**
   * Voice that came before its key waits so long, ms, and of it at most so many packets: a segment of TCP that was lost
   * comes again within a second, and ten voices make a hundred packets in a tenth of that.
   */
  earlyMs: 1_000,
  earlyMost: 512,
  /** Batches, blocks, frames handled in one turn: a loop that fell behind must still hear commands. */
  batchesPerTurn: 32,
  blocksPerTurn: 100,
  framesPerTurn: 100,
  /** What is sent is measured over at least this long, ms. */
  measureMs: 900,
  /** UDP 8 and IPv4 20 around each packet, bytes. */
  udpBytes: 28,
  /** How the speakers arrive is reported to the host this often, ms. */
  reportMs: 1_000,
  /** A speaker is reported on when this many packets are known to have come or not: one of ten is 10 % of loss. */
  reportLeastPackets: 10,
  /** A gap of more packets is no loss but an absence, of the speaker or the network; counting begins anew. */
  reportGapPackets: 250,
  /** The quickest packet of the last so many reports is the one that others are compared with: half a minute. */
  reportFloorReports: 30,
  /** Shares of loss and concealment are those of so much time, ms, looked at this often. */
  sharesMs: 10_000,
  sharesStepMs: 1_000,
  /** Sound that begins or ends where none is, or noise, is faded over this, ms: Opus overlaps its frames as long. */
  borderFadeMs: 5,
  /** Sound that ends below this needs no fade, dBFS. */
  borderQuietDb: -80,
  /** Weight of a new packet in the averaged time that packets wait. */
  heldGain: 1 / 32,
  /** The same of a block in what waits for the loudspeaker: about half a second. */
  waitGain: 1 / 128,
  /** Weight of a new round trip in the average: RFC 6298. */
  rttGain: 1 / 8,
  /** Frames of a mix that the host makes, ms: long ones have forward error correction, and half the headers. */
  mixFrameMs: 20,
  /** Bits per second of a mix: several voices at once, clearly; less than two of them one by one. */
  mixBitrate: 48_000,
  /** The same where the line of a listener is weak: with all headers it stays below 55 kbit/s. */
  mixBitrateWeak: 24_000,
  /** Quieter voices are left out of a mix, -dBov: a room without anybody in it. */
  mixQuietest: 60,
  /** A voice stays in the mix so long after it was louder, ms: the end of a word. */
  mixHoldMs: 400,
} as const
