import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DATABASE_FILE } from '../../electron/storage/store.ts'
import { CallBeside } from '../support/call-beside.ts'
import { freshKey, RawGuest } from '../support/raw-guest.ts'
import { requirePart } from '../support/requirement.ts'
import { askRest } from '../support/rest-client.ts'
import { runCli } from '../support/run-cli.ts'
import { SmallDisk } from '../support/small-disk.ts'

/**
 * What befalls the disk of a real host while two talk through it: no packet is lost, those who manage the host are told,
 * and writes go on by themselves once they can. A database that is open cannot be made read-only from outside; what the
 * host does with that answer of SQLite is in `unit/electron/storage/write-health.test.ts`.
 */
let disk: SmallDisk
let call: CallBeside
let owner: RawGuest
let key: ReturnType<typeof freshKey>

async function start(): Promise<void> {
  disk = await SmallDisk.mount(8)
  call = await CallBeside.start(disk.folder)
  key = freshKey()
  owner = await RawGuest.enter({ invite: call.ready.claim ?? '', key }, { nickname: 'Owner' })
}

/** Asks the API as the owner; the status, and the code where it was refused. */
async function ask(method: string, path: string, body?: object): Promise<{ status: number; code: unknown }> {
  const { port, ownerToken } = call.ready
  const headers = { 'authorization': `Bearer ${ownerToken}`, 'content-type': 'application/json' }
  const wanted = { port, path: `/api/v1${path}`, method, headers }
  const { status, text } = await askRest(
    body === undefined ? wanted : { ...wanted, body: JSON.stringify(body) },
  )
  const parsed = (text === '' ? {} : JSON.parse(text)) as { code?: unknown }
  return { status, code: parsed.code }
}

const ban = (): Promise<{ status: number; code: unknown }> =>
  ask('POST', '/bans', { range: '192.0.2.0/24', reason: 'x'.repeat(200) })

/** What holds of every fault that keeps the host from writing, from its begin to its end. */
async function outlive(begin: () => void, end: () => void): Promise<void> {
  const guest = await RawGuest.enter({ invite: call.ready.invite }, { nickname: 'Guest' })
  const before = await call.heard()
  begin()
  await expect.poll(async () => (await ban()).code, { timeout: 30_000, interval: 0 }).toBe('data-unwritable')
  expect(await owner.next('warned')).toMatchObject({ code: 'data-unwritable' })
  expect(await ask('GET', '/ready')).toEqual({ status: 503, code: 'service-stopped' })
  expect((await ask('GET', '/health')).status).toBe(200)
  // Nobody comes or goes meanwhile: a fresh key would be one more thing that befalls the call.
  for (let turn = 0; turn < 3; turn += 1) expect((await ban()).code).toBe('data-unwritable')
  const during = await call.heard()
  expect(during.map(({ lost }) => lost)).toEqual(before.map(({ lost }) => lost))
  // Those who are here stay, and hear of each other.
  expect((await guest.request({ type: 'flags', muted: true, deafened: false })).type).toBe('ok')
  const elsewhere = guest.welcome?.channels.at(-1)?.id ?? 0
  expect((await guest.request({ type: 'join', channelId: elsewhere })).type).toBe('ok')
  expect(guest.messages.filter(({ type }) => type === 'warned' || type === 'closing')).toEqual([])
  // Nobody new, of whom nothing could be kept. Who is known comes in again, and is told what stands, if it may be known.
  const stranger = await RawGuest.open({ invite: call.ready.invite })
  expect(await stranger.login()).toMatchObject({ code: 'data-unwritable' })
  const later = await RawGuest.enter({ invite: call.ready.invite, key }, { nickname: 'Owner' })
  expect(await later.next('warned')).toMatchObject({ code: 'data-unwritable' })
  end()
  expect(await later.next('warningEnded')).toMatchObject({ code: 'data-unwritable' })
  await expect.poll(async () => (await ask('GET', '/ready')).status, { timeout: 20_000 }).toBe(200)
  expect((await ban()).status).toBe(201)
  const after = await call.heard()
  for (const [side, { packets }] of after.entries())
    expect(packets).toBeGreaterThan((before[side]?.packets ?? Infinity) + 20)
  expect(call.isWhole()).toBe(true)
  await later.close()
  await guest.close()
}

describe.skipIf(requirePart('mounts'))('abuse 56: a disk that takes nothing', () => {
  beforeEach(start)
  afterEach(async () => {
    await owner.close()
    await call.end()
    await disk.unmount()
  })

  it('because it is full', async () => {
    await outlive(
      () => {
        disk.fill()
      },
      () => {
        disk.makeRoom()
      },
    )
  }, 90_000)

  it('because another program holds the database', async () => {
    const other = new Database(join(disk.folder, DATABASE_FILE))
    try {
      await outlive(
        () => other.exec('BEGIN IMMEDIATE'),
        () => other.exec('COMMIT'),
      )
    } finally {
      other.close()
    }
  }, 90_000)

  it('because it is for reading only: no backup is made, the call goes on, and later one is', async () => {
    const before = await call.heard()
    disk.makeReadOnly()
    expect(await ask('POST', '/backups', {})).toEqual({ status: 507, code: 'data-unwritable' })
    const during = await call.heard()
    expect(during.map(({ lost }) => lost)).toEqual(before.map(({ lost }) => lost))
    expect(call.isWhole()).toBe(true)
    disk.makeWritable()
    expect((await ask('POST', '/backups', {})).status).toBe(202)
  }, 60_000)
})

describe.skipIf(requirePart('mounts'))('abuse 56: a host on a folder for reading only', () => {
  it('does not start, and says why', async () => {
    const readOnly = await SmallDisk.mount(8)
    try {
      readOnly.makeReadOnly()
      const words = ['--data', readOnly.folder, '--no-discovery', '--bind', '127.0.0.1', '--port', '0']
      const { code, stderr } = await runCli(['host', ...words])
      expect(code).toBe(1)
      expect(stderr).toContain(readOnly.folder)
      expect(stderr).toMatch(/read-only/i)
    } finally {
      await readOnly.unmount()
    }
  }, 30_000)
})
