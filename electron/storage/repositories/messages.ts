import type { SqliteDatabase } from '../database.ts'

/** Where something is written: a channel, or between two users (the smaller id first). */
export type Conversation =
  { readonly channelId: number } | { readonly lowUser: number; readonly highUser: number }

/** A message as stored; one that was taken away has no text. */
export interface MessageRow {
  readonly id: number
  readonly channelId: number | null
  readonly lowUser: number | null
  readonly highUser: number | null
  /** Null once the user is gone. */
  readonly authorId: number | null
  /** The author's name when it was written. */
  readonly author: string
  readonly text: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly editedAt: number | null
  readonly deletedAt: number | null
}

export interface NewMessage {
  readonly place: Conversation
  readonly authorId: number
  readonly author: string
  readonly text: string
  readonly at: number
}

export interface MessageRepository {
  add(message: NewMessage): MessageRow
  byId(id: number): MessageRow | undefined
  /** The `limit` newest before `before` (absent: of all), the newest first. */
  page(place: Conversation, limit: number, before?: number): MessageRow[]
  edit(id: number, text: string, at: number): void
  /** Takes the text away. */
  erase(id: number, at: number): void
  /** Removes at most `limit` messages older than `before`; answers how many. */
  removeOlder(before: number, limit: number): number
}

const COLUMNS = `id, channel_id AS channelId, low_user AS lowUser, high_user AS highUser, author_id AS authorId,
  author, text, created_at AS createdAt, edited_at AS editedAt, deleted_at AS deletedAt`
const LAST_ID = Number.MAX_SAFE_INTEGER

interface Columns {
  readonly channelId: number | null
  readonly lowUser: number | null
  readonly highUser: number | null
}

export function messageRepository(database: SqliteDatabase): MessageRepository {
  const add = database.prepare<[Columns & Omit<NewMessage, 'place'>], MessageRow>(
    `INSERT INTO messages (channel_id, low_user, high_user, author_id, author, text, created_at)
     VALUES (@channelId, @lowUser, @highUser, @authorId, @author, @text, @at) RETURNING ${COLUMNS}`,
  )
  const byId = database.prepare<[number], MessageRow>(`SELECT ${COLUMNS} FROM messages WHERE id = ?`)
  const ofChannel = database.prepare<[number, number, number], MessageRow>(
    `SELECT ${COLUMNS} FROM messages WHERE channel_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  )
  const ofPair = database.prepare<[number, number, number, number], MessageRow>(
    `SELECT ${COLUMNS} FROM messages WHERE low_user = ? AND high_user = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  )
  const edit = database.prepare<[string, number, number]>(
    'UPDATE messages SET text = ?, edited_at = ? WHERE id = ?',
  )
  const erase = database.prepare<[number, number]>(
    "UPDATE messages SET text = '', deleted_at = ? WHERE id = ?",
  )
  const removeOlder = database.prepare<[number, number]>(
    'DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE created_at < ? ORDER BY created_at LIMIT ?)',
  )
  return {
    add({ place, ...message }) {
      const row = add.get({ ...columnsOf(place), ...message })
      if (row === undefined) throw new Error('An insert with RETURNING gave no row.')
      return row
    },
    byId: (id) => byId.get(id),
    page: (place, limit, before = LAST_ID) =>
      'channelId' in place
        ? ofChannel.all(place.channelId, before, limit)
        : ofPair.all(place.lowUser, place.highUser, before, limit),
    edit: (id, text, at) => void edit.run(text, at, id),
    erase: (id, at) => void erase.run(at, id),
    removeOlder: (before, limit) => removeOlder.run(before, limit).changes,
  }
}

function columnsOf(place: Conversation): Columns {
  if ('channelId' in place) return { channelId: place.channelId, lowUser: null, highUser: null }
  return { channelId: null, ...place }
}
