import type { AllowanceConfig } from '../../base/discovery/allowance.ts'
import { LINE_SET_CONFIG, type LineSetConfig } from '../../base/discovery/line-set.ts'

/** Tunables of how a host announces itself. */
export interface AnnounceConfig {
  readonly lines: LineSetConfig
  /** Beacons after the start, ms each since the one before; then every `everyMs`, with a share of chance. */
  readonly beacon: { readonly firstMs: readonly number[]; readonly everyMs: number; readonly jitter: number }
  readonly mdns: {
    /** Announcements after an adapter is there, ms each since the one before. */
    readonly firstMs: readonly number[]
    /** How long others may believe it without asking again, s. */
    readonly ttlS: number
    /** An answer to everybody waits so long, ms, by chance, so that several hosts do not answer at once. */
    readonly waitMs: { readonly least: number; readonly most: number }
    /** Between two answers to everybody on one network, ms (RFC 6762 section 6). */
    readonly gapMs: number
    /** Questions that are read. */
    readonly questions: AllowanceConfig
  }
}

export const ANNOUNCE_CONFIG: AnnounceConfig = {
  lines: LINE_SET_CONFIG,
  // Guests list a host within 5 s though two of three datagrams are lost on a bad wireless network.
  beacon: { firstMs: [250, 700], everyMs: 2_000, jitter: 0.2 },
  mdns: {
    firstMs: [1_000, 2_000],
    ttlS: 60,
    waitMs: { least: 20, most: 120 },
    gapMs: 1_000,
    questions: { perSource: 20, inAll: 200 },
  },
}
