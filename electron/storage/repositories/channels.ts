import type { Channel } from '../../contract/models.ts'
import type { SqliteDatabase } from '../database.ts'

/** The places to talk. */
export interface ChannelRepository {
  /** All channels in the order people see them. */
  list(): Channel[]
}

export function channelRepository(database: SqliteDatabase): ChannelRepository {
  const list = database.prepare<[], Channel>(
    'SELECT id, name, position AS "order" FROM channels ORDER BY position, id',
  )
  return { list: () => list.all() }
}
