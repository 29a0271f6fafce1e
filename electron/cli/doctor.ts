import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { loadAudio } from '../../native/index.ts'
import { systemClock } from '../base/clock.ts'
import { DATABASE_FILE } from '../storage/store.ts'
import { withVoiceService } from './devices.ts'
import { findingOf, lineOf, type Check, type NamedFinding } from './doctor/check.ts'
import { certificateFinding, databaseFinding, folderFinding, portFinding } from './doctor/host-checks.ts'
import {
  addressFinding,
  clockFinding,
  priorityFinding,
  programChecks,
  soundFinding,
} from './doctor/machine-checks.ts'
import { udpFinding } from './doctor/udp-check.ts'
import { settingsSources } from './host.ts'
import { readHostSettings, type ReadSettings } from './host-settings/read.ts'
import { LocalHost } from './local-host.ts'
import { settingsCommand } from './settings-command.ts'

const HELP = `Usage: palabre doctor [--data DIR] [--json]

Looks at what Palabre needs of this machine, a line each, with the next step where something is not as it should be.
Exit code 1 where something fails, else 0. The other settings of \`palabre host\` are understood too.

  --json   one line of JSON: {"ok", "checks": [{"name", "state": "ok"|"warn"|"fail", "says", "next"?}]}
`

/** `palabre doctor`. */
export function run(args: string[]): Promise<number> {
  return settingsCommand('doctor', HELP, args, () =>
    examine(readHostSettings({ ...settingsSources(args), flags: { json: { type: 'boolean' } } })),
  )
}

async function examine(read: ReadSettings): Promise<number> {
  const isJson = read.flags['json'] === true
  const found: NamedFinding[] = []
  for (const check of checksOf(read, await LocalHost.find(read.settings.data))) {
    const finding = await findingOf(check)
    found.push(finding)
    if (!isJson) process.stdout.write(`${lineOf(finding)}\n`)
  }
  const isOk = found.every(({ state }) => state !== 'fail')
  if (isJson) process.stdout.write(`${JSON.stringify({ ok: isOk, checks: found })}\n`)
  return isOk ? 0 : 1
}

/** All checks in the order of their lines. */
function checksOf(read: ReadSettings, running: LocalHost | undefined): Check[] {
  const { data } = read.settings
  const beganMs = systemClock.nowMs()
  return [
    ...programChecks(),
    {
      name: 'audio devices',
      look: async () => soundFinding(await withVoiceService('default', (service) => service.devices())),
    },
    { name: 'data folder', look: () => folderFinding(data) },
    { name: 'database', look: () => databaseFinding(data, running) },
    { name: 'certificate', look: () => certificateFinding(read, systemClock.wallMs()) },
    { name: 'port', look: () => portFinding(read, running) },
    { name: 'addresses', look: () => addressFinding(read.settings.bind) },
    { name: 'udp', look: () => udpFinding(systemClock) },
    {
      name: 'clock',
      look: () => clockFinding(systemClock.nowMs() - beganMs, systemClock.wallMs(), newestMs(data)),
    },
    // Last: this very thread has it from then on.
    { name: 'priority', look: () => priorityFinding(loadAudio().requestRealtime()) },
  ]
}

/** When the program or its data were written last, ms since 1970. */
function newestMs(data: string): number {
  const files = [import.meta.filename, join(data, DATABASE_FILE)].filter((file) => existsSync(file))
  return Math.max(...files.map((file) => Math.floor(statSync(file).mtimeMs)))
}
