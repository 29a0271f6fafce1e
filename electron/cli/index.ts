import process from 'node:process'
import { keepWasmWrappers } from '../base/wasm-wrappers.ts'
import { reportOf, sentenceOf } from '../contract/errors.ts'

/** A subcommand: takes the words after its name, answers the exit code. */
export type Command = (args: string[]) => Promise<number>

/** Wrong usage of the command line: exit code 2. */
const USAGE_EXIT = 2

/** Each subcommand with the one line that `palabre help` says of it; loaded only when called. */
const COMMANDS: Record<string, { says: string; load: () => Promise<{ run: Command }> }> = {
  'host': { says: 'run a host without a window', load: () => import('./host.ts') },
  'talk': { says: 'join a host without a window', load: () => import('./talk.ts') },
  'token': { says: 'show and make what opens a host: tokens, links', load: () => import('./token.ts') },
  'health': { says: 'ask whether the host of a data folder is there', load: () => import('./health.ts') },
  'doctor': { says: 'look at what Palabre needs of this machine', load: () => import('./doctor.ts') },
  'link': { says: 'link several devices to one user of a host', load: () => import('./link.ts') },
  'load': { says: 'fill a host with synthetic users', load: () => import('./load.ts') },
  'hosts': { says: 'list the hosts on this network', load: () => import('./hosts.ts') },
  'devices': { says: 'list audio devices', load: () => import('./devices.ts') },
  'talk-key': { says: 'tell the app that a key went down or up', load: () => import('./talk-key.ts') },
  'app': { says: 'serve the app to a browser on this machine', load: () => import('./app.ts') },
  'backup': { says: 'make a backup of a host', load: () => import('./backup.ts') },
  'restore': { says: 'bring a backup of a host back', load: () => import('./restore.ts') },
  'bench': { says: 'measure this machine', load: () => import('./bench.ts') },
}

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { says }]) => `  ${name.padEnd(10)}${says}`)
  return `Usage: palabre COMMAND [OPTIONS]\n\n${lines.join('\n')}\n\nEach COMMAND tells its options with --help.\n`
}

/** Runs the command line; answers the exit code. */
export async function main(args: string[]): Promise<number> {
  keepWasmWrappers()
  const [name = 'help', ...rest] = args
  if (name === 'help' || name === '--help') {
    process.stdout.write(usage())
    return 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    process.stderr.write(`palabre: there is no command '${name}'.\n\n${usage()}`)
    return USAGE_EXIT
  }
  try {
    return await (await command.load()).run(rest)
  } catch (error) {
    process.stderr.write(`palabre: ${sentenceOf(reportOf(error))}\n`)
    return 1
  }
}

process.exitCode = await main(process.argv.slice(2))
