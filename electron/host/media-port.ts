import type { HostOptions } from '../contract/services.ts'
import type { MediaCommand, MediaEvent } from '../contract/media.ts'
import type { RecorderPort } from './recorder-port.ts'

/** What a media worker said when it was ready. */
export type MediaStarted = Extract<MediaEvent, { type: 'started' }>

/**
 * The control plane's end of the media worker. `host` knows no more of it: who starts the worker injects it.
 * A worker that died is started again by the port; then `started` comes as an event once more,
 * and everything the worker was told is forgotten and must be told again.
 */
export interface MediaPort {
  readonly started: MediaStarted
  /** Whether a worker is there now. */
  readonly running: boolean
  /** Writes what the workers hand over of recorded channels; stopped apart, before this. */
  readonly recorder: RecorderPort
  /** Applied in order. While no worker runs, commands are lost. */
  post(command: MediaCommand): void
  /** The answer removes the listener. */
  onEvent(listener: (event: MediaEvent) => void): () => void
  /** The worker's counters by name: MEDIA_COUNTERS, `drop:REASON`, and `forwardUs:BOUND`. */
  counters(): Record<string, number>
  stop(): Promise<void>
}

/** Starts a media worker; rejects with `port-in-use`, `address-unusable` or `internal`. */
export type OpenMedia = (options: {
  readonly bind: string
  readonly port: number
  readonly transport: NonNullable<HostOptions['transport']>
}) => Promise<MediaPort>
