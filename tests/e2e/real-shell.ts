import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, type Browser, type Page } from '@playwright/test'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')
/** Closing a host tells its guests; what is not ended after this long hangs, ms. */
const END_LIMIT_MS = 10_000

/** A program of ours that has been started, with what it wrote to stderr. */
export interface Program {
  /** The first JSON line it printed. */
  readonly ready: Readonly<Record<string, unknown>>
  readonly errors: () => string
  /** Asks it to end; answers its exit code. */
  end(): Promise<number | null>
}

/** Starts `palabre ARGS...` and waits for its first JSON line. */
export async function startProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Program> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (text: Buffer) => {
    errors += text.toString()
  })
  const lines = createInterface({ input: child.stdout })
  const first = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve)
    child.once('exit', (code) => {
      reject(new Error(`palabre ${args.join(' ')} ended with ${String(code)}: ${errors}`))
    })
  })
  return {
    ready: JSON.parse(first) as Record<string, unknown>,
    errors: () => errors,
    end: () => end(child),
  }
}

function end(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve(child.exitCode)
      return
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS)
    child.once('exit', (code) => {
      clearTimeout(timer)
      resolve(code)
    })
    child.kill('SIGTERM')
  })
}

/** The process of a service that a browser shell runs. */
export function servicePid(shell: Program, service: 'host' | 'voice'): number {
  const pid = String(shell.ready['pid'])
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  const found = children.find((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(`${service}.process`),
  )
  if (found === undefined) throw new Error(`The shell runs no ${service} service.`)
  return Number(found)
}

/** One person: a browser shell with a data folder of its own, and its page. */
export interface Person {
  readonly page: Page
  readonly program: Program
  /** Where everything of it is kept. */
  readonly folder: string
  close(): Promise<void>
}

export async function startPerson(
  browser: Browser,
  name: string,
  env: NodeJS.ProcessEnv = {},
  isNew = false,
): Promise<Person> {
  const folder = await mkdtemp(join(tmpdir(), 'palabre-e2e-'))
  // Somebody who has gone through the first steps.
  if (!isNew) await writeFile(join(folder, 'settings.json'), JSON.stringify({ version: 1, welcomed: true }))
  const program = await startProgram(['app', '--no-open', '--json', '--data', folder], env)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  await page.goto(String(program.ready['url']))
  if (!isNew) await page.getByRole('textbox', { name: 'Your name' }).fill(name)
  return {
    page,
    program,
    folder,
    async close() {
      await context.close()
      expect(await program.end()).toBe(0)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
