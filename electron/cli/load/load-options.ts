import { parseArgs } from 'node:util'
import { WrongUsage } from '../talk-options.ts'
import { LOAD_CONFIG } from './config.ts'

export const LOAD_HELP = `Usage: palabre load INVITE --users N --talkers S --seconds T [OPTIONS]

Fills a host with N synthetic users of one process, each with its own identity, TLS connection and UDP socket. S of
them talk for T seconds once all are in; the others change their mute flag now and then. At the end it tells what was
offered, delivered and lost, and how long packets and answers took.

  --users N          1 to ${String(LOAD_CONFIG.mostUsers)}; each takes two open files
  --talkers S        0 to N; spread over the channels
  --seconds T        1 to ${String(LOAD_CONFIG.mostSeconds)}
  --channels C       spread the users over so many channels; missing ones are made for the time (default: 1)
  --join-rate R      users that come in each second (default: ${String(LOAD_CONFIG.joinRate)})
  --requests R       changes a second of each user who does not talk (default: ${String(LOAD_CONFIG.requestRate)})
  --open-every N     opens each Nth voice packet, and counts the others by sender and number alone (default: 1): with
                     many listeners this process would be busier than the host
  --come-back        who loses the connection comes back as the app does; without it a lost one is a stay that ended
  --host-pid PID     process of the host, where it is one of this machine: what it costs is told too (Linux)
  --json             one JSON object per line
`

/** What `palabre load` was asked to do. */
export interface LoadOptions {
  readonly invite: string
  readonly users: number
  readonly talkers: number
  readonly seconds: number
  readonly channels: number
  /** Users a second. */
  readonly joinRate: number
  /** Changes a second of each user who does not talk. */
  readonly requestRate: number
  /** Each so many packets one is opened. */
  readonly openEvery: number
  /** Whether who loses the connection comes back. */
  readonly comeBack: boolean
  /** Process of the host on this machine. */
  readonly hostPid: number | undefined
  readonly json: boolean
}

const OPTIONS = {
  'users': { type: 'string' },
  'talkers': { type: 'string' },
  'seconds': { type: 'string' },
  'channels': { type: 'string', default: '1' },
  'join-rate': { type: 'string', default: String(LOAD_CONFIG.joinRate) },
  'requests': { type: 'string', default: String(LOAD_CONFIG.requestRate) },
  'open-every': { type: 'string', default: '1' },
  'come-back': { type: 'boolean', default: false },
  'host-pid': { type: 'string' },
  'json': { type: 'boolean', default: false },
  'help': { type: 'boolean', default: false },
} as const

/** Reads the words after `load`; undefined where help is asked for. Throws WrongUsage. */
export function readLoadOptions(args: string[]): LoadOptions | undefined {
  const { values, positionals } = parse(args)
  if (values.help) return undefined
  const [invite, ...more] = positionals
  if (invite === undefined) throw new WrongUsage('an invite is needed.')
  if (more.length > 0) throw new WrongUsage('only one invite can be given.')
  const users = whole('--users', values.users, 1, LOAD_CONFIG.mostUsers)
  return {
    invite,
    users,
    talkers: whole('--talkers', values.talkers, 0, users),
    seconds: whole('--seconds', values.seconds, 1, LOAD_CONFIG.mostSeconds),
    channels: whole('--channels', values.channels, 1, users),
    joinRate: within('--join-rate', values['join-rate'], 1, LOAD_CONFIG.mostJoinRate),
    requestRate: within('--requests', values.requests, 0, LOAD_CONFIG.mostRequestRate),
    openEvery: whole('--open-every', values['open-every'], 1, LOAD_CONFIG.mostOpenEvery),
    comeBack: values['come-back'],
    hostPid: pidIn(values['host-pid']),
    json: values.json,
  }
}

function pidIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : whole('--host-pid', text, 1, Number.MAX_SAFE_INTEGER)
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new WrongUsage(`${first.replace(/\.$/, '')}.`)
  }
}

function whole(name: string, text: string | undefined, least: number, most: number): number {
  const number = within(name, text, least, most)
  if (Number.isInteger(number)) return number
  throw new WrongUsage(`${name} takes a whole number, not '${String(number)}'.`)
}

function within(name: string, text: string | undefined, least: number, most: number): number {
  if (text === undefined) throw new WrongUsage(`${name} is needed.`)
  const number = Number(text)
  if (text.trim() !== '' && number >= least && number <= most) return number
  throw new WrongUsage(`${name} takes ${String(least)} to ${String(most)}, not '${text}'.`)
}
