import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The entries that run in a process or thread of their own. */
export type Entry =
  | 'host.process'
  | 'voice.process'
  | 'keys.process'
  | 'router.worker'
  | 'engine.worker'
  | 'recorder.worker'
  | 'jobs.worker'

/**
 * Where an entry is: beside this file when run from source; beside the main bundle when built, where this
 * code may have moved into `chunks/`.
 */
export function entryPath(entry: Entry): string {
  const here = fileURLToPath(import.meta.url)
  if (extname(here) === '.ts') return join(dirname(here), `${entry}.ts`)
  const folder = dirname(here)
  return join(basename(folder) === 'chunks' ? dirname(folder) : folder, `${entry}.js`)
}

/** The same as a URL, for worker threads. */
export function entryUrl(entry: Entry): URL {
  return pathToFileURL(entryPath(entry))
}
