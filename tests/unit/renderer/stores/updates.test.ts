import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useUpdatesStore } from '../../../../renderer/stores/updates.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'

let fake: FakeBridge

beforeEach(() => {
  fake = fakeBridge()
  provideBridge(fake.bridge)
  setActivePinia(createPinia())
})

it('shows what the shell says, and asks only when told to', async () => {
  fake.app.update = { state: 'offered', version: '0.2.0' }
  const updates = useUpdatesStore()
  await settle()
  expect(updates.status).toEqual({ state: 'offered', version: '0.2.0' })
  expect(fake.app.asked).toEqual([])
  await updates.fetch()
  fake.tellApp.onUpdate({ state: 'ready', version: '0.2.0', waits: true })
  await settle()
  expect(updates.status).toMatchObject({ state: 'ready', waits: true })
  await updates.install()
  expect(fake.app.asked).toEqual([['fetchUpdate'], ['installUpdate']])
})
