import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import type { JobItem } from '../../../../electron/contract/jobs.ts'
import { LIMITS } from '../../../../electron/contract/limits.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useBackupUpload } from '../../../../renderer/composables/use-backup-upload/index.ts'
import { useHostStore } from '../../../../renderer/stores/host.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'

let fake: FakeBridge
const BYTES = Uint8Array.from({ length: 2 * LIMITS.uploadPieceBytes + 5 }, (_, at) => at % 251)
const FILE = new File([BYTES], 'den.palabre')

beforeEach(async () => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
  await useHostStore().start({ name: 'Den' })
})

function job(change: Partial<JobItem>): JobItem {
  return { id: 9, kind: 'backup.import', state: 'running', errorCode: null, ...change } as JobItem
}

it('brings every byte of a file, and tells what the host says to it', async () => {
  const upload = useBackupUpload()
  await upload.bring(FILE)
  const { brought, asked } = fake.host.administration
  expect(new Uint8Array(brought)).toEqual(BYTES)
  expect(asked).toEqual([
    ['upload', BYTES.length],
    ['endUpload', 1],
  ])
  expect([upload.isThere, upload.error]).toEqual([false, undefined])
  fake.tellHost.onJob(job({ state: 'done' }))
  await settle()
  expect(upload.isThere).toBe(true)
  await upload.bring(FILE)
  fake.tellHost.onJob(job({ state: 'failed', errorCode: 'backup-invalid' }))
  await settle()
  expect(upload.error?.code).toBe('backup-invalid')
})

it('says how far it is, and is stopped', async () => {
  const upload = useBackupUpload()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  fake.host.administration.room = promise
  const brought = upload.bring(FILE)
  await expect.poll(() => fake.host.administration.asked.length).toBe(1)
  expect([upload.share, upload.now?.name]).toEqual([0, 'den.palabre'])
  upload.stop()
  resolve(undefined)
  await brought
  expect(fake.host.administration.asked.at(-1)).toEqual(['stopUpload', 1])
  expect(fake.host.administration.brought.length).toBeLessThan(BYTES.length)
  expect(upload.now).toBeUndefined()
})

it('ends where the host takes no more of it, and says why', async () => {
  const upload = useBackupUpload()
  fake.host.administration.refusal = new PalabreError('message-too-large')
  await upload.bring(FILE)
  expect([upload.error?.code, upload.now]).toEqual(['message-too-large', undefined])
})
