import type { Adapter } from '../../base/discovery/adapters.ts'
import type { OpenLine } from '../../base/discovery/line.ts'
import type { LineSetStats } from '../../base/discovery/line-set.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { FinderConfig } from './config.ts'
import type { HostList } from './host-list.ts'

/** What both ways of looking need. */
export interface WatchOptions {
  readonly list: HostList
  /** The list may have changed. */
  readonly onNews: () => void
  /** A message was dropped, for this reason. */
  readonly onDrop: (reason: string) => void
  readonly adapters: () => readonly Adapter[]
  readonly openLine: OpenLine
  readonly clock: Clock
  readonly logger: Logger
  readonly config: FinderConfig
}

/** One way of looking, from its making to its close. */
export interface Watch {
  stats(): LineSetStats
  close(): Promise<void>
}
