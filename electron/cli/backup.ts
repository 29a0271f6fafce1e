import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { systemClock } from '../base/clock.ts'
import { backupFile, backupName } from '../storage/backup/backup-folder.ts'
import { createBackup } from '../storage/backup/create-backup.ts'
import { DATABASE_FILE } from '../storage/store.ts'
import { hostFolder } from './data-folders.ts'

const USAGE = `Usage: palabre backup [OPTIONS]

Makes a backup of a host, checked, as one file. The host may run meanwhile.

  --data DIR       the host's data folder (default: your data folder)
  --to FILE        where the backup goes (default: the folder \`backups\` in the data folder)
  --no-secrets     leave the host's keys and tokens out, so that the file may be shared
  --json           print what was made as a line of JSON
  --help           print this
`
const USAGE_EXIT = 2
const FOLDER_MODE = 0o700

/** `palabre backup`. */
export async function run(args: string[]): Promise<number> {
  const options = read(args)
  if (options === undefined || options.help) {
    ;(options === undefined ? process.stderr : process.stdout).write(USAGE)
    return options === undefined ? USAGE_EXIT : 0
  }
  const folder = hostFolder(options.data)
  const createdAt = systemClock.wallMs()
  const file = options.to === undefined ? backupFile(folder, backupName(createdAt)) : resolve(options.to)
  if (options.to === undefined) mkdirSync(dirname(file), { recursive: true, mode: FOLDER_MODE })
  const made = await createBackup(
    {
      ...{ database: join(folder, DATABASE_FILE), file, createdAt, secrets: options.secrets },
      reason: options.secrets ? 'request' : 'export',
    },
    { check: () => {}, progress: () => {} },
  )
  const text = `${made.file} (${String(made.bytes)} bytes)`
  process.stdout.write(`${options.json ? JSON.stringify({ event: 'backup', ...made }) : text}\n`)
  return 0
}

function read(args: string[]) {
  try {
    return parseArgs({
      args,
      allowNegative: true,
      options: {
        data: { type: 'string' },
        to: { type: 'string' },
        secrets: { type: 'boolean', default: true },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch {
    return undefined
  }
}
