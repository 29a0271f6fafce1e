import type { Clock } from '../../base/clock.ts'
import type { Adapter } from '../../base/discovery/adapters.ts'
import type { OpenLine } from '../../base/discovery/line.ts'
import type { LineSetStats } from '../../base/discovery/line-set.ts'
import type { ServiceFacts } from '../../base/discovery/service-message.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { AnnounceConfig } from './config.ts'

/** What both ways of announcing need. */
export interface AnnounceOptions {
  /** What is told, as it is now. */
  readonly facts: () => ServiceFacts
  /** The adapters through which the host can be reached now. */
  readonly adapters: () => readonly Adapter[]
  readonly openLine: OpenLine
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config: AnnounceConfig
}

/** One way in which a host tells a network that it is there. */
export interface Announcer {
  stats(): LineSetStats & { readonly sent: number }
  /** Says good-bye; resolves when it has been sent. */
  close(): Promise<void>
}
