import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useGuard } from '../../../../renderer/composables/use-guard/index.ts'
import { useAdminStore } from '../../../../renderer/stores/admin.ts'
import { useHostStore } from '../../../../renderer/stores/host.ts'
import { fakeBridge, type FakeBridge } from '../../../support/fake-bridge.ts'
import { VersionedUser } from '../../../support/versioned-user.ts'

let fake: FakeBridge
let user: VersionedUser

beforeEach(async () => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
  await useHostStore().start({ name: 'Den' })
  user = new VersionedUser(fake.host.administration)
})

const READ = { params: { id: 1 } }
const named = (nickname: string) => ({ ...READ, body: { nickname } })

it('changes what was read, as often as nobody else does, however quickly one goes on', async () => {
  const guard = useGuard()
  const reads = guard.read('users.get', READ)
  const changes = ['Bo', 'Cy', 'Di'].map((name) => guard.change('users.change', named(name)))
  expect(await reads).toMatchObject({ nickname: 'Ada' })
  expect(await Promise.all(changes)).toEqual([null, null, null])
  expect(user.nickname).toBe('Di')
})

it('leaves what somebody else has changed, says so, and goes on from what is there now', async () => {
  const guard = useGuard()
  const admin = useAdminStore()
  await guard.read('users.get', READ)
  user.changeElsewhere('Countess')
  expect(await guard.change('users.change', named('Bo'))).toBeUndefined()
  expect([admin.error?.code, user.nickname]).toEqual(['changed-since', 'Countess'])
  expect(await guard.read('users.get', READ)).toMatchObject({ nickname: 'Countess' })
  expect(admin.error).toBeUndefined()
  await guard.change('users.change', named('Bo'))
  expect(user.nickname).toBe('Bo')
})

it('asks for nothing where changes are not counted', async () => {
  const guard = useGuard()
  fake.host.administration.answers = {
    'users.change': (given) => {
      expect(given.match).toBeUndefined()
      return null
    },
    'bans.lift': () => Promise.reject(new PalabreError('ban-unknown')),
  }
  expect(await guard.change('users.change', named('Bo'))).toBeNull()
  expect(await guard.change('bans.lift', READ)).toBeUndefined()
  expect(useAdminStore().error?.code).toBe('ban-unknown')
})
