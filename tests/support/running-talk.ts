import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ProcessingStats } from '../../electron/contract/stats.ts'
import type { Member } from '../../electron/contract/models.ts'
import type { SpeakerStats } from '../../electron/contract/stats.ts'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')

/** What a talker's reports told of the whole way of one voice to it, ms, in order. */
export function estimatesMs(lines: readonly TalkLine[], nickname: string): number[] {
  return lines
    .filter(({ event }) => event === 'stats')
    .flatMap(({ speakers = [] }) => speakers)
    .flatMap(({ nickname: name, mouthToEarMs }) =>
      name === nickname && mouthToEarMs ? [mouthToEarMs.total] : [],
    )
}

/** A line of `palabre talk --json`; which fields there are depends on the event. */
export interface TalkLine {
  readonly event: 'state' | 'room' | 'ready' | 'stats' | 'device' | 'inputEnded' | 'done'
  readonly state?: string
  readonly path?: 'none' | 'udp' | 'tcp'
  readonly pathCause?: string
  readonly you?: number
  readonly channel?: string
  readonly channels?: readonly { readonly id: number; readonly name: string }[]
  readonly muted?: boolean
  readonly deafened?: boolean
  readonly members?: readonly Member[]
  readonly error?: { readonly code: string; readonly detail?: string }
  readonly speakers?: readonly SpeakerStats[]
  readonly framesSent?: number
  readonly processing?: readonly ProcessingStats[]
  readonly packetsReceived?: number
  readonly lost?: number
  readonly concealed?: number
  readonly inputStartedAtNs?: string | null
  readonly outputStartedAtNs?: string | null
  /** When this process read the line, ms of `performance.now`. */
  readonly readAtMs: number
}

/** A `palabre talk` in a process of its own. */
export class TalkProcess {
  readonly child: ChildProcess
  readonly lines: TalkLine[] = []
  /** Exit code, null where a signal killed it. */
  readonly exited: Promise<number | null>
  #errors = ''
  readonly #waiting = new Set<() => void>()

  constructor(invite: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [CLI, 'talk', invite, '--json', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
    this.child = child
    // It may have ended before it reads.
    child.stdin.on('error', () => {})
    this.exited = once(child, 'close').then(([code]) => code as number | null)
    child.stderr.on('data', (text: Buffer) => (this.#errors += text.toString()))
    createInterface(child.stdout).on('line', (line) => {
      this.lines.push({ ...(JSON.parse(line) as TalkLine), readAtMs: performance.now() })
      for (const look of this.#waiting) look()
    })
    void this.exited.then(() => {
      for (const look of this.#waiting) look()
    })
  }

  /** What it wrote to stderr so far. */
  get errors(): string {
    return this.#errors
  }

  /** The first line that fits, of those from number `from` on; rejects after the limit or at its end. */
  until(fits: (line: TalkLine) => boolean, limitMs = 15_000, from = 0): Promise<TalkLine> {
    return new Promise((resolve, reject) => {
      const end = (tell: () => void) => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        tell()
      }
      const fail = (why: string) => {
        const last = JSON.stringify(this.lines.at(-1) ?? null)
        end(() => {
          reject(new Error(`${why}; last line ${last}; ${this.#errors}`))
        })
      }
      const timer = setTimeout(() => {
        fail(`no such line in ${String(limitMs)} ms`)
      }, limitMs)
      const look = () => {
        const found = this.lines.slice(from).find(fits)
        if (found !== undefined)
          end(() => {
            resolve(found)
          })
        else if (this.child.exitCode !== null) fail('palabre talk has ended')
      }
      this.#waiting.add(look)
      look()
    })
  }

  /** Several may start at once on a machine that has other work. */
  ready(limitMs = 30_000): Promise<TalkLine> {
    return this.until(({ event }) => event === 'ready', limitMs)
  }

  /** Writes a line of JSON to its input. */
  say(line: object): void {
    this.child.stdin?.write(`${JSON.stringify(line)}\n`)
  }

  /** Ends it with a signal; resolves with the exit code. */
  async end(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal)
    return this.exited
  }

  get done(): TalkLine {
    const line = this.lines.at(-1)
    if (line?.event !== 'done') throw new Error(`the last line is no done: ${JSON.stringify(line ?? null)}`)
    return line
  }
}

/** Starts `palabre talk INVITE --json` with these further words. */
export function spawnTalk(invite: string, ...args: string[]): TalkProcess {
  return new TalkProcess(invite, args)
}
