import { parseArgs } from 'node:util'
import { WrongUsage } from '../talk-options.ts'
import { API_CONFIG } from './api-config.ts'
import { numberIn } from './number-in.ts'

export const API_HELP = `Usage: palabre bench api [OPTIONS]

Requests of the REST API over one connection that stays open, one after the other: how many a second, how long they
take, and whether the memory of the host stays as it is. Needs Linux, which tells the memory.

  --requests N    1 to ${String(API_CONFIG.mostRequests)} (default: ${String(API_CONFIG.requests)})
  --json          one JSON object
`

/** What \`palabre bench api\` was asked to do. */
export interface ApiOptions {
  readonly requests: number
  readonly json: boolean
}

const OPTIONS = {
  requests: { type: 'string', default: String(API_CONFIG.requests) },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** Reads the words after `bench api`; undefined where help is asked for. Throws WrongUsage. */
export function readApiOptions(args: string[]): ApiOptions | undefined {
  const values = parse(args)
  if (values.help) return undefined
  const requests = numberIn('--requests', values.requests, 1, API_CONFIG.mostRequests)
  return { requests, json: values.json }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, strict: true }).values
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error))
  }
}
