import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { SessionStats } from '../../electron/contract/stats.ts'
import { delayedWindows, quantile, speech, writeWav } from './audio-measure.ts'
import { playInto } from './pulse-tape.ts'
import { startPulse, type PulseServer } from './pulse.ts'
import { spawnHost } from './running-host.ts'
import { TalkProcess, type TalkLine } from './running-talk.ts'
import { SinkTape, type TimedRecording } from './sink-tape.ts'
import { StallWitness } from './stall-witness.ts'

const RATE = 48_000
/** Delays are looked for up to here, ms. */
const MOST_MS = 400
const WINDOW_S = 0.5
/** For both guests to hear each other, ms: three processes begin, on a machine that others may be using. */
const START_LIMIT_MS = 60_000
/** Windows below this hold too little speech, dBov of the sharpened sound. */
const QUIET_DB = -60

export interface CallOptions {
  readonly folder: string
  readonly frameMs: number
  /** Seconds of speech. */
  readonly seconds: number
  /** Whether another process burns a core meanwhile. */
  readonly burn: boolean
}

/** Half a second in which somebody spoke. */
export interface SpokenWindow {
  /** When it began at the mouth, ms of `performance.now`. */
  readonly atMs: number
  /** From mouth to ear, ms. */
  readonly delayMs: number
}

export interface MeasuredCall {
  readonly windows: readonly SpokenWindow[]
  /** Saw when the machine itself stood still. */
  readonly witness: StallWitness
  /** What two tapes on the same sink differ by, ms: the error of the measure itself. */
  readonly tapesApartMs: number
  /** Reports of the listener and of the speaker from the time of speech. */
  readonly listener: readonly (TalkLine & SessionStats)[]
  readonly speaker: readonly (TalkLine & SessionStats)[]
}

/** Two guests of a host, each in its process, on null sinks; what one says is compared with what the other hears. */
export async function measureCall(options: CallOptions): Promise<MeasuredCall> {
  const pulse = await startPulse(['mouth', 'ear', 'silence', 'unheard'])
  const witness = new StallWitness()
  const running: { end: (signal: NodeJS.Signals) => Promise<unknown> }[] = []
  try {
    await witness.begin()
    const host = await spawnHost(
      ...['--data', join(options.folder, 'host'), '--bind', '127.0.0.1'],
      ...['--no-discovery', '--port', '0'],
    )
    running.push(host)
    const { invite } = host.ready
    const speaker = guest(pulse, invite, 'speaker', ['mouth', 'unheard'], options.frameMs)
    const listener = guest(pulse, invite, 'listener', ['silence', 'ear'], options.frameMs)
    running.push(speaker, listener)
    for (const one of [speaker, listener]) {
      await one.until(hearsVoice, START_LIMIT_MS)
    }
    return { ...(await converse(pulse, options, speaker, listener)), witness }
  } finally {
    witness.end()
    for (const one of running.reverse()) await one.end('SIGKILL')
    await pulse.close()
  }
}

/** Past the beginning, and its way from mouth to ear told. */
function hearsVoice({ event, packetsReceived = 0, speakers = [] }: TalkLine): boolean {
  return (
    event === 'stats' && packetsReceived > 200 && speakers.some(({ mouthToEarMs }) => mouthToEarMs !== null)
  )
}

function guest(
  pulse: PulseServer,
  invite: string,
  name: string,
  [microphone, loudspeaker]: readonly [string, string],
  frameMs: number,
): TalkProcess {
  const devices = ['--input', `device:pulse:${microphone}.monitor`, '--output', `device:pulse:${loudspeaker}`]
  const frames = ['--frame-ms', String(frameMs), '--profile', 'lan']
  return new TalkProcess(invite, ['--name', name, ...devices, ...frames], pulse.env)
}

async function converse(
  pulse: PulseServer,
  { folder, seconds, burn }: CallOptions,
  speaker: TalkProcess,
  listener: TalkProcess,
): Promise<Omit<MeasuredCall, 'witness'>> {
  const file = join(folder, 'said.wav')
  writeWav(file, speech(seconds))
  const tapes = ['mouth', 'mouth', 'ear'].map((sink) => new SinkTape(pulse, sink))
  const burner = burn ? burnCore() : undefined
  const from = [speaker.lines.length, listener.lines.length] as const
  try {
    await Promise.all(tapes.map((tape) => tape.running()))
    await delay(1_000)
    await playInto(pulse, 'mouth', file)
    await delay(500)
  } finally {
    burner?.kill('SIGKILL')
  }
  const [said, again, heard] = await Promise.all(tapes.map((tape) => tape.stop()))
  if (said === undefined || again === undefined || heard === undefined) throw new Error('a tape is missing')
  for (const one of [speaker, listener]) await one.end()
  return {
    windows: windowsOf(said, heard),
    tapesApartMs: quantile(
      windowsOf(said, again, -50).map(({ delayMs }) => delayMs),
      0.5,
    ),
    speaker: reports(speaker, from[0]),
    listener: reports(listener, from[1]),
  }
}

function reports(talker: TalkProcess, from: number): (TalkLine & SessionStats)[] {
  return talker.lines.slice(from).filter(({ event }) => event === 'stats') as (TalkLine & SessionStats)[]
}

/** A process that takes a whole core. */
function burnCore(): ChildProcess {
  return spawn(process.execPath, ['-e', 'for (;;) Math.sqrt(Math.random())'], { stdio: 'ignore' })
}

/** By how much each window of `said` comes later in `heard`. */
function windowsOf(said: TimedRecording, heard: TimedRecording, leastMs = 0): SpokenWindow[] {
  const end = said.samples.length
  const apartMs = [0, end].map((place) => heard.msAt(place) - said.msAt(place))
  const lag = (ms: number) => Math.round((ms * RATE) / 1000)
  const range = { fromLag: lag(leastMs - Math.max(...apartMs)), toLag: lag(MOST_MS - Math.min(...apartMs)) }
  const options = { windowS: WINDOW_S, quietDb: QUIET_DB, ...range }
  return delayedWindows(sharpened(said.samples), sharpened(heard.samples), options).map(
    ({ start, delay }) => ({
      atMs: said.msAt(start),
      delayMs: heard.msAt(start + delay) - said.msAt(start),
    }),
  )
}

/** Differences of neighbouring samples: with less of the voice's low pitch, periods of a vowel correlate less. */
function sharpened(samples: Float32Array): Float32Array {
  return samples.map((sample, index) => sample - (samples[index - 1] ?? 0))
}
