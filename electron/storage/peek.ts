import Database from 'better-sqlite3'
import { MIGRATIONS } from './migrations/index.ts'
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

/** What is wrong with a database that no host has open; `problem` is absent where nothing is. Nothing is written. */
export function inspectDatabase(file: string): { readonly problem?: string; readonly schema: number } {
  let schema = 0
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 })
    try {
      schema = Number(database.pragma('user_version', { simple: true }))
      const newest = MIGRATIONS.at(-1)?.version ?? 0
      if (schema > newest) return { schema, problem: `written by a newer version (schema ${String(schema)})` }
      const said = String(database.pragma('quick_check(1)', { simple: true }))
      return said === 'ok' ? { schema } : { schema, problem: said }
    } finally {
      database.close()
    }
  } catch (error) {
    return { schema, problem: error instanceof Error ? error.message : String(error) }
  }
}
