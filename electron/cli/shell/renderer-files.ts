import { spawn } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { PalabreError } from '../../contract/errors.ts'

/** Where the built renderer is when this code itself was built: beside the main bundle. */
const SOURCES = ['renderer', 'electron/contract', 'electron.vite.config.ts', 'package.json']

/**
 * The folder of the built renderer. Run from source it is built first where it is missing or older than
 * what it is made of; built code finds it beside itself.
 */
export async function rendererDir(): Promise<string> {
  const here = fileURLToPath(import.meta.url)
  if (extname(here) !== '.ts') return builtRenderer(dirname(here))
  const root = join(dirname(here), '..', '..', '..')
  const built = join(root, 'out', 'renderer')
  if (await isStale(join(built, 'index.html'), root)) await build(root)
  return built
}

function builtRenderer(folder: string): string {
  const main = basename(folder) === 'chunks' ? dirname(folder) : folder
  return join(main, '..', 'renderer')
}

/** Whether `made` is missing or older than any source below `root`. */
async function isStale(made: string, root: string): Promise<boolean> {
  const madeMs = await changedMs(made)
  if (madeMs === undefined) return true
  for (const source of SOURCES) {
    if ((await newestMs(join(root, source))) > madeMs) return true
  }
  return false
}

async function newestMs(path: string): Promise<number> {
  let newest = (await changedMs(path)) ?? 0
  const entries = await readdir(path, { recursive: true }).catch(() => [])
  for (const entry of entries) {
    newest = Math.max(newest, (await changedMs(join(path, entry))) ?? 0)
  }
  return newest
}

async function changedMs(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs
  } catch {
    return undefined
  }
}

/** Builds in a process of its own: the build tool is large and not part of the installed app. */
async function build(root: string): Promise<void> {
  const script = join(root, 'electron', 'cli', 'shell', 'build-renderer.ts')
  const child = spawn(process.execPath, [script], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString()
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0)
    throw new PalabreError('internal', { detail: `the page could not be built: ${said.trim()}` })
}
