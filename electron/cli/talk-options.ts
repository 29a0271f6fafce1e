import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Check } from 'typebox/value'
import {
  FRAME_LENGTHS_MS,
  LOOPBACK_MODES,
  TRANSMIT_MODES,
  type CaptureSpec,
  type EngineOptions,
  type LoopbackMode,
  type PlaybackSpec,
  type Processing,
} from '../contract/engine.ts'
import { ERRORS } from '../contract/errors.ts'
import { Name, type Delivery } from '../contract/models.ts'
import { DEFAULT_ENGINE } from '../processes/engine-defaults.ts'

/** The steps of `--processing`, in the order they take. */
const STEPS = ['highPass', 'echo', 'suppressor', 'gain'] as const satisfies readonly (keyof Processing)[]

export const TALK_HELP = `Usage: palabre talk INVITE [OPTIONS]
       palabre talk lan:[NAME] [OPTIONS]

Joins a host without a window, speaks from INPUT and plays to OUTPUT until --seconds have passed since
voice could flow, or until Ctrl+C. \`lan:NAME\` is the host of that name (or fingerprint) on this network, as
\`palabre hosts\` lists it; \`lan:\` alone the only one there.

  --name TEXT            nickname, 1 to 32 characters (default: the name of this account)
  --channel NAME         channel to start in (default: the invite's)
  --input SOURCE         wav:FILE, tone:HZ, device:NAME or silence (default: device:default)
  --loop                 begin a WAV input again at its end
  --output SINK          wav:FILE, device:NAME or null (default: device:default)
  --stereo               keep both channels in a WAV output, not their mean
  --seconds N            leave after so many seconds
  --frame-ms N           ${FRAME_LENGTHS_MS.join(', ')}: always this length (default: by profile and network)
  --bitrate BPS          6000 to 510000, the most that is sent; a bad network lowers it
                         (default: ${String(DEFAULT_ENGINE.bitrate)}, and as music needs in a channel for music)
  --mode MODE            continuous, vad (speech alone) or ptt (default: continuous). In mode ptt the space bar or
                         Enter begins and ends; where the input is no terminal it is read by lines of JSON,
                         {"talk":true}, {"talk":false}, {"mode":"vad"} for another mode, or {"whisper":["NAME"]} to
                         speak to these alone, which {"whisper":[]} ends
  --dtx, --no-dtx        leave out pauses in mode continuous, or send them (default: out, where the input is a device
                         and the host not near)
  --no-dsp               leave the captured sound as it is
  --processing LIST      do this to it and nothing else: ${STEPS.join(',')} or some of them
                         (default: what the input needs)
  --profile PROFILE      lan (10 ms frames), internet (20 ms) or auto: by the round trip to the host and
                         the loss (default: auto)
  --downlink KIND        forward (each speaker's own packets), mix (one mix made by the host) or auto: the choice of
                         the channel (default: auto)
  --transport KIND       native, dgram or auto: which UDP socket (default: auto)
  --whisper NAME[,NAME]  be heard by these members alone, wherever they are; #NAME is a channel, #NAME/ with those
                         within it
  --link-code CODE       become another machine of the user who made this code with \`palabre link\` or in the app;
                         give --data with it, and the code once
  --mute                 start muted
  --deaf                 start deafened
  --data DIR             keep the identity in this folder; without it each run is a new person, so that
                         several can talk from one machine
  --loopback MODE        off, local or host: hear yourself, and be heard by nobody else
  --json                 one JSON object per line
`

/** Signs of a link code, however it is written. */
const MOST_CODE = 32

/** What `palabre talk` was asked to do. */
export interface TalkOptions {
  readonly invite: string
  readonly nickname: string
  readonly channel: string | undefined
  /** A code of another machine of the same user. */
  readonly linkCode: string | undefined
  readonly engine: EngineOptions
  /** Undefined: until a signal. */
  readonly seconds: number | undefined
  readonly downlink: Delivery
  /** Who alone is to hear, by name. */
  readonly whisper: readonly string[]
  readonly muted: boolean
  readonly deafened: boolean
  readonly loopback: LoopbackMode
  readonly dataDir: string | undefined
  readonly json: boolean
}

/** The command line cannot be understood; the message is the sentence to show. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}

const OPTIONS = {
  'name': { type: 'string' },
  'channel': { type: 'string' },
  'input': { type: 'string', default: 'device:default' },
  'loop': { type: 'boolean', default: false },
  'output': { type: 'string', default: 'device:default' },
  'stereo': { type: 'boolean', default: false },
  'seconds': { type: 'string' },
  'frame-ms': { type: 'string' },
  'bitrate': { type: 'string' },
  'mode': { type: 'string', default: 'continuous' },
  'dtx': { type: 'boolean' },
  'no-dtx': { type: 'boolean', default: false },
  'no-dsp': { type: 'boolean', default: false },
  'processing': { type: 'string' },
  'profile': { type: 'string', default: DEFAULT_ENGINE.profile },
  'transport': { type: 'string', default: DEFAULT_ENGINE.transport },
  'downlink': { type: 'string', default: 'auto' },
  'whisper': { type: 'string' },
  'link-code': { type: 'string' },
  'mute': { type: 'boolean', default: false },
  'deaf': { type: 'boolean', default: false },
  'loopback': { type: 'string', default: 'off' },
  'data': { type: 'string' },
  'json': { type: 'boolean', default: false },
  'help': { type: 'boolean', default: false },
} as const

/** Reads the words after `talk`; undefined where help is asked for. Throws WrongUsage. */
export function readTalkOptions(args: string[]): TalkOptions | undefined {
  const { values, positionals } = parse(args)
  if (values.help) return undefined
  const [invite, ...more] = positionals
  if (invite === undefined) throw new WrongUsage('an invite is needed.')
  if (more.length > 0) throw new WrongUsage('only one invite can be given.')
  return {
    invite,
    nickname: nicknameOf(values.name),
    channel: values.channel,
    linkCode: linkCodeIn(values),
    engine: engineOf(values),
    seconds: values.seconds === undefined ? undefined : numberIn('--seconds', values.seconds, 0.1, 1e6),
    downlink: oneOf('--downlink', values.downlink, ['forward', 'mix', 'auto'] as const),
    whisper: namesIn(values.whisper),
    muted: values.mute,
    deafened: values.deaf,
    loopback: oneOf('--loopback', values.loopback, LOOPBACK_MODES),
    dataDir: values.data === undefined ? undefined : resolve(values.data),
    json: values.json,
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new WrongUsage(`${first.replace(/\.$/, '')}.`)
  }
}

type Values = ReturnType<typeof parse>['values']

function engineOf(values: Values): EngineOptions {
  const frameMs = numberIn('--frame-ms', values['frame-ms'] ?? String(DEFAULT_ENGINE.frameMs), 0, 60)
  return {
    capture: captureOf(values.input, values.loop),
    playback: playbackOf(values.output, values.stereo),
    frameMs: oneOf('--frame-ms', frameMs, FRAME_LENGTHS_MS),
    adaptFrame: values['frame-ms'] === undefined,
    ...bitrateIn(values),
    mode: oneOf('--mode', values.mode, TRANSMIT_MODES),
    ...((values.dtx ?? values['no-dtx']) && { dtx: !values['no-dtx'] }),
    profile: oneOf('--profile', values.profile, ['lan', 'internet', 'auto'] as const),
    dsp: !values['no-dsp'],
    ...processingIn(values),
    transport: oneOf('--transport', values.transport, ['auto', 'native', 'dgram'] as const),
  }
}

function linkCodeIn({ 'link-code': code, data }: Values): string | undefined {
  if (code !== undefined && data === undefined)
    throw new WrongUsage('--link-code needs --data: a key that is not kept cannot be linked.')
  if (code === '' || (code?.length ?? 0) > MOST_CODE)
    throw new WrongUsage('--link-code takes a code like K7MP-2XQ9.')
  return code
}

/** Who says how much is sent means music as well. */
function bitrateIn({ bitrate }: Values): Pick<EngineOptions, 'bitrate' | 'musicBitrate'> {
  if (bitrate === undefined) return { bitrate: DEFAULT_ENGINE.bitrate }
  const most = Math.round(numberIn('--bitrate', bitrate, 6_000, 510_000))
  return { bitrate: most, musicBitrate: most }
}

function processingIn(values: Values): { processing?: Processing } {
  const { processing, 'no-dsp': none } = values
  if (processing === undefined) return {}
  if (none) throw new WrongUsage('--no-dsp and --processing exclude each other.')
  const named = processing.split(',').map((step) => oneOf('--processing', step.trim(), STEPS))
  const has = (step: (typeof STEPS)[number]): boolean => named.includes(step)
  return {
    processing: {
      highPass: has('highPass'),
      echo: has('echo'),
      suppressor: has('suppressor'),
      gain: has('gain'),
    },
  }
}

function captureOf(text: string, loop: boolean): CaptureSpec {
  const [kind, rest] = split(text)
  if (kind === 'silence' && rest === undefined) return { kind }
  if (kind === 'wav' && rest) return { kind, file: resolve(rest), loop }
  if (kind === 'device' && rest) return { kind, name: rest }
  if (kind === 'tone' && rest) return { kind, hz: numberIn('--input tone', rest, 1, 20_000) }
  throw new WrongUsage(`--input takes wav:FILE, tone:HZ, device:NAME or silence, not '${text}'.`)
}

function playbackOf(text: string, stereo: boolean): PlaybackSpec {
  const [kind, rest] = split(text)
  if (kind === 'null' && rest === undefined) return { kind }
  if (kind === 'wav' && rest) return { kind, file: resolve(rest), ...(stereo ? { channels: 2 } : {}) }
  if (kind === 'device' && rest) return { kind, name: rest }
  throw new WrongUsage(`--output takes wav:FILE, device:NAME or null, not '${text}'.`)
}

/** At the first colon only: file and device names may hold more of them. */
function split(text: string): [string, string | undefined] {
  const colon = text.indexOf(':')
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)]
}

function numberIn(option: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? NaN : Number(text)
  if (value >= least && value <= most) return value
  throw new WrongUsage(`${option} takes a number from ${String(least)} to ${String(most)}, not '${text}'.`)
}

/** Names without the spaces around them. */
function namesIn(text: string | undefined): string[] {
  const names = (text ?? '').split(',').map((name) => name.trim())
  return names.filter((name) => name !== '')
}

function oneOf<T extends string | number>(option: string, value: string | number, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value)
  if (found !== undefined) return found
  throw new WrongUsage(`${option} takes one of ${allowed.join(', ')}, not '${String(value)}'.`)
}

function nicknameOf(given: string | undefined): string {
  const name = given ?? accountName()
  if (!Check(Name, name)) throw new WrongUsage(`--name: ${ERRORS['name-invalid'].message}`)
  return name
}

function accountName(): string {
  try {
    const name = userInfo().username
    return Check(Name, name) ? name : 'guest'
  } catch {
    // An account without a name (as in some containers).
    return 'guest'
  }
}
