import { parseArgs } from 'node:util'
import { WrongUsage } from '../talk-options.ts'
import type { BaselineMode } from './baseline-forwarder.ts'
import { FORWARD_CONFIG, type ForwardScenario } from './config.ts'
import { numberIn } from './number-in.ts'

export const FORWARD_HELP = `Usage: palabre bench forward [OPTIONS]

CPU time per forwarded packet: the media worker of a host beside a bare loop in C that sends the same packets
to the same sockets, by turns. Needs Linux, whose scheduler tells the time of each thread.

  --load T:L:R       T talkers to L listeners, R packets a second of each talker (default: two loads)
  --seconds N        length of a measured window, 1 to ${String(FORWARD_CONFIG.mostSeconds)} (default: ${String(FORWARD_CONFIG.seconds)})
  --rounds N         windows of each side (default: ${String(FORWARD_CONFIG.rounds)})
  --warm-up N        seconds of load before the first window (default: ${String(FORWARD_CONFIG.firstWarmUpMs / 1000)})
  --baseline MODE    sendmmsg or sendto: how the bare loop sends (default: sendmmsg)
  --transport KIND   native or dgram: the media worker's socket (default: native)
  --bind ADDRESS     what the media worker binds (default: ::, as a host does; the bare loop binds 127.0.0.1)
  --json             one JSON object per load
`

/** What `palabre bench forward` was asked to do. */
export interface ForwardOptions {
  readonly scenarios: readonly ForwardScenario[]
  readonly seconds: number
  readonly rounds: number
  readonly warmUpMs: number
  readonly baseline: BaselineMode
  readonly transport: 'native' | 'dgram'
  readonly bind: string
  readonly json: boolean
}

const OPTIONS = {
  'load': { type: 'string' },
  'seconds': { type: 'string', default: String(FORWARD_CONFIG.seconds) },
  'rounds': { type: 'string', default: String(FORWARD_CONFIG.rounds) },
  'warm-up': { type: 'string', default: String(FORWARD_CONFIG.firstWarmUpMs / 1000) },
  'baseline': { type: 'string', default: 'sendmmsg' },
  'transport': { type: 'string', default: 'native' },
  'bind': { type: 'string', default: '::' },
  'json': { type: 'boolean', default: false },
  'help': { type: 'boolean', default: false },
} as const

/** Reads the words after `bench forward`; undefined where help is asked for. Throws WrongUsage. */
export function readForwardOptions(args: string[]): ForwardOptions | undefined {
  const values = parse(args)
  if (values.help) return undefined
  const { baseline, transport, bind, json, load } = values
  if (baseline !== 'sendto' && baseline !== 'sendmmsg') {
    throw new WrongUsage(`--baseline takes sendto or sendmmsg, not '${baseline}'.`)
  }
  if (transport !== 'native' && transport !== 'dgram') {
    throw new WrongUsage(`--transport takes native or dgram, not '${transport}'.`)
  }
  return {
    scenarios: load === undefined ? FORWARD_CONFIG.scenarios : [scenarioOf(load)],
    seconds: numberIn('--seconds', values.seconds, 1, FORWARD_CONFIG.mostSeconds),
    rounds: numberIn('--rounds', values.rounds, 1, FORWARD_CONFIG.mostRounds),
    warmUpMs: 1000 * numberIn('--warm-up', values['warm-up'], 0, FORWARD_CONFIG.mostSeconds),
    baseline,
    transport,
    bind,
    json,
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, strict: true }).values
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new WrongUsage(`${first.replace(/\.$/, '')}.`)
  }
}

function scenarioOf(text: string): ForwardScenario {
  const [talkers = '', listeners = '', rate = '', ...more] = text.split(':')
  if (more.length > 0) throw new WrongUsage(`--load takes T:L:R, not '${text}'.`)
  const { mostTalkers, mostListeners, mostRate } = FORWARD_CONFIG
  return {
    talkers: numberIn('--load: talkers', talkers, 1, mostTalkers),
    listeners: numberIn('--load: listeners', listeners, 1, mostListeners),
    packetsPerSecond: numberIn('--load: packets a second', rate, 1, mostRate),
  }
}
