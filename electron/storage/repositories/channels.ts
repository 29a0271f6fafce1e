import type { Channel, Delivery } from '../../contract/models.ts'
import type { SqliteDatabase } from '../database.ts'

/** A channel as stored: what people see of it, and how its password is known. */
export interface ChannelRow extends Omit<Channel, 'locked'> {
  /** Salt and hash; null where none is asked for. */
  readonly passwordHash: string | null
}

/** The places to talk. */
export interface ChannelRepository {
  /** All channels in the order people see them among their siblings. */
  list(): ChannelRow[]
  /** Answers the new channel's id; the name must be new. */
  add(channel: Omit<ChannelRow, 'id'>): number
  change(channel: ChannelRow): void
  /** Removes a channel and all within it. */
  remove(id: number): void
}

interface Stored {
  readonly id: number
  readonly name: string
  readonly order: number
  readonly parentId: number | null
  readonly description: string
  readonly memberLimit: number
  readonly passwordHash: string | null
  readonly temporary: number
  readonly kind: 'voice' | 'music'
  readonly bitrateCap: number
  readonly frameMs: number
  readonly stereo: number
  readonly positional: number
  readonly delivery: Delivery
  readonly topN: number
}

/** Field by column. */
const COLUMNS: Readonly<Record<Exclude<keyof Stored, 'id'>, string>> = {
  name: 'name',
  order: 'position',
  parentId: 'parent_id',
  description: 'description',
  memberLimit: 'member_limit',
  passwordHash: 'password_hash',
  temporary: 'temporary',
  kind: 'kind',
  bitrateCap: 'bitrate_cap',
  frameMs: 'frame_ms',
  stereo: 'stereo',
  positional: 'positional',
  delivery: 'delivery',
  topN: 'top_n',
}
const PAIRS = Object.entries(COLUMNS)

export function channelRepository(database: SqliteDatabase): ChannelRepository {
  const list = database.prepare<[], Stored>(
    `SELECT id, ${PAIRS.map(([field, column]) => `${column} AS "${field}"`).join(', ')}
     FROM channels ORDER BY position, id`,
  )
  const add = database.prepare<[Omit<Stored, 'id'>]>(
    `INSERT INTO channels (${PAIRS.map(([, column]) => column).join(', ')})
     VALUES (${PAIRS.map(([field]) => `@${field}`).join(', ')})`,
  )
  const change = database.prepare<[Stored]>(
    `UPDATE channels SET ${PAIRS.map(([field, column]) => `${column} = @${field}`).join(', ')} WHERE id = @id`,
  )
  const remove = database.prepare<[number]>('DELETE FROM channels WHERE id = ?')
  return {
    list: () => list.all().map(fromStored),
    add: (channel) => Number(add.run(columnsOf(channel)).lastInsertRowid),
    change: (channel) => void change.run({ id: channel.id, ...columnsOf(channel) }),
    remove: (id) => void remove.run(id),
  }
}

function columnsOf(channel: Omit<ChannelRow, 'id'>): Omit<Stored, 'id'> {
  const { name, order, parentId, description, memberLimit, passwordHash, temporary, audio } = channel
  return {
    ...{ name, order, parentId, description, memberLimit, passwordHash },
    ...{ temporary: Number(temporary), stereo: Number(audio.stereo), positional: Number(audio.positional) },
    ...{ kind: audio.kind, bitrateCap: audio.bitrateCap, frameMs: audio.frameMs },
    ...{ delivery: audio.delivery, topN: audio.topN },
  }
}

function fromStored(stored: Stored): ChannelRow {
  const { kind, bitrateCap, frameMs, stereo, positional, delivery, topN, temporary, ...rest } = stored
  return {
    ...rest,
    temporary: temporary !== 0,
    audio: {
      ...{ kind, bitrateCap },
      frameMs: frameMs as ChannelRow['audio']['frameMs'],
      ...{ stereo: stereo !== 0, positional: positional !== 0 },
      ...{ delivery, topN },
    },
  }
}
