import { JOB_KINDS, JOB_PRIORITIES, JOB_STATES } from '../../../electron/contract/jobs.ts'
import type { Channel } from '../../../electron/contract/models.ts'
import { RECORDING_ENDS, RECORDING_STATES } from '../../../electron/contract/recording.ts'
import type { FilterField } from './table.ts'

/** What each list can be narrowed by, in the user's words. A test holds the names against the API. */

type Words = (key: string) => string

const ROLES = ['owner', 'admin', 'member', 'guest'] as const
const INVITED_ROLES = ['admin', 'member', 'guest'] as const
const TARGETS = ['user', 'channel', 'role', 'ban', 'invite', 'message', 'host'] as const
/** What the log calls acts. */
export const ACTIONS = [
  ...['ban', 'ban.lift', 'kick', 'move', 'mute', 'unmute', 'priority'],
  ...['user.role', 'user.rename', 'user.grant', 'user.withdraw', 'device.remove'],
  ...['role.create', 'role.change', 'role.remove'],
  ...['channel.create', 'channel.change', 'channel.decide', 'channel.remove', 'message.delete'],
  ...['invite.create', 'invite.revoke', 'recording.start', 'recording.stop', 'recording.remove'],
  ...['backup.create', 'backup.import', 'backup.take', 'backup.restore', 'backup.remove', 'job.cancel'],
  ...[
    'host.change',
    'host.audio',
    'token.create',
    'token.revoke',
    'owner-token.renew',
    'claim.show',
    'owner.claim',
  ],
] as const

const text = (t: Words, field: string, key: string): FilterField => ({ kind: 'text', field, text: t(key) })
const time = (t: Words, field: string, key: string): FilterField => ({ kind: 'time', field, text: t(key) })
const choice = (
  t: Words,
  field: string,
  key: string,
  options: readonly { readonly value: string; readonly text: string }[],
): FilterField => ({ kind: 'choice', field, text: t(key), options })
const optionsOf = (values: readonly string[], textOf: (value: string) => string) =>
  values.map((value) => ({ value, text: textOf(value) }))

export const USER_FILTERS = (t: Words): FilterField[] => [
  text(t, 'nickname', 'admin.users.name'),
  choice(
    t,
    'role',
    'admin.users.role',
    optionsOf(ROLES, (value) => t(`admin.roles.${value}`)),
  ),
  choice(t, 'serverMuted', 'admin.users.muted', [
    { value: '1', text: t('admin.yes') },
    { value: '0', text: t('admin.no') },
  ]),
  time(t, 'lastSeenAt', 'admin.users.seen'),
  time(t, 'createdAt', 'admin.users.created'),
]

export const BAN_FILTERS = (t: Words): FilterField[] => [
  text(t, 'nickname', 'admin.bans.who'),
  text(t, 'reason', 'admin.bans.reason'),
  time(t, 'createdAt', 'admin.bans.created'),
  time(t, 'expiresAt', 'admin.bans.expires'),
]

export const INVITE_FILTERS = (t: Words, channels: readonly Channel[]): FilterField[] => [
  choice(
    t,
    'role',
    'admin.invites.role',
    optionsOf(INVITED_ROLES, (value) => t(`admin.roles.${value}`)),
  ),
  choice(
    t,
    'channelId',
    'admin.invites.channel',
    channels.map(({ id, name }) => ({ value: String(id), text: name })),
  ),
  time(t, 'createdAt', 'admin.invites.created'),
  time(t, 'expiresAt', 'admin.invites.expires'),
  time(t, 'revokedAt', 'admin.invites.revoked'),
]

/** The names of acts have dots in them, which are no path to their words. */
export const AUDIT_FILTERS = (t: Words, actionOf: (action: string) => string): FilterField[] => [
  text(t, 'actorName', 'admin.audit.who'),
  text(t, 'targetName', 'admin.audit.target'),
  choice(
    t,
    'action',
    'admin.audit.action',
    ACTIONS.map((value) => ({ value, text: actionOf(value) })),
  ),
  choice(
    t,
    'targetKind',
    'admin.audit.targetKind',
    optionsOf(TARGETS, (value) => t(`admin.audit.targets.${value}`)),
  ),
  text(t, 'detail', 'admin.audit.detail'),
  time(t, 'at', 'admin.audit.at'),
]

export const JOB_FILTERS = (t: Words, kindOf: (kind: string) => string): FilterField[] => [
  text(t, 'byName', 'admin.person.label'),
  choice(
    t,
    'kind',
    'admin.jobs.kind',
    JOB_KINDS.map((value) => ({ value, text: kindOf(value) })),
  ),
  choice(
    t,
    'state',
    'admin.jobs.state',
    optionsOf(JOB_STATES, (value) => t(`admin.jobs.states.${value}`)),
  ),
  choice(
    t,
    'priority',
    'admin.jobs.priority',
    optionsOf(JOB_PRIORITIES, (value) => t(`admin.jobs.priorities.${value}`)),
  ),
  time(t, 'createdAt', 'admin.jobs.created'),
]

export const RECORDING_FILTERS = (t: Words): FilterField[] => [
  text(t, 'channel', 'admin.recordings.channel'),
  text(t, 'starter', 'admin.recordings.by'),
  choice(
    t,
    'state',
    'admin.recordings.state',
    optionsOf(RECORDING_STATES, (value) => t(`admin.recordings.states.${value}`)),
  ),
  choice(
    t,
    'endReason',
    'admin.recordings.end',
    optionsOf(RECORDING_ENDS, (value) => t(`recording.ends.${value}`)),
  ),
  time(t, 'startedAt', 'admin.recordings.started'),
  time(t, 'endedAt', 'admin.recordings.ended'),
]
