import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Caller } from '../../../../electron/contract/admin-items.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import type { JobItem } from '../../../../electron/contract/jobs.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useAdminStore } from '../../../../renderer/stores/admin.ts'
import { useHostStore } from '../../../../renderer/stores/host.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { fakeMember, fakeRoom } from '../../../support/fake-services.ts'

const OWNER: Caller = { user: null, rights: ['ban'], somewhere: ['ban', 'kick'], rank: null }
const ADMIN: Caller = {
  user: { id: 1, nickname: 'Ada', role: 'admin' },
  rights: [],
  somewhere: [],
  rank: 900,
}

let fake: FakeBridge
beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
  fake.host.administration.answers = { me: () => OWNER }
  fake.voice.administration.answers = { me: () => ADMIN }
})

describe('admin store', () => {
  it('asks the own host without a call, and in a call its host, with the rights there', async () => {
    const admin = useAdminStore()
    expect(admin.way).toBeUndefined()
    await useHostStore().start({ name: 'Den' })
    await admin.learn()
    expect([admin.way, admin.hostName, admin.may('ban'), admin.outranks(899)]).toEqual([
      'host',
      'Den',
      true,
      true,
    ])
    expect([admin.may('kick'), admin.maySomewhere('kick')]).toEqual([false, true])
    fake.voice.become({ state: 'ready', room: fakeRoom([fakeMember(1, 'Ada', { role: 'admin' })]) })
    await settle()
    expect([admin.way, admin.caller]).toEqual(['voice', undefined])
    await admin.learn()
    expect([admin.may('ban'), admin.outranks(899), admin.outranks(900)]).toEqual([false, true, false])
  })

  it('keeps why something was refused, until the next act', async () => {
    const admin = useAdminStore()
    await useHostStore().start({ name: 'Den' })
    fake.host.administration.answers = {
      'bans.lift': () => Promise.reject(new PalabreError('ban-unknown')),
      'me': () => OWNER,
    }
    expect(await admin.act('bans.lift', { params: { id: 1 } })).toBeUndefined()
    expect(admin.error?.code).toBe('ban-unknown')
    await admin.learn()
    expect(admin.error).toBeUndefined()
  })

  it('follows jobs and downloads of the host it asks', async () => {
    const admin = useAdminStore()
    await useHostStore().start({ name: 'Den' })
    const job = { id: 4, kind: 'backup.create', progress: 0.5 } as JobItem
    fake.tellVoice.onJob({ ...job, id: 5 })
    fake.tellHost.onJob(job)
    await admin.download('audit', { query: {} })
    await settle()
    expect([...admin.jobs.keys()]).toEqual([4])
    expect(admin.downloads).toMatchObject([{ name: 'audit', state: 'done' }])
    admin.forgetDownload(1)
    expect(admin.downloads).toEqual([])
  })
})
