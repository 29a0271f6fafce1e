import { afterEach, beforeEach, expect, it } from 'vitest'
import { BUILT_IN_ROLES } from '../../../../../electron/contract/permissions.ts'
import { HOST_ACTOR, OfflineCommunity } from '../../../../support/offline-community.ts'

let offline: OfflineCommunity
beforeEach(async () => {
  offline = await OfflineCommunity.open()
})
afterEach(() => offline.close())

const denied = (code: string) => expect.objectContaining({ code }) as Error

it('opens the API to who may do something there, as the user it is', () => {
  const ada = offline.user('Ada', 'admin')
  const { session } = offline.enter(ada)
  const { token, lifetimeS } = offline.passes.issue(ada, session)
  expect(lifetimeS).toBe(600)
  expect(offline.passes.find(token)).toMatchObject({ name: 'Ada', user: { id: ada.id, role: 'admin' } })
  expect(offline.passes.find('palabre_something')).toBeUndefined()
  expect(() => offline.passes.find(`${token}x`)).toThrow(denied('token-invalid'))
})

it('is refused to who may do nothing there, until a channel lets them', () => {
  const bob = offline.user('Bob')
  const { session } = offline.enter(bob)
  expect(() => offline.passes.issue(bob, session)).toThrow(denied('permission-denied'))
  const subject = { kind: 'role', id: BUILT_IN_ROLES.member.id } as const
  offline.community.channelService.decide(HOST_ACTOR, 2, subject, 'manageChannels', 'allow')
  expect(offline.passes.issue(bob, session).token).toMatch(/^palabre_pass_/)
})

it('ends with its time, with the stay, and with the next one', () => {
  const ada = offline.user('Ada', 'admin')
  const first = offline.enter(ada)
  const old = offline.passes.issue(ada, first.session).token
  const newer = offline.passes.issue(ada, first.session).token
  expect(() => offline.passes.find(old)).toThrow(denied('token-invalid'))
  offline.clock.advance(599_000)
  expect(offline.passes.find(newer)?.name).toBe('Ada')
  offline.clock.advance(1_000)
  expect(() => offline.passes.find(newer)).toThrow(denied('token-invalid'))
  const last = offline.passes.issue(ada, first.session).token
  offline.enter(ada)
  expect(() => offline.passes.find(last)).toThrow(denied('token-invalid'))
})

it('has the rights of the moment', () => {
  const ada = offline.user('Ada', 'admin')
  const { token } = offline.passes.issue(ada, offline.enter(ada).session)
  offline.community.roleService.setRole(HOST_ACTOR, ada.id, 'guest')
  expect(offline.passes.find(token)?.user).toMatchObject({ role: 'guest' })
})
