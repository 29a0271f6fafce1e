import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../electron/base/clock.ts'
import { toBase64Url } from '../../electron/base/crypto.ts'
import type { AdminRouteName, DownloadState } from '../../electron/contract/admin.ts'
import { LIMITS } from '../../electron/contract/limits.ts'
import { PalabreError } from '../../electron/contract/errors.ts'
import type { Host } from '../../electron/host/host.ts'
import { AdminRelay } from '../../electron/session/admin/admin-relay.ts'
import { freshKey, RawGuest } from '../support/raw-guest.ts'
import { runHost } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let host: Host
let guest: RawGuest
let downloads: Awaited<ReturnType<typeof temporaryFolder>>
let told: DownloadState[]
let relay: AdminRelay
let passes = 0

beforeEach(async () => {
  const key = freshKey()
  host = await runHost({ options: { owners: [toBase64Url(key.publicKey)] } })
  guest = await RawGuest.enter({ invite: host.status.invite, key }, { nickname: 'Ada' })
  downloads = await temporaryFolder()
  told = []
  passes = 0
  relay = relayTo(host.status.fingerprint)
})
afterEach(async () => {
  relay.close()
  await guest.close()
  await host.close()
  await downloads.remove()
})

async function pass(): Promise<string> {
  passes += 1
  const answer = await guest.request({ type: 'adminPass' })
  if (answer.type !== 'ok') throw new PalabreError('permission-denied')
  return answer.adminPass?.token ?? ''
}

function relayTo(fingerprint: string, token: () => Promise<string> = pass): AdminRelay {
  const place = { address: '127.0.0.1', port: host.status.port, fingerprint }
  return new AdminRelay({
    door: { place: () => place, token },
    clock: systemClock,
    downloadFolder: downloads.folder,
    onDownload: (download) => told.push(download),
  })
}

const refused = (code: string) => expect.objectContaining({ code }) as Error
const ended = () => told.find(({ state }) => state !== 'running')

it('asks as the user of the gateway, checks what comes and goes, and asks for one pass only', async () => {
  expect(await relay.admin('me', {})).toMatchObject({ user: { nickname: 'Ada', role: 'owner' } })
  const users = await relay.admin('users.list', { query: { 'nickname~': 'ad', 'total': true } })
  expect(users).toMatchObject({ total: 1, items: [{ nickname: 'Ada' }] })
  const [ada] = users.items
  await relay.admin('users.change', { params: { id: ada?.id ?? 0 }, body: { nickname: 'Countess' } })
  const log = await relay.admin('audit.list', { query: { limit: 1 } })
  expect(log.items).toMatchObject([{ action: 'user.rename', actorName: 'Ada', targetName: 'Ada' }])
  expect(passes).toBe(1)
})

it('goes on with another pass where the first is over', async () => {
  await relay.admin('me', {})
  await pass()
  expect(await relay.admin('roles.list', {})).toMatchObject({ items: [{ name: 'owner' }, {}, {}, {}] })
  expect(passes).toBe(3)
})

it('changes a thing only as it was read, and tells the tag it has then', async () => {
  const { tag, value } = await relay.adminTagged('host.settings', {})
  expect(tag).toMatch(/^"host-1-\d+"$/)
  expect(value).toMatchObject({ recordingHours: 12 })
  const match = tag ?? ''
  const first = await relay.adminTagged('host.change', { body: { messageDays: 5 }, match })
  expect(first.value.messageDays).toBe(5)
  const late = relay.adminTagged('host.change', { body: { messageDays: 6 }, match })
  await expect(late).rejects.toThrow(refused('changed-since'))
  await relay.admin('host.change', { body: { messageDays: 6 }, match: first.tag ?? '' })
  const broken = { body: {}, match: '"a"\r\nx: y' }
  await expect(relay.admin('host.change', broken)).rejects.toThrow(refused('request-invalid'))
  expect((await relay.adminTagged('me', {})).tag).toBeNull()
})

it('passes nothing on that is not of the form, and nothing the host has no route for', async () => {
  const wrong = { params: { id: 'one' } } as unknown as { params: { id: number } }
  await expect(relay.admin('bans.lift', wrong)).rejects.toThrow(refused('request-invalid'))
  const route = 'tokens.create' as AdminRouteName
  await expect(relay.admin(route, {})).rejects.toThrow(refused('request-invalid'))
  await expect(relay.admin('toString' as AdminRouteName, {})).rejects.toThrow(refused('request-invalid'))
  const query = { secret: 1 }
  await expect(relay.admin('users.list', { query })).rejects.toThrow(refused('request-invalid'))
  await expect(relay.admin('bans.lift', { params: { id: 99 } })).rejects.toThrow(refused('ban-unknown'))
})

it('says nothing to a host with another key', async () => {
  const other = relayTo(toBase64Url(new Uint8Array(32)))
  await expect(other.admin('me', {})).rejects.toThrow(refused('host-key-changed'))
  other.close()
  expect(passes).toBe(0)
})

it('tells why there is no pass', async () => {
  const bob = await RawGuest.enter({ invite: host.status.invite }, { nickname: 'Bob' })
  const other = relayTo(host.status.fingerprint, async () => {
    const answer = await bob.request({ type: 'adminPass' })
    throw new PalabreError(
      answer.type === 'error' && answer.code === 'permission-denied' ? answer.code : 'internal',
    )
  })
  await expect(other.admin('me', {})).rejects.toThrow(refused('permission-denied'))
  other.close()
  await bob.close()
})

it('fetches files whole, each beside the others, and tells how it goes', async () => {
  await relay.download('users', { query: { format: 'csv' } })
  await expect.poll(ended).toMatchObject({ state: 'done', name: 'users.csv' })
  const text = await readFile(ended()?.path ?? '', 'utf8')
  expect(text).toMatch(/^id,nickname,role[^]*Ada,owner/)
  expect(ended()?.receivedBytes).toBe(text.length)
  told = []
  await relay.download('users', { query: { format: 'csv' } })
  await expect.poll(ended).toMatchObject({ path: join(downloads.folder, 'users (2).csv') })
  expect((await readdir(downloads.folder)).sort()).toEqual(['users (2).csv', 'users.csv'])
})

/** A thread is started for the first job, on a machine that may have other work. */
const JOBS = { timeout: 20_000 }

it(
  'brings a backup that was taken away, piece by piece, and no other file',
  { timeout: 60_000 },
  async () => {
    const backups = async () => (await relay.admin('backups.list', {})).items
    await relay.admin('backups.make', { body: { secrets: true } })
    await expect.poll(async () => (await backups()).length, JOBS).toBe(1)
    const [made] = await backups()
    await relay.download('backup', { params: { name: made?.name ?? '' } })
    await expect.poll(ended, JOBS).toMatchObject({ state: 'done' })
    await relay.admin('backups.remove', { params: { name: made?.name ?? '' } })
    const file = await readFile(ended()?.path ?? '')
    const job = await send(file)
    expect(job).toMatchObject({ jobId: expect.any(Number) as number })
    await expect.poll(backups, JOBS).toMatchObject([{ reason: 'request', bytes: file.length }])
    await send(Buffer.alloc(100_000, 7))
    const newest = async () => (await relay.admin('jobs.list', { query: {} })).items[0]
    const failed = { state: 'failed', kind: 'backup.import', errorCode: 'backup-invalid' }
    await expect.poll(newest, JOBS).toMatchObject(failed)
    await expect(relay.upload(0)).rejects.toThrow(refused('backup-invalid'))
    const large = await relay.upload(3 * 1024 ** 3)
    const endless = async (): Promise<void> => {
      for (;;) await relay.uploadPiece(large, Buffer.alloc(LIMITS.uploadPieceBytes).toString('base64'))
    }
    await expect(endless()).rejects.toThrow(refused('message-too-large'))
  },
)

async function send(file: Buffer): Promise<unknown> {
  const id = await relay.upload(file.length)
  for (let at = 0; at < file.length; at += LIMITS.uploadPieceBytes) {
    await relay.uploadPiece(id, file.subarray(at, at + LIMITS.uploadPieceBytes).toString('base64'))
  }
  return relay.endUpload(id)
}

it('leaves nothing of a file that could not be fetched', async () => {
  await relay.download('backup', { params: { name: '2026-01-01T00-00-00-005Z.palabre' } })
  await expect.poll(ended).toMatchObject({ state: 'failed', error: { code: 'backup-unknown' } })
  const id = await relay.download('users', { query: {} })
  await relay.stopDownload(id)
  await expect.poll(() => told.at(-1)).toMatchObject({ id, state: 'stopped' })
  expect(await readdir(downloads.folder)).toEqual([])
})
