import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useHostStore } from '../../../../renderer/stores/host.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { FAKE_INVITE } from '../../../support/fake-services.ts'

let fake: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
})

describe('host store', () => {
  it('starts a host that the own identity owns, and answers its invite', async () => {
    const host = useHostStore()
    expect(await host.start({ name: 'Ada’s place', port: 7780 })).toBe(FAKE_INVITE)
    expect(fake.host.asked).toEqual([
      [
        'start',
        {
          ...{ name: 'Ada’s place', bind: '::', port: 7780, owners: ['K'.repeat(43)], elsewhere: true },
          discovery: true,
        },
      ],
    ])
    expect(host.running?.port).toBe(7780)
  })

  it('takes the next free port where the usual one is taken', async () => {
    const host = useHostStore()
    fake.host.refuse = 'port-in-use'
    await host.start({ name: 'x', port: 7780 })
    expect(host.running).toMatchObject({ port: 7781, portTaken: 7780 })
    expect(host.error).toBeUndefined()
  })

  it('says why a host could not be started', async () => {
    const host = useHostStore()
    fake.host.refuse = 'data-unwritable'
    expect(await host.start({ name: 'x', port: 7780 })).toBeUndefined()
    expect(host.error?.code).toBe('data-unwritable')
  })

  it('starts again on the same port when its service comes back, but not after a stop', async () => {
    const host = useHostStore()
    fake.host.refuse = 'port-in-use'
    await host.start({ name: 'x', port: 7780 })
    await settle()
    fake.tellApp.onService({ service: 'host', running: true })
    await settle()
    expect(fake.host.asked.at(-1)).toMatchObject(['start', { port: 7781 }])
    await host.stop()
    fake.tellApp.onService({ service: 'host', running: true })
    await settle()
    expect(fake.host.asked.at(-1)).toEqual(['stop'])
    expect(host.running).toBeUndefined()
  })
})
