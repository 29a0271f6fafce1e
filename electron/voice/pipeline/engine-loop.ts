import type { Clock } from '../../base/clock.ts'
import type { SoundSystem } from '../devices/sound-system.ts'
import type { DatagramTransport } from '../interfaces.ts'
import { PIPELINE_CONFIG } from './config.ts'
import type { Engine } from './engine.ts'

export interface EngineLoopParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly transport: DatagramTransport
  readonly sound: SoundSystem
}

/** Gives the engine its turns until it stops, in the way transport and devices allow. */
export async function runEngineLoop(parts: EngineLoopParts): Promise<void> {
  const { wait } = parts.transport
  if (wait === undefined) await runOnEvents(parts)
  else runBlocking(parts, wait)
}

/**
 * Never returns to the event loop. With a device its callback ends the wait. Without one the thread waits in the
 * socket, so that arrivals are seen at once, and sleeps the last part of a millisecond until the next block or frame
 * is due: by the clock and not by intervals, so that nothing drifts.
 */
function runBlocking(parts: EngineLoopParts, socketWait: (timeoutMs: number) => void): void {
  const { engine, clock, sound } = parts
  while (engine.turn()) {
    const waitMs = engine.dueMs() - clock.nowMs()
    if (waitMs <= 0) continue
    if (engine.hasDevice) sound.waitForDevice(waitMs)
    else if (waitMs >= 1) socketWait(Math.floor(waitMs))
    else sound.sleep(clock, waitMs)
  }
}

/** For Node's own sockets, which need the event loop: datagrams and a timer call. */
function runOnEvents({ engine, clock, transport }: EngineLoopParts): Promise<void> {
  return new Promise((resolve, reject) => {
    let cancel = (): void => {}
    let ended = false
    const turn = (): void => {
      cancel()
      if (ended) return
      try {
        ended = !engine.turn()
      } catch (error) {
        ended = true
        reject(error instanceof Error ? error : new Error(String(error)))
        return
      }
      if (ended) {
        resolve()
        return
      }
      const most = engine.hasDevice ? PIPELINE_CONFIG.pollMs : PIPELINE_CONFIG.waitMostMs
      cancel = clock.after(Math.max(0, Math.min(most, engine.dueMs() - clock.nowMs())), turn)
    }
    transport.onReadable?.(turn)
    turn()
  })
}
