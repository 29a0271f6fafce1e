import type { EngineEvent } from '../../electron/contract/engine.ts'

export type Stopped = Extract<EngineEvent, { type: 'stopped' }>

/** The events of an engine that runs elsewhere, all that came so far. */
export class EngineEvents {
  readonly events: EngineEvent[] = []
  readonly #waiting = new Set<() => void>()
  /** Called for each event as it comes. */
  onEvent: (event: EngineEvent) => void = () => {}

  /**
   * The first event, past or to come, that fits; past ones count from `from` on. Rejects when the engine has failed,
   * unless that fits.
   */
  async until(fits: (event: EngineEvent) => boolean, from = 0): Promise<EngineEvent> {
    for (;;) {
      const event = this.events.slice(from).find(fits)
      if (event !== undefined) return event
      const failed = this.events.find(({ type }) => type === 'failed')
      if (failed?.type === 'failed') throw new Error(`the engine failed: ${failed.error.detail ?? ''}`)
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
      })
    }
  }

  protected take(event: EngineEvent): void {
    this.events.push(event)
    this.onEvent(event)
    for (const wake of [...this.#waiting]) wake()
  }
}
