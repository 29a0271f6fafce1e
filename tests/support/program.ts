import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

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

/** How the command line of the source is started; other words start that of a package, or on another machine. */
export const FROM_SOURCE: readonly string[] = [process.execPath, CLI]

/** Starts `palabre ARGS...` and waits for its first JSON line. */
export async function startProgram(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  start = FROM_SOURCE,
): Promise<Program> {
  const child = spawn(start[0] ?? '', [...start.slice(1), ...args], {
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
