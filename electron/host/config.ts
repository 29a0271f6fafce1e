import { LIMITS } from '../contract/limits.ts'
import { JOBS_CONFIG, type JobsConfig } from './jobs/config.ts'
import type { LifeConfig } from './gateway/life-watch.ts'
import type { BucketConfig } from './gateway/token-bucket.ts'
import type { AllowanceConfig } from './http/plugins/allowance.ts'
import type { TidyConfig } from './quiet-tidy.ts'
import type { NewsConfig } from './services/member-news.ts'
import type { ChatConfig } from './services/chat.ts'
import type { LinkCodesConfig } from './services/link-codes.ts'
import type { PasswordGuardConfig } from './services/password-guard.ts'
import type { RecordingConfig } from './services/recording-service.ts'

/** Tunables of the control plane. Tests hand in their own. */
export interface HostConfig {
  /** A guest that has not logged in by then is closed, ms. */
  readonly loginTimeoutMs: number
  readonly life: LifeConfig
  /** What goes to a guest goes in pieces of this length, bytes of a datagram or UTF-16 units of a text. */
  readonly pieceLength: number
  /** Unsent bytes at which a guest that reads too slowly is closed. */
  readonly slowReaderBytes: number
  /** Unsent bytes above which voice for a guest is dropped: late voice is worth nothing. */
  readonly slowVoiceBytes: number
  /** Gateway connections that have not logged in, in all and of one address (an IPv6 /64 counts as one). */
  readonly strangers: number
  readonly strangersPerAddress: number
  /** TCP connections that belong to no member, of one address and in all. */
  readonly socketsPerAddress: number
  readonly sockets: number
  /** What one guest may send. */
  readonly rates: {
    /** Any text frame; who exceeds it is closed. */
    readonly frame: BucketConfig
    /** Requests that change something others see. */
    readonly request: BucketConfig
    readonly invite: BucketConfig
    /** Messages people write. */
    readonly text: BucketConfig
    /** What own voice has behind it. */
    readonly delay: BucketConfig
    /** Changes of own lists to whisper to, each of which may be told to many. */
    readonly whisper: BucketConfig
    /** Voice datagrams through the WebSocket. */
    readonly datagram: BucketConfig
    /** Messages not of the agreed form; who exceeds it is closed. */
    readonly malformed: BucketConfig
  }
  /** Fresh keys of a channel follow each other no faster than this, ms. */
  readonly epochWindowMs: number
  /** How members hear of each other. */
  readonly news: NewsConfig
  /** A source id rests this long after its session, ms. */
  readonly sourceRestMs: number
  /** Members at the same time. */
  readonly members: number
  readonly chat: ChatConfig
  readonly passwords: PasswordGuardConfig
  readonly linkCodes: LinkCodesConfig
  readonly recording: RecordingConfig
  /** A pass of a signed-in user to the API holds so long, s. */
  readonly adminPassS: number
  /** Old messages are looked for this often, ms. */
  readonly sweepMs: number
  /** The figures of the host are kept this often, ms, and so many of them. */
  readonly metrics: { readonly everyMs: number; readonly kept: number }
  readonly jobs: JobsConfig
  /** The whole database is read this often, and so long after the start where it was not read then, ms. */
  readonly databaseCheck: { readonly soonMs: number; readonly everyMs: number }
  /** When memory is given back. */
  readonly tidy: TidyConfig
  /** Where writes fail, one is tried this often, ms. */
  readonly probeMs: number
  /** Tries to find a port that is free for TCP and UDP. */
  readonly portTries: number
  /** Time for guests to read the good-bye, and for the media worker to stop, ms. */
  readonly farewellMs: number
  readonly mediaStopMs: number
  readonly http: {
    readonly bodyBytes: number
    /** Objects and lists within each other in a body. */
    readonly jsonDepth: number
    readonly allowance: AllowanceConfig
    /** A client that has not finished the handshake, the headers, the request by then is cut, ms. */
    readonly handshakeMs: number
    readonly headersMs: number
    readonly requestMs: number
    readonly idleMs: number
    readonly checkMs: number
  }
}

export const HOST_CONFIG: HostConfig = {
  // Well over three round trips on a bad mobile network, well under a person's patience.
  loginTimeoutMs: 10_000,
  // Guests ping each 5 s, or each 15 s while UDP answers; half a second and more covers the jitter of most networks, and
  // who is silent has 4 s to answer. Dead guests are seen within 10 s; those that UDP vouched for, within 4 s of when
  // the media worker has forgotten their path.
  life: { silentMs: 5_500, calmMs: 16_500, lookMs: 500, patience: 8 },
  // TLS keeps room for the largest piece it ever sent, for each guest. What guests hear of each other while it is calm
  // is far shorter; longer texts are snapshots and news of a crowd, and cost a record of TLS more for each piece.
  pieceLength: 4 * 1024,
  // A snapshot of a full host is about this size; more means the guest does not read.
  slowReaderBytes: 2 * 1024 * 1024,
  // A quarter of a second of one voice at 64 kbit/s with room for several speakers.
  slowVoiceBytes: 32 * 1024,
  // A party of a thousand that comes back after a restart logs in within seconds at this width.
  strangers: 1_000,
  // More than come from one address within the fifth of a second that a login takes on a slow line.
  strangersPerAddress: 128,
  socketsPerAddress: 256,
  sockets: 2_000,
  rates: {
    frame: { burst: 200, perSecond: 50 },
    request: { burst: 40, perSecond: 10 },
    invite: { burst: 5, perSecond: 0.2 },
    // As fast as somebody types short lines; what is pasted comes in one.
    text: { burst: 8, perSecond: 1 },
    // Guests tell it every 5 s at most; one more for the timers of both ends.
    delay: { burst: 2, perSecond: 0.2 },
    // All lists at once after each coming back; by hand one every few seconds.
    whisper: { burst: LIMITS.whisperLists, perSecond: 0.5 },
    // 400 packets a second at 2.5 ms frames, keepalive, and what piled up in a stalled connection.
    datagram: { burst: 800, perSecond: 450 },
    malformed: { burst: 5, perSecond: 0.1 },
  },
  epochWindowMs: 250,
  // Told by themselves, that is a change a second of each of 70 members, which costs each of them an event. Beyond, a
  // fifth of a second is not seen late, and half of one not in another channel. 64 events go out in one turn, after
  // which others are served.
  news: { atOnce: { burst: 2_000, perSecond: 5_000 }, nearMs: 200, farMs: 500, audience: 64 },
  // The epoch window and the grace of the epoch before (3 s), and as much again for slow timers.
  sourceRestMs: 8_000,
  members: LIMITS.members,
  // A season of a group's talk; somebody who wants more says so.
  recording: {
    // Ten voices at 64 kbit/s for more than three hours; the files made of it take as much once more.
    mostBytes: 1024 ** 3,
    // The database, and the files of a recording that has just ended, still find room.
    leastFreeBytes: 2 * 1024 ** 3,
    totalBytes: 20 * 1024 ** 3,
    // Nobody means to record for longer; somebody forgets to stop.
    mostMs: 12 * 3_600_000,
    // A month in which somebody takes away what is worth keeping.
    keepDays: 30,
    // Each is a folder of files.
    sweepMost: 20,
  },
  chat: { pageMost: LIMITS.historyPage, keepDays: 90, sweepMost: 5_000 },
  // Long enough to be asked for seldom; who is signed in gets another one by itself.
  adminPassS: 600,
  sweepMs: 60_000,
  // A quarter of an hour: what somebody looks at who heard something go wrong.
  // As much as the longest range that is shown.
  metrics: { everyMs: 1_000, kept: 1_800 },
  jobs: JOBS_CONFIG,
  passwords: {
    // Caps lock, the other layout, and the old password.
    free: 5,
    firstWaitMs: 1_000,
    mostWaitMs: 60_000,
    // A person has asked somebody by then; a program has tried nothing yet.
    banAfter: 15,
    banMs: 600_000,
    forgetMs: 600_000,
    // A class that comes in at once, and then one a second.
    newcomers: { burst: 30, perSecond: 1 },
    // 32 MiB each.
    atOnce: 4,
    remembered: 10_000,
  },
  // People come in first. The newest backup from before the damage is then a day old at most.
  databaseCheck: { soonMs: 60_000, everyMs: 24 * 3_600_000 },
  // A crowd comes within seconds of each other. Collecting what it left behind keeps the control plane, not voice, for a
  // moment: not worth it for a few who come and go.
  tidy: { calmMs: 5_000, leastChanges: 20, busyMost: 0.1 },
  // Somebody who has made room on the disk looks whether it helps.
  probeMs: 2_000,
  linkCodes: {
    // To walk to the other machine and type it.
    lifetimeMs: 300_000,
    rememberedMs: 600_000,
    // Mistyped now and then; at this pace 40 bits are out of reach in the life of a code.
    tries: { burst: 10, perSecond: 0.1 },
    addresses: 10_000,
  },
  portTries: 20,
  farewellMs: 1_000,
  mediaStopMs: 2_000,
  http: {
    bodyBytes: 64 * 1024,
    // Three times what the deepest body of the API has.
    jsonDepth: 12,
    // A request costs well under a millisecond: a program that asks without a pause takes a fifth of a core at most,
    // and a page of charts asks a few times a second. Who has no token has nothing to ask but for health.
    allowance: { perToken: 5_000, perAddress: 200, windowMs: 10_000, remembered: 10_000 },
    handshakeMs: 10_000,
    headersMs: 10_000,
    requestMs: 15_000,
    idleMs: 10_000,
    checkMs: 2_000,
  },
}
