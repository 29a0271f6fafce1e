import type { StateRepository } from '../../electron/storage/repositories/state.ts'

/** What a host knows of itself, without a database. */
export function stateInMemory(): StateRepository {
  const values = new Map<string, string>()
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
  }
}
