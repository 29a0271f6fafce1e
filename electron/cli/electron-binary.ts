import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Electron as it is installed beside the source. */
export interface ElectronBinary {
  /** Path of the executable. */
  readonly path: string
  readonly version: string
}

/**
 * The Electron executable, by file; undefined where it was not fetched. The package itself is never loaded to ask for
 * it: without its binary it would begin a download. `ELECTRON_OVERRIDE_DIST_PATH` names another folder, as for the
 * package itself.
 */
export function electronBinary(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): ElectronBinary | undefined {
  const folder = join(root, 'node_modules', 'electron')
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist')
  const named = textOf(join(folder, 'path.txt')) ?? 'electron'
  const version = textOf(join(dist, 'version'))
  const path = join(dist, named)
  return version !== undefined && existsSync(path) ? { path, version: version.replace(/^v/, '') } : undefined
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}
