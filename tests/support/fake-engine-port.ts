import { Emitter } from '../../electron/base/emitter.ts'
import type { EngineCommand, EngineEvent } from '../../electron/contract/engine.ts'
import type { EnginePort } from '../../electron/session/interfaces.ts'

/** A voice engine that only remembers what it was told, and says what a test wants. */
export class FakeEnginePort implements EnginePort {
  readonly commands: EngineCommand[] = []
  readonly #events = new Emitter<EngineEvent>()

  post(command: EngineCommand): void {
    this.commands.push(command)
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    return this.#events.on(listener)
  }

  emit(event: EngineEvent): void {
    this.#events.emit(event)
  }

  get listeners(): number {
    return this.#events.size
  }

  /** The newest command of a kind. */
  last<T extends EngineCommand['type']>(type: T): Extract<EngineCommand, { type: T }> | undefined {
    return this.commands.findLast(
      (command): command is Extract<EngineCommand, { type: T }> => command.type === type,
    )
  }
}
