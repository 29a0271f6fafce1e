import Database from 'better-sqlite3'
import type { StateKey } from './repositories/state.ts'

/**
 * Values of a database that is not to be opened for good: nothing is written, no schema is brought up to date.
 * Undefined where a host has it open, or it cannot be read.
 */
export function peekState(
  file: string,
  keys: readonly StateKey[],
): Partial<Record<StateKey, string>> | undefined {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 })
    try {
      const rows = database
        .prepare<[], { key: StateKey; value: string }>('SELECT key, value FROM state')
        .all()
      return Object.fromEntries(
        rows.filter(({ key }) => keys.includes(key)).map(({ key, value }) => [key, value]),
      )
    } finally {
      database.close()
    }
  } catch {
    return undefined
  }
}
