import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'

const ENTRY = join(import.meta.dirname, 'stall-witness-entry.ts')
/** Above the sound server, the engine and everything else here; below what the kernel itself needs. */
const PRIORITY = '80'

/** A time in which a core ran nothing, not even what goes before all else; ms of `performance.now`. */
export interface Stall {
  readonly fromMs: number
  readonly untilMs: number
}

/**
 * Watches each core for times in which the machine itself stands still, as where other machines share it: what sounds
 * wrong then is nobody's fault here. Needs the right to real-time priority; without it there are none, and nothing is
 * excused.
 */
export class StallWitness {
  readonly stalls: Stall[] = []
  readonly #children: ChildProcess[] = []

  /** Resolves when it watches. */
  async begin(): Promise<void> {
    const offsetMs = performance.now() - Number(process.hrtime.bigint()) / 1e6
    const ready = Array.from({ length: availableParallelism() }, (_, core) => this.#watch(core, offsetMs))
    await Promise.all(ready)
  }

  /** How long the longest stall lasted that touches this time, ms; 0 where none does. */
  longestMs(fromMs: number, untilMs: number): number {
    return this.stalls
      .filter((stall) => stall.untilMs > fromMs && stall.fromMs < untilMs)
      .reduce((longest, stall) => Math.max(longest, stall.untilMs - stall.fromMs), 0)
  }

  end(): void {
    for (const child of this.#children.splice(0)) child.kill('SIGKILL')
  }

  async #watch(core: number, offsetMs: number): Promise<void> {
    const pinned = ['-f', PRIORITY, 'taskset', '-c', String(core), process.execPath, ENTRY]
    const child = spawn('chrt', pinned, { stdio: ['ignore', 'pipe', 'ignore'] })
    this.#children.push(child)
    const lines = createInterface(child.stdout)
    const first = Promise.race([once(lines, 'line'), once(lines, 'close'), once(child, 'error')])
    lines.on('line', (line) => {
      if (!line.startsWith('[')) return
      const [from = NaN, until = NaN] = JSON.parse(line) as number[]
      this.stalls.push({ fromMs: from + offsetMs, untilMs: until + offsetMs })
    })
    await first
  }
}
