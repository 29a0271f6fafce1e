import { Type, type Static, type TSchema } from 'typebox'
import { BanWish, NewInvite, NewRole, OverrideWish, RoleChange, UserChange } from './admin-bodies.ts'
import {
  AuditItem,
  BackupItem,
  BanItem,
  ById,
  Caller,
  DeviceItem,
  InviteItem,
  JobStarted,
  OverrideItem,
  Reason,
  RecordingItem,
  RecordingWithTracks,
  RoleItem,
  UserItem,
} from './admin-items.ts'
import type { ErrorReport } from './errors.ts'
import { HostSettingsChange, HostSettingsSeen } from './host-settings.ts'
import { JobItem } from './jobs.ts'
import { Channel, ChannelChange, NewChannel, RowId } from './models.ts'
import { Explanation, RightName } from './permissions.ts'

/**
 * What the app asks of a host's REST API, and gets. The page names a route and what it needs; the service behind it
 * checks both against these schemas and against the document of the host it speaks to, and asks over TLS with the host's
 * own key. Paths are those of the document, below `/api/v1`.
 */

const strict = { additionalProperties: false } as const

/** A filter, or `sort`, `limit`, `cursor` and `total`. */
const QUERY_NAME = '^[A-Za-z]{1,40}~?$'
/** Most of them at once: more than any list has columns. */
const QUERY_NAMES = 40

/** How a list is asked for: by names that the document of the host has for it; any other is refused. */
export const ListQuery = Type.Record(
  Type.String({ pattern: QUERY_NAME }),
  Type.Union([Type.String({ maxLength: 500 }), Type.Integer(), Type.Boolean()]),
  { ...strict, maxProperties: QUERY_NAMES },
)
export type ListQuery = Static<typeof ListQuery>

const itemsOf = <Item extends TSchema>(item: Item) => Type.Object({ items: Type.Array(item) }, strict)
const pageOf = <Item extends TSchema>(item: Item) =>
  Type.Object(
    { items: Type.Array(item), next: Type.Optional(Type.String()), total: Type.Optional(Type.Integer()) },
    strict,
  )
const list = <Path extends string, Item extends TSchema>(path: Path, item: Item) =>
  ({ method: 'GET', path, query: ListQuery, answer: pageOf(item) }) as const

const UserRole = Type.Object({ id: RowId, roleId: RowId }, strict)
const UserDevice = Type.Object({ id: RowId, deviceId: RowId }, strict)
const BackupName = Type.Object({ name: Type.String({ minLength: 1, maxLength: 64 }) }, strict)
const RecordingFile = Type.Object({ id: RowId, file: Type.String({ maxLength: 64 }) }, strict)
const WhyQuery = Type.Object({ right: RightName, channelId: Type.Optional(RowId) }, strict)
const WithReason = Type.Object({ reason: Reason }, strict)
const Values = Type.Record(Type.String(), Type.Number())
const Ids = Type.Object({ ids: Type.Array(RowId) }, strict)
const InviteLink = Type.Object({ invite: Type.String() }, strict)
const BackupWish = Type.Object({ secrets: Type.Optional(Type.Boolean()) }, strict)

/** Append only: what a page may ask. */
export const ADMIN_ROUTES = {
  'me': { method: 'GET', path: '/me', answer: Caller },
  'users.list': list('/users', UserItem),
  'users.get': { method: 'GET', path: '/users/{id}', params: ById, answer: UserItem },
  'users.change': { method: 'PATCH', path: '/users/{id}', params: ById, body: UserChange },
  'users.kick': { method: 'POST', path: '/users/{id}/kick', params: ById, body: WithReason },
  'users.explain': {
    method: 'GET',
    path: '/users/{id}/explain',
    params: ById,
    query: WhyQuery,
    answer: Explanation,
  },
  'users.devices': { method: 'GET', path: '/users/{id}/devices', params: ById, answer: itemsOf(DeviceItem) },
  'users.removeDevice': { method: 'DELETE', path: '/users/{id}/devices/{deviceId}', params: UserDevice },
  'users.grant': { method: 'PUT', path: '/users/{id}/roles/{roleId}', params: UserRole },
  'users.withdraw': { method: 'DELETE', path: '/users/{id}/roles/{roleId}', params: UserRole },
  'roles.list': { method: 'GET', path: '/roles', answer: itemsOf(RoleItem) },
  'roles.create': { method: 'POST', path: '/roles', body: NewRole, answer: RoleItem },
  'roles.change': { method: 'PATCH', path: '/roles/{id}', params: ById, body: RoleChange, answer: RoleItem },
  'roles.remove': { method: 'DELETE', path: '/roles/{id}', params: ById },
  'bans.list': list('/bans', BanItem),
  'bans.create': { method: 'POST', path: '/bans', body: BanWish, answer: Ids },
  'bans.lift': { method: 'DELETE', path: '/bans/{id}', params: ById },
  'invites.list': list('/invites', InviteItem),
  'invites.create': { method: 'POST', path: '/invites', body: NewInvite, answer: InviteLink },
  'invites.revoke': { method: 'DELETE', path: '/invites/{id}', params: ById },
  'channels.list': { method: 'GET', path: '/channels', answer: itemsOf(Channel) },
  'channels.create': { method: 'POST', path: '/channels', body: NewChannel, answer: Channel },
  'channels.change': {
    method: 'PATCH',
    path: '/channels/{id}',
    params: ById,
    body: ChannelChange,
    answer: Channel,
  },
  'channels.remove': { method: 'DELETE', path: '/channels/{id}', params: ById },
  'overrides.list': {
    method: 'GET',
    path: '/channels/{id}/overrides',
    params: ById,
    answer: itemsOf(OverrideItem),
  },
  'overrides.set': { method: 'PUT', path: '/channels/{id}/overrides', params: ById, body: OverrideWish },
  'audit.list': list('/audit', AuditItem),
  'jobs.list': list('/jobs', JobItem),
  'jobs.cancel': { method: 'DELETE', path: '/jobs/{id}', params: ById },
  'backups.list': { method: 'GET', path: '/backups', answer: itemsOf(BackupItem) },
  'backups.make': { method: 'POST', path: '/backups', body: BackupWish, answer: JobStarted },
  'backups.restore': {
    method: 'POST',
    path: '/backups/{name}/restore',
    params: BackupName,
    answer: JobStarted,
  },
  'backups.remove': { method: 'DELETE', path: '/backups/{name}', params: BackupName },
  'recordings.list': list('/recordings', RecordingItem),
  'recordings.get': { method: 'GET', path: '/recordings/{id}', params: ById, answer: RecordingWithTracks },
  'recordings.stop': { method: 'POST', path: '/recordings/{id}/stop', params: ById },
  'recordings.remove': { method: 'DELETE', path: '/recordings/{id}', params: ById },
  'host.settings': { method: 'GET', path: '/host', answer: HostSettingsSeen },
  'host.change': { method: 'PATCH', path: '/host', body: HostSettingsChange, answer: HostSettingsSeen },
  'roles.get': { method: 'GET', path: '/roles/{id}', params: ById, answer: RoleItem },
  'channels.get': { method: 'GET', path: '/channels/{id}', params: ById, answer: Channel },
  'metrics.now': { method: 'GET', path: '/metrics', answer: Type.Object({ values: Values }, strict) },
} as const satisfies Record<string, AdminRoute>

const exported = <Path extends string>(path: Path) => ({ path, query: ListQuery }) as const

/** Append only: what is taken away as a file. */
export const ADMIN_FILES = {
  users: exported('/users/export'),
  bans: exported('/bans/export'),
  invites: exported('/invites/export'),
  audit: exported('/audit/export'),
  jobs: exported('/jobs/export'),
  recordings: exported('/recordings/export'),
  backup: { path: '/backups/{name}', params: BackupName },
  recording: { path: '/recordings/{id}/files/{file}', params: RecordingFile },
} as const satisfies Record<string, Omit<AdminRoute, 'method'>>

/** How a backup file is brought. */
export const UPLOAD_ROUTE = {
  method: 'POST',
  path: '/backups/import',
  answer: JobStarted,
} as const satisfies AdminRoute

/** A route as it is checked. */
export interface AdminRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly path: `/${string}`
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** Absent: nothing is answered. */
  readonly answer?: TSchema
}

type Given<R> = { readonly [Part in keyof R & ('params' | 'query' | 'body')]: Static<R[Part] & TSchema> }
type Answered<R> = R extends { readonly answer: infer S extends TSchema } ? Static<S> : null

export type AdminRouteName = keyof typeof ADMIN_ROUTES
/** What a route needs: the numbers in its address, its query, its body. */
export type AdminGiven<N extends AdminRouteName> = Given<(typeof ADMIN_ROUTES)[N]> & {
  /** The tag a thing was read with: it is changed only if nobody else has changed it since, else `changed-since`. */
  readonly match?: string
}
export type AdminAnswer<N extends AdminRouteName> = Answered<(typeof ADMIN_ROUTES)[N]>
/** An answer with the tag of the thing it is about; null where its changes are not counted. */
export interface Tagged<T> {
  readonly value: T
  readonly tag: string | null
}
export type AdminFileName = keyof typeof ADMIN_FILES
export type AdminFileGiven<N extends AdminFileName> = Given<(typeof ADMIN_FILES)[N]>

/** A file that is being fetched, or was. */
export interface DownloadState {
  readonly id: number
  readonly state: 'running' | 'done' | 'failed' | 'stopped'
  /** As the host calls it; empty before it answered. */
  readonly name: string
  readonly receivedBytes: number
  /** Where the host tells it. */
  readonly totalBytes?: number
  /** Where it is kept; once it is done. */
  readonly path?: string
  readonly error?: ErrorReport
}

/** The API of a host, as the services behind the page offer it: each for the host it has to do with. */
export interface AdminApi {
  /**
   * Asks a route. Rejects with the refusal of the host, `request-invalid` for what is not of the form,
   * `protocol-version` where that host has no such route, or `host-unreachable`.
   */
  admin<N extends AdminRouteName>(route: N, given: AdminGiven<N>): Promise<AdminAnswer<N>>
  /** The same, and the tag that stands for the state of the thing: as it was read, or as it is after the change. */
  adminTagged<N extends AdminRouteName>(route: N, given: AdminGiven<N>): Promise<Tagged<AdminAnswer<N>>>
  /** Begins to fetch a file into the folder of downloads, and answers its number; `onDownload` tells how it goes. */
  download<N extends AdminFileName>(file: N, given: AdminFileGiven<N>): Promise<number>
  /** Ends one before its time; nothing of it is kept. */
  stopDownload(id: number): Promise<void>
  /**
   * Begins to bring a backup file of so many bytes, and answers its number. Rejects as `admin` does, `backup-invalid`
   * for an empty one, or `rate-limited` where others are on their way.
   */
  upload(bytes: number): Promise<number>
  /**
   * The next piece, base64, of at most `LIMITS.uploadPieceBytes`; one after the other, each when the one before was
   * answered. Rejects with what the host says against the file.
   */
  uploadPiece(id: number, piece: string): Promise<void>
  /** All of it was handed over: the job by which the host tries it. */
  endUpload(id: number): Promise<JobStarted>
  /** Ends one before its time; the host keeps nothing of it. */
  stopUpload(id: number): Promise<void>
}

export interface AdminEvents {
  /** Long work of the host began, went on or ended; to those who manage it. */
  onJob(job: JobItem): void
  onDownload(download: DownloadState): void
}
