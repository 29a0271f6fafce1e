/** Tunables of the media plane that more than one stage shares; each stage's own stand in its folder. */
export const VOICE_CONFIG = {
  /** Frame length by default, ms: the delay of 10 ms frames at a third of the packets of 2.5 ms ones. */
  frameMs: 10,
  /** Bits per second of one voice: fullband speech without audible coding noise. */
  bitrate: 64_000,
  /** How long the epoch before is still accepted, ms: a renewed key crosses the control channel in that time. */
  epochGraceMs: 3_000,
  /** Bind is repeated this often until it is answered, ms. */
  bindIntervalMs: 250,
  /** Without an answer for this long, voice goes through the WebSocket, ms. */
  bindTimeoutMs: 3_000,
  /** While voice goes through the WebSocket, UDP is tried again this often, ms. */
  rebindIntervalMs: 5_000,
  /** Keepalive while talking or hearing, and when idle, ms. */
  pingActiveMs: 1_000,
  pingIdleMs: 5_000,
  /** A ping without its pong for this long is followed by others, ms: longer than most round trips. */
  pingRetryAfterMs: 400,
  /** These come this often, ms: nine in all before the path counts as lost, of which one survives even a third lost. */
  pingRetryMs: 200,
  /** Without a pong for this long the path counts as lost, ms; a path that dies in a call is left within 3 s. */
  pathLostMs: 2_000,
} as const
