import type { ErrorReport } from './errors.ts'
import type { ChannelLimits, SendDelay } from './models.ts'
import type { DeviceList } from './services.ts'
import type { Levels, SessionStats } from './stats.ts'

/**
 * What the voice service and its voice engine (a worker thread) say to each other.
 * Both ends are ours and start together, so these are types without a run-time check.
 */

/** Where the engine takes samples from. */
export type CaptureSpec =
  | { readonly kind: 'device'; /** Name, or `default`. */ readonly name: string }
  | { readonly kind: 'wav'; readonly file: string; readonly loop: boolean }
  | { readonly kind: 'tone'; readonly hz: number }
  | { readonly kind: 'silence' }

/** Where the engine puts samples. */
export type PlaybackSpec =
  | { readonly kind: 'device'; readonly name: string }
  | {
      readonly kind: 'wav'
      readonly file: string
      /** 1, which is usual, records the mean of left and right. */
      readonly channels?: 1 | 2
    }
  | { readonly kind: 'null' }

/** Frame lengths Opus knows, milliseconds. */
export const FRAME_LENGTHS_MS = [2.5, 5, 10, 20, 40, 60] as const
export type FrameMs = (typeof FRAME_LENGTHS_MS)[number]

/** `continuous` sends every frame, `vad` only speech, `ptt` only while a key is held (command `talk`). */
export const TRANSMIT_MODES = ['continuous', 'vad', 'ptt'] as const
export type TransmitMode = (typeof TRANSMIT_MODES)[number]

/** When sending begins, and how long it goes on, milliseconds, 0 to 2000; what is absent is as usual. */
export interface GateSettings {
  /**
   * Level from which on a voice is sent in mode `vad`, dBov, THRESHOLD_LEAST_DB..THRESHOLD_MOST_DB, which then alone
   * decides; null: what is known of the room and of speech does.
   */
  readonly openDb?: number | null
  /** After the last speech, in mode `vad`. */
  readonly hangMs?: number
  /** After the key was let go, in mode `ptt`. */
  readonly releaseMs?: number
}

/** Where a threshold may lie, dBov: from the quietest room to a shout. */
export const THRESHOLD_LEAST_DB = -80
export const THRESHOLD_MOST_DB = -10

/** What sound is set for; `auto` goes by the round trip to the host and the loss. */
export const PROFILES = ['auto', 'lan', 'internet'] as const
export type Profile = (typeof PROFILES)[number]

/** What a measurement of room and voice has found. */
export interface CalibrationResult {
  /** Noise of the room, dBov. */
  readonly roomDb: number
  /** The softer parts of speech, dBov; null where too little was heard above the room. */
  readonly speechDb: number | null
  /** The threshold between them, dBov; null where there is none. */
  readonly openDb: number | null
}

/** What a trial of the own voice has shown. */
export interface TrialResult {
  /** The loudest moment of what was recorded, dBov. */
  readonly heardDb: number
  /** False where it was ended before its time. */
  readonly played: boolean
}

/** What a test of the own microphone does now. */
export type TestStep = 'recording' | 'playing' | 'room' | 'speech'

/** The steps of capture processing that can be switched, each on or off. */
export interface Processing {
  /** Takes away what lies below voices: hum, knocks on the table. */
  readonly highPass: boolean
  /** Takes out what the loudspeaker says; 2.5 ms later. */
  readonly echo: boolean
  /** Takes noise out of speech; 10 ms later. */
  readonly suppressor: boolean
  /** Brings speech to one loudness. */
  readonly gain: boolean
}

/** A change of what is wished of processing: steps that are not named stay; `usual` first voids every earlier wish. */
export interface ProcessingChange extends Partial<Processing> {
  readonly usual?: true
}

/** How a voice engine is started (its workerData). */
export interface EngineOptions {
  readonly capture: CaptureSpec
  readonly playback: PlaybackSpec
  /** Length of frames, at first or always. */
  readonly frameMs: FrameMs
  /** Whether that length follows the network and the profile; absent: it stays. */
  readonly adaptFrame?: boolean
  /** Most bits per second of the encoder; copies against loss, and a full line, leave the newest frame fewer. */
  readonly bitrate: number
  /** The same in a channel for music; absent: as music needs it. */
  readonly musicBitrate?: number
  /** What is sent, at first. */
  readonly mode: TransmitMode
  readonly gate?: GateSettings
  /**
   * Whether mode `continuous` leaves out pauses, and listeners hear noise like that of the room; absent: a microphone's,
   * unless the host is near.
   */
  readonly dtx?: boolean
  /** What frame lengths are chosen for. */
  readonly profile: Profile
  /** Capture processing (filters, suppression, gain) on or off. */
  readonly dsp: boolean
  /** What is wished of single steps; the others are as is usual for this kind of input. */
  readonly processing?: Partial<Processing>
  /** Whether all speakers are brought to one loudness; absent: as `dsp`. */
  readonly matching?: boolean
  readonly transport: 'auto' | 'native' | 'dgram'
}

/** From this frame length on the suppressor is on by itself, ms: shorter frames ask for the least delay. */
const SUPPRESSED_FROM_MS = 10

const NO_PROCESSING: Processing = { highPass: false, echo: false, suppressor: false, gain: false }

/** The steps that are on: as wished, else what the input needs. Music is left as it is. */
export function processingOf(options: EngineOptions, kind: 'voice' | 'music' = 'voice'): Processing {
  return { ...(kind === 'music' ? NO_PROCESSING : usualProcessing(options)), ...options.processing }
}

/** What is wished of processing after a change. */
export function changedProcessing(
  before: Partial<Processing> | undefined,
  { usual, ...change }: ProcessingChange,
): Partial<Processing> {
  const named = Object.entries(change).filter(([, on]) => typeof on === 'boolean')
  return { ...(usual === true ? {} : before), ...Object.fromEntries(named) }
}

function usualProcessing({ dsp, capture, playback, frameMs, profile }: EngineOptions): Processing {
  // A microphone needs it all; a recording was made by somebody who chose its sound; a test tone is what it says.
  const isVoice = dsp && (capture.kind === 'wav' || capture.kind === 'device')
  const isNoisy = dsp && capture.kind === 'device'
  const hasTime = frameMs >= SUPPRESSED_FROM_MS && profile !== 'lan'
  // A microphone hears what a loudspeaker says, and nothing else hears it.
  const hasEcho = isNoisy && playback.kind === 'device'
  return { highPass: isVoice, echo: hasEcho, suppressor: isNoisy && hasTime, gain: isVoice }
}

/** A remote member whose voice this engine may open. */
export interface EngineMember {
  readonly sourceId: number
  readonly nickname: string
  /** 16 bytes. */
  readonly sessionNonce: Uint8Array
  /** What its voice has behind it at the host, where it has told. */
  readonly sendDelay?: SendDelay
}

/** How this listener wants to hear one member. */
export interface EngineSpeaker {
  readonly sourceId: number
  /** Gain on top of loudness matching, dB, at most 20. */
  readonly gainDb: number
  readonly muted: boolean
  /** Place between the loudspeakers: -1 (left) to 1 (right); 0 where it does not matter. */
  readonly pan: number
  /** Whether everybody else is lowered while this member talks. */
  readonly priority: boolean
}

/**
 * What a user hears of their own microphone: nothing; it directly, a moment later; what came back from the host, over
 * the whole path. While it is not `off`, nobody else hears anything.
 */
export const LOOPBACK_MODES = ['off', 'local', 'host'] as const
export type LoopbackMode = (typeof LOOPBACK_MODES)[number]

/** Voice service to engine. */
export type EngineCommand =
  /** A session with a host begins (again): all keys and members of an earlier one are void. */
  | {
      readonly type: 'connect'
      /** IP literal and UDP port the control connection reached. */
      readonly address: string
      readonly port: number
      readonly sourceId: number
      readonly hopKey: Uint8Array
      readonly sessionNonce: Uint8Array
    }
  /** The session ended or was lost; devices stay open. */
  | { readonly type: 'disconnect' }
  /** Fresh key of the channel this guest is in; another channelId than before means a move. */
  | {
      readonly type: 'epoch'
      readonly channelId: number
      readonly epoch: number
      readonly secret: Uint8Array
    }
  /** Everybody else in the channel now; speakers not listed any more are dropped. */
  | { readonly type: 'members'; readonly members: readonly EngineMember[] }
  /** A fresh key of a list that this guest hears, or (`from` itself) of an own one. */
  | {
      readonly type: 'whisperKey'
      readonly from: EngineMember
      /** 1..30, the number the sender gave it. */
      readonly list: number
      readonly epoch: number
      readonly secret: Uint8Array
    }
  /** This guest hears, or has, this list no more. */
  | { readonly type: 'whisperEnded'; readonly sourceId: number; readonly list: number }
  /** The key that speaks to an own list is down: nobody else hears what is said until it is up (null). */
  | { readonly type: 'whisper'; readonly list: number | null }
  /** What the channel this guest is in asks of every sender. */
  | ({ readonly type: 'channel' } & Readonly<ChannelLimits>)
  | { readonly type: 'flags'; readonly muted: boolean; readonly deafened: boolean }
  /** The key of mode `ptt` is down or up. */
  | { readonly type: 'talk'; readonly on: boolean }
  /** What is sent from now on, and for how long after; a change of the mode ends the spurt under way. */
  | { readonly type: 'mode'; readonly mode: TransmitMode; readonly gate?: GateSettings }
  /** Switches steps of capture processing, without a click. */
  | ({ readonly type: 'processing' } & ProcessingChange)
  /** Everybody this listener wants to hear otherwise than they come; those not listed are as they come. */
  | { readonly type: 'speakers'; readonly speakers: readonly EngineSpeaker[] }
  /** Whether all speakers are brought to one loudness. */
  | { readonly type: 'playback'; readonly matching: boolean }
  | { readonly type: 'devices'; readonly capture: CaptureSpec; readonly playback: PlaybackSpec }
  | { readonly type: 'loopback'; readonly mode: LoopbackMode }
  /** Plays a short tone to the loudspeaker, mixed with what there is; answered by `toneEnded`. */
  | { readonly type: 'playTone' }
  /** Records a few seconds of the microphone, which nobody else hears, then plays them; answered by `trialEnded`. */
  | { readonly type: 'trial'; readonly on: boolean }
  /** Listens to the room, then to speech, which nobody else hears; answered by `calibrated`. */
  | { readonly type: 'calibrate'; readonly on: boolean }
  | { readonly type: 'profile'; readonly profile: Profile }
  /** A datagram that came through the WebSocket. */
  | { readonly type: 'tunnelIn'; readonly datagram: Uint8Array }
  /** Answered by `deviceList` when the sound system has told; only the engine may speak to it. */
  | { readonly type: 'listDevices'; readonly id: number }
  | { readonly type: 'stop' }

/** Engine to voice service. */
export type EngineEvent =
  | { readonly type: 'started'; readonly transport: 'native' | 'dgram'; readonly clock: 'device' | 'timer' }
  /** `tcp` asks the service to carry `tunnelOut` datagrams through the WebSocket. */
  | { readonly type: 'path'; readonly path: 'none' | 'udp' | 'tcp'; readonly cause?: string }
  | { readonly type: 'tunnelOut'; readonly datagram: Uint8Array }
  | { readonly type: 'levels'; readonly levels: Levels }
  | { readonly type: 'stats'; readonly stats: SessionStats }
  /**
   * A device failed (the engine goes on without it), another one took its place (`device-replaced`), or with null: the
   * chosen one works again.
   */
  | { readonly type: 'device'; readonly which: 'capture' | 'playback'; readonly error: ErrorReport | null }
  | { readonly type: 'deviceList'; readonly id: number; readonly list: DeviceList }
  /** A tone is over; `played` is false where the loudspeaker could not be opened in time. */
  | { readonly type: 'toneEnded'; readonly played: boolean }
  /** A trial or a measurement has come to its next step. */
  | { readonly type: 'testStep'; readonly step: TestStep }
  /** `missing`: no sound came, or none could be played. */
  | { readonly type: 'trialEnded'; readonly result: TrialResult; readonly missing?: 'capture' | 'playback' }
  | { readonly type: 'calibrated'; readonly result: CalibrationResult }
  /** The WAV given as input has been played to its end (without loop). */
  | { readonly type: 'inputEnded' }
  /** The session's sequence numbers come to their end, and never wrap: another session is needed. */
  | { readonly type: 'numbersEnding' }
  | {
      readonly type: 'stopped'
      readonly stats: SessionStats
      /** CLOCK_MONOTONIC of the first sample in and out as decimal text, nanoseconds; null where there was none. */
      readonly inputStartedAtNs: string | null
      readonly outputStartedAtNs: string | null
    }
  | { readonly type: 'failed'; readonly error: ErrorReport }
