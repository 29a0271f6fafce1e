import { Emitter } from '../../electron/base/emitter.ts'
import type { RecorderCommand, RecorderEvent } from '../../electron/contract/recording.ts'
import type { RecorderPort } from '../../electron/host/recorder-port.ts'

/** A recorder that writes nothing: a test reads what it was told, and tells what it likes. */
export class FakeRecorder implements RecorderPort {
  readonly posted: RecorderCommand[] = []
  readonly events = new Emitter<RecorderEvent>()
  stopped = false

  post(command: RecorderCommand): void {
    this.posted.push(command)
  }

  onEvent(listener: (event: RecorderEvent) => void): () => void {
    return this.events.on(listener)
  }

  stop(): Promise<void> {
    this.stopped = true
    return Promise.resolve()
  }
}
