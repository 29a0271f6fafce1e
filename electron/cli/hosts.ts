import process from 'node:process'
import { parseArgs } from 'node:util'
import { HostFinder, type FinderSurroundings } from '../session/discovery/host-finder.ts'
import type { FoundHost } from '../session/discovery/host-list.ts'
import { inviteOf } from '../session/discovery/lan-hosts.ts'
import { lanSurroundings } from './lan-search.ts'

const HELP = `Usage: palabre hosts [OPTIONS]

Lists the hosts on the networks this machine is on. \`palabre talk lan:NAME\` joins one.

  --seconds N   look for so long (default: 4)
  --json        print the list as one line of JSON

A host without a star has not proven that it has the key of its fingerprint; joining it will.
`
const USAGE_EXIT = 2
/** Three questions and two beacons at least. */
const USUAL_S = '4'
const MOST_S = 3_600

/** `palabre hosts`. */
export async function run(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (typeof options === 'string') {
    process.stderr.write(`palabre hosts: ${options}\n`)
    return USAGE_EXIT
  }
  if (options.help) {
    process.stdout.write(HELP)
    return 0
  }
  const hosts = await look(options.seconds, lanSurroundings())
  process.stdout.write(
    options.json ? `${JSON.stringify({ event: 'hosts', hosts: hosts.map(lineOf) })}\n` : tableOf(hosts),
  )
  return 0
}

function readOptions(args: string[]): { seconds: number; json: boolean; help: boolean } | string {
  const off = { type: 'boolean', default: false } as const
  try {
    const options = { seconds: { type: 'string', default: USUAL_S }, json: off, help: off } as const
    const { values } = parseArgs({ args, options })
    const seconds = values.seconds.trim() === '' ? NaN : Number(values.seconds)
    if (!(seconds > 0 && seconds <= MOST_S)) return `--seconds takes a number up to ${String(MOST_S)}.`
    return { seconds, json: values.json, help: values.help }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** What is found within a time. */
export async function look(seconds: number, surroundings: FinderSurroundings): Promise<FoundHost[]> {
  const finder = new HostFinder(surroundings, () => {})
  finder.start()
  await new Promise<void>((resolve) => {
    surroundings.clock.after(seconds * 1000, resolve)
  })
  const { hosts } = finder
  await finder.stop()
  return hosts
}

/** A host as programs read it. */
function lineOf(host: FoundHost): FoundHost & { invite: string } {
  return { ...host, invite: inviteOf(host) }
}

/** The hosts as people read them. */
export function tableOf(hosts: readonly FoundHost[]): string {
  if (hosts.length === 0) return 'No host answers on this network.\n'
  const lines = hosts.flatMap(({ name, addresses, open, proven, fingerprint }) => [
    `${proven ? '*' : ' '} ${name}${open ? '' : ' (by invite only)'}`,
    `    ${addresses.map(({ host, port }) => (host.includes(':') ? `[${host}]` : host) + `:${String(port)}`).join(', ')}`,
    `    ${fingerprint}`,
  ])
  return `${lines.join('\n')}\n`
}
