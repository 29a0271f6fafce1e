import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BUILT_IN_ROLES,
  RIGHTS,
  type Effect,
  type Right,
} from '../../../../../electron/contract/permissions.ts'
import {
  decide,
  decideUpon,
  type Override,
  type RoleFacts,
  type Subject,
} from '../../../../../electron/host/services/permission-rule.ts'

const role = (name: keyof typeof BUILT_IN_ROLES): RoleFacts => ({
  ...BUILT_IN_ROLES[name],
  name,
  rights: new Set(BUILT_IN_ROLES[name].rights),
})
const captain: RoleFacts = { id: 200, name: 'captain', rank: 500, rights: new Set<Right>(['mute']) }
const crew: RoleFacts = { id: 201, name: 'crew', rank: 500, rights: new Set<Right>() }
const person = (...roles: RoleFacts[]): Subject => ({ userId: 7, nickname: 'Ada', roles })
const entry = (kind: 'user' | 'role', id: number, effect: Effect, channelId = 1): Override => ({
  ...{ channelId, subject: { kind, id }, right: 'speak', effect },
})
const MEMBER = BUILT_IN_ROLES.member.id

describe('precedence', () => {
  it('the owner may do everything, whatever a channel says', () => {
    const all = RIGHTS.map((right) => decide(person(role('owner')), right, [[entry('user', 7, 'deny')]]))
    expect(all.every(({ allowed, reason }) => allowed && reason.by === 'owner')).toBe(true)
  })

  const cases: [string, Override[][], boolean][] = [
    ['nothing said: the role grants it', [], true],
    ['a role is denied it', [[entry('role', MEMBER, 'deny')]], false],
    [
      "the user's own entry comes before its role's",
      [[entry('role', MEMBER, 'deny'), entry('user', 7, 'allow')]],
      true,
    ],
    [
      "and takes away what the role's gives",
      [[entry('role', MEMBER, 'allow'), entry('user', 7, 'deny')]],
      false,
    ],
    ['the nearest channel decides', [[entry('role', MEMBER, 'allow')], [entry('user', 7, 'deny', 2)]], true],
    [
      'a channel further out counts where the nearer says nothing',
      [[], [entry('user', 7, 'deny', 2)]],
      false,
    ],
    ['entries of others do not count', [[entry('user', 8, 'deny'), entry('role', 4, 'deny')]], true],
  ]
  it.each(cases)('%s', (_name, overrides, allowed) => {
    expect(decide(person(role('member')), 'speak', overrides).allowed).toBe(allowed)
  })

  it('the highest role that a channel names decides; in one rank, deny', () => {
    const ada = person(role('member'), crew, captain)
    const said = (...entries: Override[]) => decide(ada, 'speak', [entries])
    expect(said(entry('role', MEMBER, 'deny'), entry('role', 200, 'allow')).allowed).toBe(true)
    expect(said(entry('role', 201, 'allow'), entry('role', 200, 'deny'))).toEqual({
      allowed: false,
      reason: {
        ...{ by: 'override', channelId: 1, effect: 'deny' },
        subject: { kind: 'role', id: 200, name: 'captain' },
      },
    })
  })

  it('names the highest role that grants a right, or nothing', () => {
    const ada = person(role('admin'), captain)
    expect(decide(ada, 'mute', [])).toMatchObject({ reason: { by: 'role', name: 'admin' } })
    expect(decide(person(role('guest')), 'mute', [])).toEqual({ allowed: false, reason: { by: 'nothing' } })
  })

  it('is the same in whatever order roles and entries are kept', () => {
    const entries = fc.array(
      fc.record({
        channelId: fc.constant(1),
        subject: fc.record({ kind: fc.constantFrom('user', 'role'), id: fc.constantFrom(3, 4, 7, 200, 201) }),
        right: fc.constant('speak' as const),
        effect: fc.constantFrom('allow', 'deny'),
      }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(entries, (some) => {
        const once = new Map(
          some.map((one) => [`${one.subject.kind} ${String(one.subject.id)}`, one as Override]),
        )
        const list = [...once.values()]
        const roles = [role('member'), crew, captain]
        const forwards = decide(person(...roles), 'speak', [list])
        const backwards = decide(person(...roles.toReversed()), 'speak', [list.toReversed()])
        expect(backwards.allowed).toBe(forwards.allowed)
      }),
    )
  })
})

describe('upon another user', () => {
  const ada = person(role('admin'))
  const other = (one: RoleFacts): Subject => ({ userId: 8, nickname: 'Bob', roles: [one] })
  const may = decide(ada, 'kick', [])

  it('needs a higher rank', () => {
    expect(decideUpon(ada, other(role('member')), may)).toEqual(may)
    for (const equal of ['admin', 'owner'] as const) {
      const reason = { by: 'rank', own: 900, other: BUILT_IN_ROLES[equal].rank }
      expect(decideUpon(ada, other(role(equal)), may)).toEqual({ allowed: false, reason })
    }
  })

  it('but not upon oneself, and never gives what is not allowed', () => {
    expect(decideUpon(ada, ada, may)).toEqual(may)
    const not = decide(person(role('guest')), 'kick', [])
    expect(decideUpon(person(role('guest')), other(role('guest')), not)).toEqual(not)
  })
})
