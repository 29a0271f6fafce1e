import process from 'node:process'
import { WrongUsage } from './talk-options.ts'

/** Wrong usage of the command line: exit code 2. */
const USAGE_EXIT = 2

/** Each benchmark with the one line that `palabre bench --help` says of it. */
const BENCHES: Record<
  string,
  { says: string; load: () => Promise<{ run: (args: string[]) => Promise<number> }> }
> = {
  forward: {
    says: 'CPU per forwarded packet, beside a bare loop in C',
    load: () => import('./bench/forward.ts'),
  },
  echo: {
    says: 'what the echo canceller takes away, and its cost',
    load: () => import('./bench/echo.ts'),
  },
  idle: {
    says: 'what a host costs while nobody speaks',
    load: () => import('./bench/idle.ts'),
  },
  api: {
    says: 'requests a second of the REST API, one after the other',
    load: () => import('./bench/api.ts'),
  },
  sound: {
    says: 'time and memory of every stage a voice goes through',
    load: () => import('./bench/sound.ts'),
  },
}

function usage(): string {
  const lines = Object.entries(BENCHES).map(([name, { says }]) => `  ${name.padEnd(10)}${says}`)
  return `Usage: palabre bench [NAME] [--json] [OPTIONS]\n\n${lines.join('\n')}\n\nWithout NAME all run. Each NAME tells its options with --help.\n`
}

/** `palabre bench`: one benchmark, or all of them with the options they share. */
export async function run(args: string[]): Promise<number> {
  const [name] = args
  if (name === '--help') {
    process.stdout.write(usage())
    return 0
  }
  try {
    if (name !== undefined && !name.startsWith('--')) return await runOne(name, args.slice(1))
    for (const each of Object.keys(BENCHES)) await runOne(each, args)
    return 0
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error
    process.stderr.write(`palabre bench: ${error.message}\n`)
    return USAGE_EXIT
  }
}

async function runOne(name: string, args: string[]): Promise<number> {
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined
  if (bench === undefined) throw new WrongUsage(`there is no benchmark '${name}'.\n\n${usage()}`)
  return (await bench.load()).run(args)
}
