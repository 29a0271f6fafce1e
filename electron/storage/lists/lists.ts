import type { SqliteDatabase } from '../database.ts'
import { countRows, readPage, type Filter, type ListDefinition, type Page, type PageQuery } from './page.ts'

/** The lists administrators page through, and what each can be asked by. */
export const LISTS = {
  users: {
    from: 'users',
    id: 'users.id',
    fields: {
      id: { column: 'users.id', kind: 'number' },
      nickname: { column: 'users.nickname', kind: 'text', sortable: true },
      role: { column: 'users.role', kind: 'choice', sortable: true },
      serverMuted: { column: 'users.server_muted', kind: 'number' },
      createdAt: { column: 'users.created_at', kind: 'time', sortable: true },
      lastSeenAt: { column: 'users.last_seen_at', kind: 'time', sortable: true },
    },
  },
  bans: {
    from: 'bans',
    id: 'bans.id',
    fields: {
      id: { column: 'bans.id', kind: 'number' },
      nickname: { column: 'bans.nickname', kind: 'text', sortable: true },
      reason: { column: 'bans.reason', kind: 'text' },
      publicKey: { column: 'bans.public_key', kind: 'choice' },
      address: { column: 'bans.address', kind: 'choice' },
      prefix: { column: 'bans.prefix', kind: 'number' },
      createdBy: { column: 'bans.created_by', kind: 'number' },
      createdAt: { column: 'bans.created_at', kind: 'time', sortable: true },
      expiresAt: { column: 'bans.expires_at', kind: 'time', sortable: true },
    },
  },
  invites: {
    from: 'invites',
    id: 'invites.id',
    fields: {
      id: { column: 'invites.id', kind: 'number' },
      channelId: { column: 'invites.channel_id', kind: 'number' },
      role: { column: 'invites.role', kind: 'text' },
      createdBy: { column: 'invites.created_by', kind: 'number' },
      createdAt: { column: 'invites.created_at', kind: 'time', sortable: true },
      expiresAt: { column: 'invites.expires_at', kind: 'time', sortable: true },
      usesLimit: { column: 'invites.uses_limit', kind: 'number' },
      uses: { column: 'invites.uses', kind: 'number', sortable: true },
      revokedAt: { column: 'invites.revoked_at', kind: 'time' },
    },
  },
  messages: {
    from: 'messages',
    id: 'messages.id',
    fields: {
      id: { column: 'messages.id', kind: 'number' },
      channelId: { column: 'messages.channel_id', kind: 'number' },
      authorId: { column: 'messages.author_id', kind: 'number' },
      author: { column: 'messages.author', kind: 'text' },
      text: { column: 'messages.text', kind: 'text' },
      createdAt: { column: 'messages.created_at', kind: 'time' },
      editedAt: { column: 'messages.edited_at', kind: 'time' },
      deletedAt: { column: 'messages.deleted_at', kind: 'time' },
    },
  },
  recordings: {
    from: 'recordings',
    id: 'recordings.id',
    fields: {
      id: { column: 'recordings.id', kind: 'number' },
      channelId: { column: 'recordings.channel_id', kind: 'number' },
      channel: { column: 'recordings.channel', kind: 'text', sortable: true },
      startedBy: { column: 'recordings.started_by', kind: 'number' },
      starter: { column: 'recordings.starter', kind: 'text' },
      state: { column: 'recordings.state', kind: 'choice' },
      startedAt: { column: 'recordings.started_at', kind: 'time', sortable: true },
      endedAt: { column: 'recordings.ended_at', kind: 'time', sortable: true },
      endReason: { column: 'recordings.end_reason', kind: 'choice' },
      durationMs: { column: 'recordings.duration_ms', kind: 'number', sortable: true },
      bytes: { column: 'recordings.bytes', kind: 'number', sortable: true },
    },
  },
  audit: {
    from: 'audit',
    id: 'audit.id',
    fields: {
      id: { column: 'audit.id', kind: 'number' },
      at: { column: 'audit.at', kind: 'time' },
      actorId: { column: 'audit.actor_id', kind: 'number' },
      actorName: { column: 'audit.actor_name', kind: 'text' },
      action: { column: 'audit.action', kind: 'choice' },
      targetKind: { column: 'audit.target_kind', kind: 'choice' },
      targetId: { column: 'audit.target_id', kind: 'number' },
      targetName: { column: 'audit.target_name', kind: 'text' },
      detail: { column: 'audit.detail', kind: 'text' },
    },
  },
  jobs: {
    from: 'jobs',
    id: 'jobs.id',
    fields: {
      id: { column: 'jobs.id', kind: 'number' },
      kind: { column: 'jobs.kind', kind: 'choice' },
      state: { column: 'jobs.state', kind: 'choice' },
      priority: { column: 'jobs.priority', kind: 'choice' },
      progress: { column: 'jobs.progress', kind: 'number' },
      phase: { column: 'jobs.phase', kind: 'choice' },
      byId: { column: 'jobs.by_id', kind: 'number' },
      byName: { column: 'jobs.by_name', kind: 'text' },
      createdAt: { column: 'jobs.created_at', kind: 'time' },
      startedAt: { column: 'jobs.started_at', kind: 'time' },
      endedAt: { column: 'jobs.ended_at', kind: 'time', sortable: true },
      errorCode: { column: 'jobs.error_code', kind: 'choice' },
      errorDetail: { column: 'jobs.error_detail', kind: 'text' },
    },
  },
} as const satisfies Record<string, ListDefinition<string>>

export type ListName = keyof typeof LISTS

/** Pages of any list. */
export interface ListRepository {
  page(name: ListName, query: PageQuery<string>): Page
  count(name: ListName, filters: readonly Filter<string>[]): number
}

export function listRepository(database: SqliteDatabase): ListRepository {
  const definition = (name: ListName): ListDefinition<string> => LISTS[name]
  return {
    page: (name, query) => readPage(database, definition(name), query),
    count: (name, filters) => countRows(database, definition(name), filters),
  }
}
