import type { RecorderCommand, RecorderEvent } from '../contract/recording.ts'

/**
 * The control plane's end of the recorder. `host` knows no more of it: who starts the recorder injects it. It reads
 * what the media worker of the same host writes.
 */
export interface RecorderPort {
  /** Applied in order. */
  post(command: RecorderCommand): void
  /** The answer removes the listener. A recorder that dies tells `refused` and `stopped` of what it was writing. */
  onEvent(listener: (event: RecorderEvent) => void): () => void
  /** Closes what is being written; resolves when it is on the disk. */
  stop(): Promise<void>
}
