/** Tunables of the packet format's keepers; the format itself is not tunable. */
export const PACKET_CONFIG = {
  /** Sequence numbers that may arrive out of order, packets: 2.5 s of the shortest frames. A multiple of 32. */
  replayWindow: 1024,
  /** Sources named by one report: fits a datagram many times over and every room of speakers. */
  reportEntries: 64,
  /** Voices named by one packet of a mix, and mixed at once: more nobody tells apart. */
  mixVoices: 8,
  /** Epochs before the one now that are kept: a host draws four a second at most, and each lives on for 3 s. */
  earlierEpochs: 16,
  /** So many sequence numbers before the last a guest asks for another session: 11 min of 10 ms frames. */
  numbersKept: 2 ** 16,
} as const
