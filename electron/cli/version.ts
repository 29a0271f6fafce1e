import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The version of this installation: the nearest package.json above this file. */
export async function appVersion(): Promise<string> {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined)
    if (text !== undefined) return versionOf(JSON.parse(text))
    const parent = dirname(folder)
    if (parent === folder) return '0.0.0'
    folder = parent
  }
}

function versionOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('version' in value)) return '0.0.0'
  return typeof value.version === 'string' ? value.version : '0.0.0'
}
