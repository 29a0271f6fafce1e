import type { Clock } from '../../base/clock.ts'
import type { MediaCommand } from '../../contract/media.ts'
import type { DatagramTransport } from '../interfaces.ts'
import { applyMediaCommand } from './media-commands.ts'
import type { Router } from './router.ts'

/** Where commands come from. */
export interface CommandSource {
  /** The next one waiting, or undefined. */
  take(): MediaCommand | undefined
  /** Calls back from the event loop for each command; for transports that cannot block. Undefined ends it. */
  listen(listener: ((command: MediaCommand) => void) | undefined): void
}

export interface MediaLoopParts {
  readonly router: Router
  readonly transport: DatagramTransport
  readonly commands: CommandSource
  readonly clock: Clock
}

/** Runs the router until a `stop` command, in the way its transport allows. */
export async function runMediaLoop(parts: MediaLoopParts): Promise<void> {
  const { wait } = parts.transport
  if (wait !== undefined) runBlocking(parts, wait)
  else await runOnEvents(parts)
}

/** Never returns to the event loop: sleeps in the socket, then works. Commands wake it. */
function runBlocking(parts: MediaLoopParts, wait: (timeoutMs: number) => void): void {
  const { router, commands, clock } = parts
  const { waitMs } = router.config
  for (;;) {
    for (let command = commands.take(); command !== undefined; command = commands.take()) {
      if (!applyMediaCommand(router, command, clock.nowMs())) return
    }
    serve(router, clock)
    // Returns at once where anything is left.
    wait(waitOf(router, clock, waitMs))
  }
}

/** One turn. Nothing it took in waits longer than the turn takes, so one look at the clock serves all of it. */
function serve(router: Router, clock: Clock): void {
  const startedMs = clock.nowMs()
  const datagrams = router.service(startedMs)
  if (datagrams > 0) router.counters.forwarded(datagrams, clock.nowMs() - startedMs)
}

/** Whole milliseconds until there is work without a datagram, at most `mostMs`. */
function waitOf(router: Router, clock: Clock, mostMs: number): number {
  const dueMs = router.dueMs()
  return dueMs === Infinity ? mostMs : Math.max(0, Math.min(mostMs, Math.ceil(dueMs - clock.nowMs())))
}

/** Called back for datagrams and commands; a timer sees to the time limits when neither comes. */
function runOnEvents(parts: MediaLoopParts): Promise<void> {
  const { router, transport, commands, clock } = parts
  return new Promise((resolve, reject) => {
    let cancelTimer = (): void => {}
    const end = (): void => {
      cancelTimer()
      commands.listen(undefined)
    }
    const guarded = (work: () => void): void => {
      try {
        work()
      } catch (error) {
        end()
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    }
    const arm = (): void => {
      cancelTimer()
      cancelTimer = clock.after(waitOf(router, clock, router.config.waitMs), () => {
        guarded(() => {
          serve(router, clock)
          arm()
        })
      })
    }
    transport.onReadable?.(() => {
      guarded(() => {
        serve(router, clock)
        if (router.dueMs() !== Infinity) arm()
      })
    })
    commands.listen((command) => {
      guarded(() => {
        if (!applyMediaCommand(router, command, clock.nowMs())) {
          end()
          resolve()
        }
      })
    })
    arm()
  })
}
