import process from 'node:process'
import { PalabreError } from '../contract/errors.ts'
import { settingsSources } from './host.ts'
import { readHostSettings } from './host-settings/read.ts'
import { LocalHost } from './local-host.ts'
import { settingsCommand } from './settings-command.ts'

const HELP = `Usage: palabre health [--data DIR] [--json]

Asks the host of a data folder whether it is there: exit code 0 where it answers, 1 where it does not. For containers and
programs that watch over hosts. The other settings of \`palabre host\` are understood too.
`

/** `palabre health`. */
export function run(args: string[]): Promise<number> {
  return settingsCommand('health', HELP, args, async () => {
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
  })
}
