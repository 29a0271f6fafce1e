import { parseArgs } from 'node:util'
import { LIMITS } from '../../contract/limits.ts'
import { WrongUsage } from '../talk-options.ts'
import { IDLE_CONFIG, type IdleScenario } from './idle-config.ts'
import { numberIn } from './number-in.ts'

export const IDLE_HELP = `Usage: palabre bench idle [OPTIONS]

What a host costs while nobody speaks: starts a real one, lets guests of another process sign in, waits, and reads
the CPU time and the memory of the host's process. Memory is what the process holds (VmRSS, all threads) when things
have been calm for ${String(IDLE_CONFIG.settleMs / 1000)} s, before the guests come and after. Needs Linux, which tells both.

  --users N       guests, 0 to ${String(IDLE_CONFIG.mostUsers)}
  --channels N    channels, 1 to ${String(LIMITS.channels)} (default: 40)
                  without either: 1,000 channels and nobody, then 1,000 guests in 40 channels
  --seconds N     length of the measured window, 1 to ${String(IDLE_CONFIG.mostSeconds)} (default: ${String(IDLE_CONFIG.seconds)})
  --json          one JSON object per line
`

/** What \`palabre bench idle\` was asked to do. */
export interface IdleOptions {
  readonly scenarios: readonly IdleScenario[]
  readonly seconds: number
  readonly json: boolean
}

const OPTIONS = {
  users: { type: 'string' },
  channels: { type: 'string' },
  seconds: { type: 'string', default: String(IDLE_CONFIG.seconds) },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const
const USUAL_CHANNELS = 40

/** Reads the words after `bench idle`; undefined where help is asked for. Throws WrongUsage. */
export function readIdleOptions(args: string[]): IdleOptions | undefined {
  const values = parse(args)
  if (values.help) return undefined
  const seconds = numberIn('--seconds', values.seconds, 1, IDLE_CONFIG.mostSeconds)
  return { scenarios: scenariosOf(values), seconds, json: values.json }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, strict: true }).values
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error))
  }
}

/** What the product promises of a load holds for a lighter one as well. */
function scenariosOf(asked: { users?: string; channels?: string }): readonly IdleScenario[] {
  if (asked.users === undefined && asked.channels === undefined) return IDLE_CONFIG.scenarios
  const users = numberIn('--users', asked.users ?? '0', 0, IDLE_CONFIG.mostUsers)
  const usual = Math.max(1, Math.min(USUAL_CHANNELS, users))
  const channels = numberIn('--channels', asked.channels ?? String(usual), 1, LIMITS.channels)
  const promise = IDLE_CONFIG.scenarios.find((one) => one.users >= users && (users > 0 || one.users === 0))
  return [{ users, channels, ...(promise === undefined ? {} : { budgetPercent: promise.budgetPercent }) }]
}
