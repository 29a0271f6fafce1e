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
  const { router, clock } = parts
  const { waitMs } = router.config
  const serve = turnsOf(parts)
  // Returns at once where anything is left.
  while (serve()) wait(waitOf(router, clock, waitMs))
}

/**
 * What one turn does; it answers false where it was asked to stop. Nothing that a turn took in waits longer than it takes,
 * so one look at the clock serves all of it.
 */
function turnsOf({ router, commands, clock }: MediaLoopParts): () => boolean {
  let goesOn = true
  const catchUp = (): void => {
    for (let command = commands.take(); command !== undefined; command = commands.take()) {
      if (!applyMediaCommand(router, command, clock.nowMs())) goesOn = false
    }
  }
  return () => {
    const startedMs = clock.nowMs()
    const datagrams = router.service(startedMs, catchUp)
    if (datagrams > 0) router.counters.forwarded(datagrams, clock.nowMs() - startedMs)
    return goesOn
  }
}

/** Whole milliseconds until there is work without a datagram, at most `mostMs`. */
function waitOf(router: Router, clock: Clock, mostMs: number): number {
  const dueMs = router.dueMs()
  return dueMs === Infinity ? mostMs : Math.max(0, Math.min(mostMs, Math.ceil(dueMs - clock.nowMs())))
}

/** Called back for datagrams and commands; a timer sees to the time limits when neither comes. */
function runOnEvents(parts: MediaLoopParts): Promise<void> {
  const { router, transport, commands, clock } = parts
  const serve = turnsOf(parts)
  return new Promise((resolve, reject) => {
    let cancelTimer = (): void => {}
    const end = (): void => {
      cancelTimer()
      commands.listen(undefined)
    }
    const guarded = (work: () => boolean): void => {
      try {
        if (work()) return
        end()
        resolve()
      } catch (error) {
        end()
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    }
    const arm = (): void => {
      cancelTimer()
      cancelTimer = clock.after(waitOf(router, clock, router.config.waitMs), () => {
        guarded(() => {
          const goesOn = serve()
          if (goesOn) arm()
          return goesOn
        })
      })
    }
    transport.onReadable?.(() => {
      guarded(() => {
        const goesOn = serve()
        if (goesOn && router.dueMs() !== Infinity) arm()
        return goesOn
      })
    })
    commands.listen((command) => {
      guarded(() => applyMediaCommand(router, command, clock.nowMs()))
    })
    arm()
  })
}
