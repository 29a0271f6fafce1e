import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupReason } from '../../contract/admin-items.ts'
import { PalabreError } from '../../contract/errors.ts'
import { BACKUP_CONFIG } from './config.ts'
import { readManifest, unpackDatabase } from './read-archive.ts'

/** Name of the folder of the backups in a host's data folder. */
export const BACKUP_FOLDER = 'backups'

/** `2026-01-31T09-05-00-123Z.palabre`: a date, so that names sort by age, and nothing else. */
const NAME = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z\.palabre$/
/** The same for schemas: what has another form is refused before it is looked for. */
export const BACKUP_NAME_PATTERN = NAME.source
/** A file that is being brought, and what it is tried by. */
const UPLOAD = /\.palabre\.upload(?:\.copy(?:-wal|-shm|-journal)?)?$/
const LEFTOVER = /\.palabre\.(?:partial|copy(?:-wal|-shm|-journal)?)$/
const DAY_MS = 86_400_000

/** A backup in the folder. */
export interface BackupFile {
  readonly name: string
  /** Milliseconds since 1970, by its name. */
  readonly createdAt: number
  readonly bytes: number
  /** Null where it is not a whole backup. */
  readonly reason: BackupReason | null
}

/** The name of a backup of a time. */
export function backupName(atMs: number): string {
  return `${new Date(atMs).toISOString().replace(/[:.]/g, '-')}.palabre`
}

/** The file of a name that came from outside: nothing but a name of ours ever becomes a path. Throws `backup-unknown`. */
export function backupFile(folder: string, name: string): string {
  if (timeOf(name) === undefined) throw new PalabreError('backup-unknown')
  return join(folder, BACKUP_FOLDER, name)
}

/** The backups of a data folder, the newest first. */
export function listBackups(folder: string): BackupFile[] {
  return namesIn(folder)
    .flatMap((name) => {
      const createdAt = timeOf(name)
      return createdAt === undefined ? [] : [fileOf(folder, name, createdAt)]
    })
    .sort((one, other) => other.createdAt - one.createdAt)
}

/** The newest backup that is whole, read through; undefined where there is none. */
export async function newestGood(folder: string): Promise<string | undefined> {
  for (const { name } of listBackups(folder)) {
    const file = backupFile(folder, name)
    const isGood = await unpackDatabase(file).then(
      () => true,
      () => false,
    )
    if (isGood) return file
  }
  return undefined
}

/** Which backups are kept no longer: those that are neither among the newest, nor the newest of a recent day or week. */
export function expired(
  backups: readonly Pick<BackupFile, 'name' | 'createdAt'>[],
  config: { readonly keepLast: number; readonly keepDays: number; readonly keepWeeks: number },
): string[] {
  const sorted = [...backups].sort((one, other) => other.createdAt - one.createdAt)
  const kept = new Set(sorted.slice(0, config.keepLast))
  for (const [spanMs, count] of [
    [DAY_MS, config.keepDays],
    [7 * DAY_MS, config.keepWeeks],
  ] as const) {
    const newest = new Map<number, (typeof sorted)[number]>()
    for (const one of sorted) {
      const span = Math.floor(one.createdAt / spanMs)
      if (!newest.has(span)) newest.set(span, one)
    }
    for (const one of [...newest.values()].slice(0, count)) kept.add(one)
  }
  return sorted.filter((one) => !kept.has(one)).map(({ name }) => name)
}

/** Removes what is kept no longer, and what a process that died left half done. Only where no backup is being made. */
export function tidyBackups(folder: string): void {
  const old = expired(listBackups(folder), BACKUP_CONFIG)
  for (const name of [...old, ...namesIn(folder).filter((one) => LEFTOVER.test(one))]) {
    rmSync(join(folder, BACKUP_FOLDER, name), { force: true })
  }
}

/** The path of a file on its way to become a backup. */
export function uploadFile(folder: string, name: string): string {
  return `${backupFile(folder, name)}.upload`
}

/** Removes files that were on their way when a host ended. Only where none comes. */
export function tidyUploads(folder: string): void {
  for (const name of namesIn(folder).filter((one) => UPLOAD.test(one))) {
    rmSync(join(folder, BACKUP_FOLDER, name), { force: true })
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(join(folder, BACKUP_FOLDER))
  } catch {
    return []
  }
}

function timeOf(name: string): number | undefined {
  const [, day, ...rest] = NAME.exec(name) ?? []
  const [hour, minute, second, ms] = rest
  const at = Date.parse(`${String(day)}T${String(hour)}:${String(minute)}:${String(second)}.${String(ms)}Z`)
  return Number.isNaN(at) ? undefined : at
}

function fileOf(folder: string, name: string, createdAt: number): BackupFile {
  const file = join(folder, BACKUP_FOLDER, name)
  try {
    return { name, createdAt, bytes: statSync(file).size, reason: readManifest(file).reason }
  } catch {
    return { name, createdAt, bytes: statSync(file, { throwIfNoEntry: false })?.size ?? 0, reason: null }
  }
}
