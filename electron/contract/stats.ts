/**
 * The numbers a voice session reports, each with its unit.
 * Counts are totals since the session began; gauges are the value now.
 */

/**
 * The way of a voice from the speaker's mouth to this listener's ear as far as it is measured, milliseconds. Left out is
 * what no program can know: air, cables, and what a device adds without telling the system.
 */
export interface MouthToEar {
  /** The speaker's microphone and processing, as the speaker tells. */
  readonly capture: number
  /** Length of a frame: its beginning waits so long for its end. */
  readonly frame: number
  /** Look-ahead of the codec. */
  readonly codec: number
  /** Half of the speaker's round trip to the host, as the speaker tells, and half of the own one. */
  readonly network: number
  /** As `heldMs`. */
  readonly held: number
  /** As `mixDelayMs`. */
  readonly mix: number
  /** As `playbackDelayMs`; 0 where no loudspeaker is open. */
  readonly playback: number
  readonly total: number
}

/** What this user's own devices and settings put into the way of a voice, milliseconds. */
export interface OwnDelay {
  /** As `captureDelayMs`; 0 where no microphone is open. */
  readonly capture: number
  /** The steps of processing that are on. */
  readonly processing: number
  /** Frames as they are sent now, and the look-ahead of their codec. */
  readonly frame: number
  readonly codec: number
  /** Half of the round trip to the host; null before the first answer. */
  readonly network: number | null
  readonly mix: number
  readonly playback: number
}

/** One remote speaker as this listener receives it. */
export interface SpeakerStats {
  readonly sourceId: number
  readonly nickname: string
  /** Packets that arrived and were authentic. */
  readonly packetsReceived: number
  /**
   * Packets that never came, be it that their frames were recovered: each stands for a frame recovered, concealed, or
   * silent where there had been enough of concealment.
   */
  readonly lost: number
  /** Packets that came after the time to play them, which had to do without them in one of these ways. */
  readonly late: number
  readonly duplicate: number
  readonly reordered: number
  /** Frames played from the copy that a later packet carried. */
  readonly recoveredByRedundancy: number
  /** Frames rebuilt from in-band forward error correction. */
  readonly recoveredByFec: number
  /** Frames invented by the decoder because nothing else was there. */
  readonly concealed: number
  /** Frames that the speaker left out on purpose, in pauses, and noise like theirs was played for. */
  readonly comfortNoise: number
  /** Pieces of sound taken out, and put in, to follow the network and the sender's clock. */
  readonly accelerated: number
  readonly expanded: number
  /** Inter-arrival jitter after RFC 3550 section 6.4.1, milliseconds. */
  readonly jitterMs: number
  /** How much faster the speaker's clock runs than this one's, parts per million; 0 until a minute or two are heard. */
  readonly driftPpm: number
  /** Delay the jitter buffer aims at, milliseconds. */
  readonly targetDelayMs: number
  /** Share of the packets due in the last ten seconds that did not come in time, percent. */
  readonly lossPercent: number
  /** The same of invented frames. */
  readonly concealedPercent: number
  /**
   * From a packet's arrival to the beginning of the block its sound was put into, milliseconds, averaged: what the
   * jitter buffer really costs. With `mixDelayMs` and `playbackDelayMs` it is the way from here to the ear.
   */
  readonly heldMs: number
  /** Null where a part is not known (yet): the speaker has not told its own, or came in a mix of the host. */
  readonly mouthToEarMs: MouthToEar | null
  /** Audio waiting in the jitter buffer now, milliseconds. */
  readonly bufferMs: number
  /** Level of the last frame, dBov: -127 (silence) to 0 (full scale). */
  readonly levelDb: number
  readonly speaking: boolean
  /** Gain by which loudness matching has brought this speaker to the loudness of the others, dB. */
  readonly matchDb: number
  /** What was spoken to a list that this listener is on; a member may also be heard in the channel. */
  readonly whispered?: true
}

/** The switchable steps of the capture chain. */
export type ProcessingStageName = 'highPass' | 'echo' | 'suppressor' | 'gain'

/** How the echo canceller does. */
export interface EchoStats {
  /** By how much its filter lowers the echo, dB, over the last second of played sound. */
  readonly loweredDb: number
  /** From playing to hearing, ms; null where no echo was found. */
  readonly delayMs: number | null
  /** Times it silenced a voice here although nothing was played, and was taken out of the way for it. */
  readonly bypasses: number
}

/** What one step of the capture chain does now. */
export interface ProcessingStats {
  readonly stage: ProcessingStageName
  readonly on: boolean
  /** CPU time per frame, microseconds, averaged over the last few seconds it was on. */
  readonly costUs: number
  /** Delay it adds, milliseconds; 0 while off. */
  readonly delayMs: number
  /** Of the step `echo` alone. */
  readonly echo?: EchoStats
}

/** How own voice is sent now, and what is known of how it arrives. */
export interface SendingStats {
  /** Length of a frame, and so of a packet, milliseconds. */
  readonly frameMs: number
  /** Bits per second of the newest frame of each packet. */
  readonly bitrate: number
  /** Earlier frames that each packet carries once more. */
  readonly redundancy: number
  /** Bits per second of these copies, each. */
  readonly redundancyBitrate: number
  /** Loss the encoder prepares for, percent. */
  readonly expectedLossPercent: number
  /** Whether pauses are left out, in mode `continuous`. */
  readonly dtx: boolean
  /** What the encoder is tuned for, and whether it is given both channels, as the channel asks; absent: a voice, no. */
  readonly kind?: 'voice' | 'music'
  readonly stereo?: boolean
  /** Reports of listeners summed up in the last pong that had any; 0 before. */
  readonly listeners: number
  /** Share of own packets that nine of ten of these listeners miss at most, 0..1; null before the first report. */
  readonly reportedLoss: number | null
  /** The same of the jitter in their reports, milliseconds. */
  readonly reportedJitterMs: number | null
  /** The same of what waits in queues on the way to them, milliseconds. */
  readonly reportedDelayMs: number | null
  /** Share of own packets that did not reach the host lately, 0..1; null where too few were sent. */
  readonly uplinkLoss: number | null
  /** Thousands of bits per second sent over the last second or so, headers of UDP and IPv4 included. */
  readonly kbps: number
}

/** `{"event":"stats",...}` of `palabre talk --json`, and the voice service's `stats` event. */
export interface SessionStats {
  /** Seconds since the session's engine started. */
  readonly timeS: number
  readonly path: 'none' | 'udp' | 'tcp'
  /** What the host sends to this listener: each voice by itself, or one mix, whose statistics are those of speaker 0. */
  readonly downlink: 'forward' | 'mix'
  readonly framesSent: number
  readonly bytesSent: number
  readonly sending: SendingStats
  readonly packetsReceived: number
  readonly bytesReceived: number
  readonly lost: number
  readonly late: number
  readonly duplicate: number
  readonly reordered: number
  readonly recoveredByRedundancy: number
  readonly recoveredByFec: number
  readonly concealed: number
  readonly comfortNoise: number
  readonly accelerated: number
  readonly expanded: number
  /** Packets of voices that were not decoded because 64 louder ones were. */
  readonly crowdedOut: number
  /** Largest jitter of the speakers heard, milliseconds. */
  readonly jitterMs: number
  /** Largest target delay of the speakers heard, milliseconds. */
  readonly targetDelayMs: number
  /** Largest buffer of the speakers heard, milliseconds. */
  readonly bufferMs: number
  /** Delay of the mixer, which looks ahead for peaks, milliseconds. */
  readonly mixDelayMs: number
  /** Delay of the microphone as the system tells it, milliseconds; null where it is none or not open. */
  readonly captureDelayMs?: number | null
  /** What a block waits for, on average, before the loudspeaker, and its delay as the system tells it, ms; null as above. */
  readonly playbackDelayMs?: number | null
  readonly ownDelay: OwnDelay
  /** Round trip to the host, milliseconds; null before the first answer. */
  readonly rttMs: number | null
  /** Blocks of playback that could not be delivered in time. */
  readonly underruns: number
  /** Blocks of capture that were lost before they were read. */
  readonly overruns: number
  /** Times the sound system itself reported a gap, in playback and in capture, since a device was taken. */
  readonly deviceUnderruns: number
  readonly deviceOverruns: number
  /** Level of this user's own last frame, dBov. */
  readonly captureLevelDb: number
  /** The steps of capture processing, in the order of the sound. */
  readonly processing?: readonly ProcessingStats[]
  /** Whether the microphone reached full scale within the last two seconds: it is set too loud. */
  readonly clipping?: boolean
  /** Datagrams refused, by reason; only reasons that occurred. */
  readonly drops: Readonly<Record<string, number>>
  readonly speakers: readonly SpeakerStats[]
}

/** Levels for meters and speaking lights, about 20 times a second. */
export interface Levels {
  /** Own microphone, dBov. */
  readonly captureDb: number
  /** The same before the gain, which is what the threshold of mode `vad` is about. */
  readonly inputDb?: number
  /** Whether what is said now is sent, or would be in a call. */
  readonly open?: boolean
  /** Whether own voice is being sent now. */
  readonly sending: boolean
  /** The own list that alone hears it; absent where the channel does. */
  readonly whispering?: number
  readonly speakers: readonly {
    readonly sourceId: number
    readonly levelDb: number
    readonly speaking: boolean
    /** What is heard now was spoken to a list that this listener is on. */
    readonly whispered?: true
  }[]
}
