import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Type, type Static } from 'typebox'
import { Check } from 'typebox/value'
import { readSecret, writeSecret } from './secret-file.ts'

/** Name of the file in a host's data folder that is there while the host runs (or was killed). */
export const RUNNING_FILE = 'running.json'

/** How programs on this machine reach a host that runs: its database is its own alone. */
export const RunningNote = Type.Object({
  pid: Type.Integer(),
  /** An address of this machine at which it listens. */
  address: Type.String(),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** SHA-256 of the certificate, base64url. */
  fingerprint: Type.String(),
})
export type RunningNote = Static<typeof RunningNote>

/** Leaves the note; the answer takes it away. Throws `data-unwritable`. */
export function leaveRunningNote(folder: string, note: RunningNote): () => void {
  const file = join(folder, RUNNING_FILE)
  writeSecret(file, JSON.stringify(note))
  return () => {
    rmSync(file, { force: true })
  }
}

/** The note of a folder; undefined where there is none or it cannot be read. Its host may be gone. */
export function readRunningNote(folder: string): RunningNote | undefined {
  try {
    const note: unknown = JSON.parse(readSecret(join(folder, RUNNING_FILE)) ?? 'null')
    return Check(RunningNote, note) ? note : undefined
  } catch {
    return undefined
  }
}
