import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PalabreError } from '../../../../../electron/contract/errors.ts'
import type { Role } from '../../../../../electron/contract/models.ts'
import {
  BUILT_IN_ROLES,
  CHANNEL_RIGHTS,
  RIGHTS,
  type ChannelRight,
  type Effect,
  type Right,
} from '../../../../../electron/contract/permissions.ts'
import type { Explanation } from '../../../../../electron/contract/permissions.ts'
import { answerRequest, type SessionRequest } from '../../../../../electron/host/gateway/messages/requests.ts'
import { InviteService } from '../../../../../electron/host/services/invite-service.ts'
import type { Session } from '../../../../../electron/host/services/roster.ts'
import type { User } from '../../../../../electron/storage/repositories/users.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'
import { OfflineApi } from '../../../../support/offline-api.ts'
import { acting, HOST_ACTOR, type OfflineCommunity } from '../../../../support/offline-community.ts'

/**
 * Every right, for every kind of user, as roles and channels decide it: the thing itself is tried, by the same way a
 * guest's program takes, and what comes of it must be what the rule says, what `explain` says, and each other.
 */

/** Two who are in a channel: one who acts, and somebody without any right to be acted upon. */
interface Scene {
  readonly actor: User
  readonly session: Session
  readonly target: User
  readonly targetSource: number
}
/** Tries the thing; false, or a refusal, where it was not done. */
type Act = (scene: Scene) => unknown

/** Rights that are held against the rank of the other. */
const UPON: ReadonlySet<Right> = new Set(['move', 'mute', 'kick', 'ban', 'manageUsers'])

let api: OfflineApi
let offline: OfflineCommunity
let invites: InviteService
/** A channel within another, within another; and one more within. */
let places: { A: number; B: number; C: number; within: number }
let own: { judge: number; twin: number }
let names = 0
const fresh = (): string => `N${String((names += 1))}`

beforeAll(async () => {
  api = await OfflineApi.open()
  offline = api.offline
  const { store, clock } = offline
  offline.community.recordings.attach(offline.recorder)
  invites = new InviteService({ store, clock, random: seededRandom(4) })
  const { channelService, roleService } = offline.community
  const make = async (name: string, parentId: number | null): Promise<number> =>
    (await channelService.create(HOST_ACTOR, { name, parentId })).id
  const A = await make('A', null)
  const B = await make('B', A)
  const C = await make('C', B)
  places = { A, B, C, within: await make('Within', C) }
  const role = (name: string, rights: readonly Right[]): number =>
    roleService.create(HOST_ACTOR, { name, rank: OWN_RANK, rights }).id
  own = { judge: role('Judge', JUDGES_RIGHTS), twin: role('Twin', []) }
})
afterAll(() => api.close())

const OWN_RANK = 50
const JUDGES_RIGHTS: readonly Right[] = ['kick', 'mute', 'move', 'priority', 'deleteMessages']

const ask = (session: Session, request: SessionRequest): Promise<unknown> =>
  Promise.resolve(
    answerRequest(session, request, {
      ...offline.community,
      passes: offline.passes,
      ...{ users: offline.store.users, invites },
      createInvite: () => 'palabre://x',
    }),
  )

const ACTS: Readonly<Record<Right, Act>> = {
  async enter({ session }) {
    offline.community.room.join(session, 1)
    await ask(session, { type: 'join', id: 1, channelId: places.C })
  },
  speak({ session }) {
    const { sourceId } = session.member
    const told = offline.media.findLast(
      (command) => command.type === 'memberAdded' && command.member.sourceId === sourceId,
    )
    return told?.type === 'memberAdded' && !told.member.muted
  },
  text: ({ session }) => ask(session, { type: 'say', id: 1, place: { channelId: places.C }, text: 'x' }),
  direct: ({ session, target }) =>
    ask(session, { type: 'say', id: 1, place: { userId: target.id }, text: 'x' }),
  whisper: ({ session, target }) =>
    ask(session, { type: 'setWhisper', id: 1, list: 1, targets: { users: [target.id], channels: [] } }),
  invite: ({ session }) =>
    ask(session, { type: 'createInvite', id: 1, channelId: places.C, lifetimeS: 60, uses: 1 }),
  async makeTemporary({ session }) {
    const channel = { name: fresh(), parentId: places.C, temporary: true }
    const { channelId } = (await ask(session, { type: 'createChannel', id: 1, channel })) as {
      channelId: number
    }
    offline.community.channelService.remove(HOST_ACTOR, channelId)
  },
  priority: ({ session }) =>
    ask(session, { type: 'priority', id: 1, sourceId: session.member.sourceId, on: true }),
  move: ({ session, targetSource: sourceId }) =>
    ask(session, { type: 'move', id: 1, sourceId, channelId: places.within }),
  mute: ({ session, target }) => ask(session, { type: 'serverMute', id: 1, userId: target.id, on: true }),
  kick: ({ session, targetSource: sourceId }) => ask(session, { type: 'kick', id: 1, sourceId, reason: '' }),
  ban: ({ session, targetSource: sourceId }) =>
    ask(session, { type: 'ban', id: 1, sourceId, scope: 'identity', reason: '' }),
  deleteMessages({ session, target }) {
    const { id: messageId } = offline.store.messages.add({
      ...{ place: { channelId: places.C }, authorId: target.id, author: 'Target', text: 'x', at: 1 },
    })
    return ask(session, { type: 'removeMessage', id: 1, messageId })
  },
  manageChannels: ({ session }) =>
    ask(session, { type: 'changeChannel', id: 1, channelId: places.C, change: { description: fresh() } }),
  async record({ session }) {
    await ask(session, { type: 'startRecording', id: 1, channelId: places.C })
    offline.community.recordings.stop(HOST_ACTOR, places.C)
  },
  async refuseRecording({ session }) {
    await ask(session, { type: 'refuseRecording', id: 1, on: true })
    await ask(session, { type: 'refuseRecording', id: 2, on: false })
  },
  async readAudit({ actor, session }) {
    const { token } = offline.passes.issue(actor, session)
    const { status } = await api.ask('GET /audit', { token })
    return status === 200
  },
  manageUsers({ actor, target }) {
    offline.community.roleService.setRole(acting(actor), target.id, 'guest')
  },
  manageRoles({ actor }) {
    const { roleService } = offline.community
    const { id } = roleService.create(acting(actor), { name: fresh(), rank: 1, rights: [] })
    roleService.remove(HOST_ACTOR, id)
  },
  manageHost({ actor }) {
    offline.community.settings.change(acting(actor), {})
  },
}

const KINDS = ['owner', 'admin', 'member', 'guest', 'judge'] as const
type Kind = (typeof KINDS)[number]
const builtIn = (kind: Kind): Role => (kind === 'judge' ? 'guest' : kind)

/** An actor in channel C, with the target beside it. */
function scene(kind: Kind, targetRole: Role = 'guest'): Scene {
  const actor = offline.user(fresh(), builtIn(kind))
  if (kind === 'judge') {
    for (const id of [own.judge, own.twin])
      offline.community.roleService.grant(HOST_ACTOR, actor.id, id, true)
  }
  const target = offline.user(fresh(), targetRole)
  const { sourceId } = offline.enter(target, places.C)
  return { actor, target, targetSource: sourceId, session: offline.enter(actor, places.C).session }
}

async function isDone(right: Right, on: Scene): Promise<boolean> {
  try {
    return (await ACTS[right](on)) !== false
  } catch (error) {
    if (error instanceof PalabreError && error.code === 'permission-denied') return false
    throw error
  } finally {
    for (const session of offline.community.room.sessions()) offline.community.room.end(session, 'kicked')
  }
}

function explained(right: Right, { actor, target }: Scene): Explanation {
  const { permissions } = offline.community
  const channelId = (CHANNEL_RIGHTS as readonly Right[]).includes(right) ? places.C : undefined
  if (UPON.has(right)) return permissions.explainUpon(actor, target, right, channelId)
  return permissions.explain(actor, right, channelId)
}

/** What roles alone give. */
function granted(kind: Kind, right: Right): boolean {
  if (kind === 'owner') return true
  const ofOwn = kind === 'judge' && JUDGES_RIGHTS.includes(right)
  return ofOwn || BUILT_IN_ROLES[builtIn(kind)].rights.includes(right)
}

/** Who stands too low to act upon somebody of the lowest rank. */
const standsAbove = (kind: Kind, right: Right): boolean => !UPON.has(right) || kind !== 'guest'

interface Entry {
  readonly at: 'A' | 'B' | 'C'
  readonly of: 'user' | 'builtIn' | 'judge' | 'twin'
  readonly effect: Effect
}
interface Case {
  readonly name: string
  readonly entries: readonly Entry[]
  /** What the rule says for all but the owner; `roles`: what roles alone give. */
  readonly says: Effect | 'roles'
  readonly only?: 'judge'
}
const entry = (at: Entry['at'], of: Entry['of'], effect: Effect): Entry => ({ at, of, effect })

const CASES: readonly Case[] = [
  { name: 'nothing', entries: [], says: 'roles' },
  { name: 'the user allowed', entries: [entry('C', 'user', 'allow')], says: 'allow' },
  { name: 'the user denied', entries: [entry('C', 'user', 'deny')], says: 'deny' },
  { name: 'its role allowed', entries: [entry('C', 'builtIn', 'allow')], says: 'allow' },
  { name: 'its role denied', entries: [entry('C', 'builtIn', 'deny')], says: 'deny' },
  { name: 'denied two channels out', entries: [entry('A', 'user', 'deny')], says: 'deny' },
  { name: 'a role allowed two channels out', entries: [entry('A', 'builtIn', 'allow')], says: 'allow' },
  {
    name: 'the nearer channel before the one around it, whoever it names',
    entries: [entry('A', 'user', 'allow'), entry('B', 'builtIn', 'deny')],
    says: 'deny',
  },
  {
    name: 'the nearest before all',
    entries: [entry('A', 'user', 'deny'), entry('B', 'user', 'deny'), entry('C', 'builtIn', 'allow')],
    says: 'allow',
  },
  {
    name: 'in one channel the user before its role',
    entries: [entry('C', 'user', 'allow'), entry('C', 'builtIn', 'deny')],
    says: 'allow',
  },
  {
    name: 'the higher role before the lower',
    entries: [entry('C', 'judge', 'allow'), entry('C', 'builtIn', 'deny')],
    ...{ says: 'allow', only: 'judge' },
  },
  {
    name: 'of two roles of one rank the one that denies',
    entries: [entry('C', 'judge', 'allow'), entry('C', 'twin', 'deny')],
    ...{ says: 'deny', only: 'judge' },
  },
]

function decide({ actor }: Scene, right: ChannelRight, { at, of, effect }: Entry, on: boolean): void {
  const subject =
    of === 'user'
      ? ({ kind: 'user', id: actor.id } as const)
      : ({ kind: 'role', id: of === 'builtIn' ? BUILT_IN_ROLES[actor.role].id : own[of] } as const)
  offline.community.channelService.decide(HOST_ACTOR, places[at], subject, right, on ? effect : null)
}

const isOfChannels = (right: Right): right is ChannelRight =>
  (CHANNEL_RIGHTS as readonly Right[]).includes(right)

describe('on the host', () => {
  it.each(RIGHTS)('%s is done by whom its roles give it, and nobody else', async (right) => {
    for (const kind of KINDS) {
      const on = scene(kind)
      const { allowed } = explained(right, on)
      const rule = granted(kind, right) && standsAbove(kind, right)
      expect([kind, allowed, await isDone(right, on)]).toEqual([kind, rule, rule])
    }
  })
})

describe('in channels', () => {
  it.each(RIGHTS.filter(isOfChannels))('%s is what the nearest channel says', async (right) => {
    for (const { name, entries, says, only } of CASES) {
      for (const kind of KINDS.filter((one) => only === undefined || one === only)) {
        const on = scene(kind)
        for (const one of entries) decide(on, right, one, true)
        // The media worker is told of rights that change; who is in stays in, and speaks or does not.
        const inAnew = right === 'speak' ? { ...on, session: offline.enter(on.actor, places.C).session } : on
        const byRoles = says === 'roles' ? granted(kind, right) : says === 'allow'
        const rule = (kind === 'owner' || byRoles) && standsAbove(kind, right)
        const { allowed } = explained(right, on)
        // Who manages channels makes any kind of them.
        const done = rule || (right === 'makeTemporary' && granted(kind, 'manageChannels'))
        expect([name, kind, allowed, await isDone(right, inAnew)]).toEqual([name, kind, rule, done])
        for (const one of entries) decide(on, right, one, false)
      }
    }
  })

  it('a role that the user has not decides nothing', async () => {
    const subject = { kind: 'role', id: own.judge } as const
    const { channelService } = offline.community
    channelService.decide(HOST_ACTOR, places.C, subject, 'text', 'deny')
    for (const kind of KINDS) {
      const rule = kind !== 'judge'
      const on = scene(kind)
      expect([kind, explained('text', on).allowed, await isDone('text', on)]).toEqual([kind, rule, rule])
    }
    channelService.decide(HOST_ACTOR, places.C, subject, 'text', null)
  })
})

describe('upon others', () => {
  const RANKS: readonly { readonly kind: Kind; readonly target: Role; readonly above: boolean }[] = [
    { kind: 'owner', target: 'admin', above: true },
    { kind: 'admin', target: 'owner', above: false },
    { kind: 'admin', target: 'admin', above: false },
    { kind: 'admin', target: 'member', above: true },
    { kind: 'judge', target: 'guest', above: true },
    { kind: 'judge', target: 'member', above: false },
  ]

  it.each([...UPON])('%s needs a higher rank, however allowed', async (right) => {
    for (const { kind, target, above } of RANKS) {
      const on = scene(kind, target)
      const allow = entry('C', 'user', 'allow')
      if (isOfChannels(right)) decide(on, right, allow, true)
      const may = isOfChannels(right) || granted(kind, right)
      const explanation = explained(right, on)
      expect([kind, target, explanation.allowed, await isDone(right, on)]).toEqual([
        ...[kind, target],
        ...[above && may, above && may],
      ])
      if (may && !above) expect(explanation.reason.by).toBe('rank')
      if (isOfChannels(right)) decide(on, right, allow, false)
    }
  })

  it('nobody gives in a channel what it may not do there itself, nor to whom stands as high', () => {
    const { channelService, permissions } = offline.community
    const { actor, target } = scene('admin', 'admin')
    const denied = expect.objectContaining({ code: 'permission-denied' }) as Error
    const give = (id: number, right: ChannelRight) => () => {
      channelService.decide(acting(actor), places.C, { kind: 'user', id }, right, 'allow')
    }
    expect(give(target.id, 'text')).toThrow(denied)
    const guest = offline.user(fresh(), 'guest')
    channelService.decide(HOST_ACTOR, places.C, { kind: 'user', id: actor.id }, 'record', 'deny')
    expect(give(guest.id, 'record')).toThrow(denied)
    give(guest.id, 'kick')()
    expect(permissions.may(guest, 'kick', places.C)).toBe(true)
  })
})
