import process from 'node:process'
import { PalabreError } from '../contract/errors.ts'
import { settingsSources } from './host.ts'
import { readHostSettings } from './host-settings/read.ts'
import { WrongSetting } from './host-settings/wrong-setting.ts'
import { LocalHost } from './local-host.ts'

const HELP = `Usage: palabre health [--data DIR] [--json]

Asks the host of a data folder whether it is there: exit code 0 where it answers, 1 where it does not. For containers and
programs that watch over hosts. The other settings of \`palabre host\` are understood too.
`
const USAGE_EXIT = 2

/** `palabre health`. */
export async function run(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(HELP)
    return 0
  }
  try {
    const { settings, flags } = readHostSettings({
      ...settingsSources(args),
      flags: { json: { type: 'boolean' } },
    })
    const host = await LocalHost.find(settings.data)
    if (host === undefined) throw new PalabreError('host-stopped', { detail: settings.data })
    const { pid, port } = host
    const text = `The host answers on port ${String(port)} (process ${String(pid)}).`
    process.stdout.write(`${flags['json'] ? JSON.stringify({ pid, port }) : text}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof WrongSetting)) throw error
    process.stderr.write(`palabre health: ${error.message} ${error.next}\n`)
    return USAGE_EXIT
  }
}
