import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative, resolve, sep } from 'node:path'

/** The root of the repository. */
export const ROOT = resolve(import.meta.dirname, '../..')

/** Files below a folder of the repository with one of the endings, as paths from the root with `/`. */
export function filesBelow(folder: string, endings: readonly string[]): string[] {
  const found: string[] = []
  for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !endings.some((ending) => entry.name.endsWith(ending))) continue
    const path = relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/')
    if (!/(?:^|\/)(?:node_modules|build)\//.test(path)) found.push(path)
  }
  return found.sort()
}

export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** One import of a file. */
export interface Import {
  readonly from: string
  /** A path from the root for relative imports, else the package or built-in as written. */
  readonly to: string
  readonly isPackage: boolean
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)['"]([^'"]+)['"]/gm

/** Every static, re-exporting and dynamic import of a file. */
export function importsOf(path: string): Import[] {
  return [...textOf(path).matchAll(IMPORT)].map((match) => {
    const target = match[1] ?? ''
    const isPackage = !target.startsWith('.')
    const to = isPackage
      ? target
      : normalize(join(dirname(path), target))
          .split(sep)
          .join('/')
    return { from: path, to, isPackage }
  })
}
