import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readRunningNote } from '../../host/running-note.ts'
import { DATABASE_FILE } from '../../storage/store.ts'
import { peekState } from '../../storage/peek.ts'
import type { Kept } from './show.ts'

/** What the host of a folder knew when it ran last; nothing where it never ran, and of a running one the port alone. */
export function keptIn(folder: string): Kept {
  const file = join(folder, DATABASE_FILE)
  if (!existsSync(file)) return {}
  const state = peekState(file, ['hostName', 'port'])
  if (state === undefined) return { port: readRunningNote(folder)?.port.toString() }
  return { name: state['hostName'], port: state['port'] }
}
