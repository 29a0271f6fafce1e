import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { systemClock } from '../base/clock.ts'
import { PalabreError } from '../contract/errors.ts'
import { backupFile, backupName, BACKUP_FOLDER, newestGood } from '../storage/backup/backup-folder.ts'
import { createBackup } from '../storage/backup/create-backup.ts'
import { applyRestore, stageRestore } from '../storage/backup/restore-backup.ts'
import { makeFolder } from '../storage/database.ts'
import { LOCK_FILE, lockFolder } from '../storage/host-lock.ts'
import { DATABASE_FILE } from '../storage/store.ts'
import { hostFolder } from './data-folders.ts'

const USAGE = `Usage: palabre restore [FILE] [OPTIONS]

Brings a backup back, without FILE the newest good one. The host must not run. What is there now is backed up first,
where it can be read, and is kept beside it in any case.

  --data DIR       the host's data folder (default: your data folder)
  --json           print what was done as a line of JSON
  --help           print this
`
const USAGE_EXIT = 2
const NO_STEPS = { check: () => {}, progress: () => {} }

/** `palabre restore`. */
export async function run(args: string[]): Promise<number> {
  const given = read(args)
  if (given === undefined || given.values.help) {
    ;(given === undefined ? process.stderr : process.stdout).write(USAGE)
    return given === undefined ? USAGE_EXIT : 0
  }
  const { values, positionals } = given
  const folder = hostFolder(values.data)
  makeFolder(folder)
  const unlock = lockFolder(join(folder, LOCK_FILE))
  try {
    const [word] = positionals
    const file = word === undefined ? await newestGood(folder) : resolve(word)
    if (file === undefined) throw new PalabreError('backup-unknown', { detail: join(folder, BACKUP_FOLDER) })
    const database = join(folder, DATABASE_FILE)
    const before = await backUpPresent(folder, database)
    await stageRestore({ file, database }, NO_STEPS)
    const aside = applyRestore(database, systemClock.wallMs())
    const done = { event: 'restored', file, before, aside: aside ?? null }
    process.stdout.write(values.json ? `${JSON.stringify(done)}\n` : textOf(done))
    return 0
  } finally {
    unlock()
  }
}

/** Null where there is nothing to back up, or it cannot be read; then it is set aside as it is. */
async function backUpPresent(folder: string, database: string): Promise<string | null> {
  if (!existsSync(database)) return null
  const createdAt = systemClock.wallMs()
  const file = backupFile(folder, backupName(createdAt))
  makeFolder(join(folder, BACKUP_FOLDER))
  const wish = { database, file, createdAt, reason: 'before-restore', secrets: true } as const
  try {
    return (await createBackup(wish, NO_STEPS)).file
  } catch (error) {
    if (error instanceof PalabreError && error.code === 'data-damaged') return null
    throw error
  }
}

function textOf(done: { file: string; before: string | null; aside: string | null }): string {
  const kept = done.before === null ? '' : `Backup of what was there: ${done.before}\n`
  const aside = done.aside === null ? '' : `The files of before: ${done.aside}\n`
  return `${done.file} is back.\n${kept}${aside}`
}

function read(args: string[]) {
  try {
    const options = {
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    } as const
    const given = parseArgs({ args, options, allowPositionals: true })
    return given.positionals.length > 1 ? undefined : given
  } catch {
    return undefined
  }
}
