/** Tunables of `palabre load`. */
export const LOAD_CONFIG = {
  /** Bounds of what one process carries. */
  mostUsers: 5_000,
  mostSeconds: 86_400,
  mostJoinRate: 1_000,
  mostRequestRate: 5,
  mostOpenEvery: 1_000,
  /** Users that come a second, and changes a second of each user who does not talk, where nothing else is asked. */
  joinRate: 50,
  requestRate: 0.1,
  /** Logins under way at once: half of what a host takes of one address. */
  joinsAtOnce: 32,
  /** Length of a frame, ms, and its index among FRAME_LENGTHS_MS; bits per second. */
  frameMs: 20,
  frameCode: 3,
  bitrate: 48_000,
  /** What is said: a tone of so many Hz, of which so many frames are coded before the one that is sent. */
  toneHz: 440,
  toneFrames: 10,
  /** Frames of a mix count from so long after the first word, ms: by then all voices are in it. */
  mixBeginsMs: 500,
  /** Talkers are looked after this often, ms. */
  tickMs: 5,
  /** Each user's way to the host is looked after this often, ms. */
  turnMs: 200,
  /** All have a way for voice by then, or it is said how many have not, ms. */
  bindMs: 10_000,
  /** What is under way may arrive after the last packet, ms: the longest window of a host and then some. */
  settleMs: 1_000,
  /** Files beside the sockets that this process has open. */
  spareFiles: 64,
  /** Files of a user: sockets for TLS and UDP, and what would wake who waits for the second. */
  filesPerUser: 3,
  /** While somebody talks each user's UDP socket is emptied this often, ms: one call for what has gathered. */
  pollMs: 20,
  /** Datagrams that one call takes. */
  batch: 32,
  /** Kernel's buffer of each user's UDP socket, bytes: two seconds of ten voices, should this process be kept from running. */
  receiveBuffer: 1024 * 1024,
} as const
