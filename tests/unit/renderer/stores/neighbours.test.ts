import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useNeighboursStore } from '../../../../renderer/stores/neighbours.ts'
import { useSessionStore } from '../../../../renderer/stores/session.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { fakeLanHost } from '../../../support/fake-services.ts'

const TABLE = fakeLanHost('The big table')
const HALL = fakeLanHost('Hall 2', { familiarity: 'changed' })
let fake: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
})

describe('hosts on this network', () => {
  it('are shown while somebody looks, as they come and go', async () => {
    const neighbours = useNeighboursStore()
    fake.voice.see([TABLE])
    await settle()
    expect(neighbours.hosts).toEqual([])
    await neighbours.look(true)
    expect(neighbours.hosts).toEqual([TABLE])
    fake.voice.see([TABLE, HALL])
    await settle()
    expect(neighbours.hosts).toEqual([TABLE, HALL])
    await neighbours.look(false)
    expect(neighbours.hosts).toEqual([])
  })

  it('stay away where the network does not allow to look', async () => {
    const neighbours = useNeighboursStore()
    fake.voice.see([TABLE])
    fake.voice.refuse = 'address-unusable'
    await neighbours.look(true)
    expect(neighbours.hosts).toEqual([])
  })

  it('are joined by their key, and not where another key than before is shown', async () => {
    const session = useSessionStore()
    await useNeighboursStore().look(true)
    fake.voice.see([TABLE, HALL])
    await session.joinHost(HALL, 'Ada')
    expect(session.error?.code).toBe('host-key-changed')
    await session.joinHost(TABLE, 'Ada')
    await settle()
    expect(session.inCall).toBe(true)
    expect(session.invite).toBe(TABLE.invite)
  })
})
