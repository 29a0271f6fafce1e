import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RawGuest } from '../support/raw-guest.ts'
import { askRest } from '../support/rest-client.ts'
import { runCli } from '../support/run-cli.ts'
import { spawnHost, type HostProcess } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Backups as people use them: by the command line and the API, against real hosts in processes of their own. */
let place: Awaited<ReturnType<typeof temporaryFolder>>
const hosts: HostProcess[] = []

beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.end('SIGTERM')
  await place.remove()
})

const folderOf = (name: string): string => join(place.folder, name)

async function start(name: string): Promise<HostProcess> {
  const usual = ['--no-discovery', '--bind', '127.0.0.1', '--port', '0', '--name', name]
  const host = await spawnHost('--data', folderOf(name), ...usual)
  hosts.push(host)
  return host
}

/** Asks the API of a host as its owner. */
async function ask({ ready }: HostProcess, route: string, body?: string | Buffer): Promise<unknown> {
  const [method = 'GET', path = ''] = route.split(' ')
  const type = Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json'
  const headers = {
    authorization: `Bearer ${ready.ownerToken}`,
    ...(body === undefined ? {} : { 'content-type': type }),
  }
  const wanted = { port: ready.port, path: `/api/v1${path}`, method, headers }
  const answer = await askRest(body === undefined ? wanted : { ...wanted, body })
  const parsed: unknown = answer.text === '' ? null : JSON.parse(answer.text)
  return { status: answer.status, ...(parsed as object) }
}

const addChannel = (host: HostProcess, name: string): Promise<unknown> =>
  ask(host, 'POST /channels', JSON.stringify({ name, parentId: null }))

async function channels(host: HostProcess): Promise<string[]> {
  const { items } = (await ask(host, 'GET /channels')) as { items: { name: string }[] }
  return items.map(({ name }) => name)
}

/** A job once it has ended. */
async function ended(host: HostProcess, started: unknown): Promise<unknown> {
  const { jobId } = started as { jobId: number }
  const look = async (): Promise<unknown> => ask(host, `GET /jobs/${String(jobId)}`)
  await expect
    .poll(async () => ((await look()) as { state: string }).state, { timeout: 30_000 })
    .not.toMatch(/queued|running/)
  return look()
}

describe('palabre backup and palabre restore', () => {
  it('copy a host that runs into one file, and bring it back once it does not', async () => {
    const host = await start('Den')
    await addChannel(host, 'Before')
    const file = join(place.folder, 'den.palabre')
    const made = await runCli(['backup', '--data', folderOf('Den'), '--to', file, '--json'])
    expect(made).toMatchObject({ code: 0 })
    expect(JSON.parse(made.stdout)).toMatchObject({ event: 'backup', file })
    await addChannel(host, 'After')
    const tooSoon = await runCli(['restore', file, '--data', folderOf('Den')])
    expect(tooSoon.code).toBe(1)
    expect(tooSoon.stderr).toContain('another host uses')
    await host.end('SIGTERM')
    const back = await runCli(['restore', file, '--data', folderOf('Den'), '--json'])
    expect(back).toMatchObject({ code: 0 })
    const { before, aside } = JSON.parse(back.stdout) as { before: string; aside: string }
    expect([readFileSync(before).length > 0, readFileSync(aside).length > 0]).toEqual([true, true])
    const again = await start('Den')
    expect(again.ready).toMatchObject({
      fingerprint: host.ready.fingerprint,
      invite: expect.any(String) as string,
    })
    expect(await channels(again)).toContain('Before')
    expect(await channels(again)).not.toContain('After')
    // What was there before is a backup like any other.
    await again.end('SIGTERM')
    expect(await runCli(['restore', before, '--data', folderOf('Den')])).toMatchObject({ code: 0 })
    expect(await channels(await start('Den'))).toContain('After')
  }, 120_000)

  it('refuse what is no backup, and change nothing', async () => {
    const host = await start('Den')
    await addChannel(host, 'Mine')
    await host.end('SIGTERM')
    const file = join(place.folder, 'x.palabre')
    writeFileSync(file, Buffer.alloc(10_000, 7))
    const refused = await runCli(['restore', file, '--data', folderOf('Den')])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('not a whole backup')
    expect(await channels(await start('Den'))).toContain('Mine')
  }, 60_000)
})

describe('backups over the API', () => {
  it('come back while the host runs: it starts again, the same host, and its guests find it', async () => {
    const host = await start('Den')
    await addChannel(host, 'Before')
    const made = (await ended(host, await ask(host, 'POST /backups', '{}'))) as { state: string }
    expect(made).toMatchObject({ state: 'done', progress: 1 })
    const { items } = (await ask(host, 'GET /backups')) as { items: { name: string }[] }
    const name = items[0]?.name ?? ''
    await addChannel(host, 'After')
    const guest = await RawGuest.enter({ invite: host.ready.invite })
    expect(await ask(host, `POST /backups/${name}/restore`)).toMatchObject({ status: 202 })
    expect(await guest.closed).toMatchObject({ reason: 'host-closing' })
    // The host of before may still answer while it closes: it knows both.
    const names = (): Promise<string[]> => channels(host).catch(() => ['After'])
    await expect.poll(names, { timeout: 30_000 }).not.toContain('After')
    expect(await channels(host)).toContain('Before')
    const back = await RawGuest.enter({ invite: host.ready.invite, key: guest.key })
    expect(back.welcome?.hostName).toBe('Den')
    await back.close()
  }, 90_000)

  it('move a host to another machine: exported in one file, brought, tried, restored', async () => {
    const [old, fresh] = [await start('Old'), await start('Fresh')]
    await addChannel(old, 'Moved')
    await ended(old, await ask(old, 'POST /backups', JSON.stringify({ secrets: false })))
    const { items } = (await ask(old, 'GET /backups')) as { items: { name: string }[] }
    const file = readFileSync(join(folderOf('Old'), 'backups', items[0]?.name ?? ''))
    const brought = await ended(fresh, await ask(fresh, 'POST /backups/import', file))
    expect(brought).toMatchObject({
      ...{ kind: 'backup.import', state: 'done', progress: 1 },
      result: { bytes: file.length, secrets: false },
    })
    const { name } = (brought as { result: { name: string } }).result
    expect(await ask(fresh, `POST /backups/${name}/restore`)).toMatchObject({ status: 202 })
    await expect.poll(() => channels(fresh).catch(() => []), { timeout: 30_000 }).toContain('Moved')
    // The keys stayed where they were: the invite, and the owner's token, of the fresh host hold.
    const guest = await RawGuest.enter({ invite: fresh.ready.invite })
    await guest.close()
  }, 90_000)

  it('are refused where they are none, too large, or brought by nobody', async () => {
    const host = await start('Den')
    const failed = await ended(host, await ask(host, 'POST /backups/import', Buffer.alloc(300_000, 7)))
    expect(failed).toMatchObject({ state: 'failed', errorCode: 'backup-invalid', result: null })
    expect(await ask(host, 'GET /backups')).toEqual({ status: 200, items: [] })
    const { port, ownerToken } = host.ready
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(3 * 1024 ** 3) }
    const tooLarge = { port, path: '/api/v1/backups/import', headers, authorization: `Bearer ${ownerToken}` }
    expect(await statusOf(tooLarge)).toBe(413)
    expect(await statusOf({ ...tooLarge, authorization: 'Bearer of nobody' })).toBe(401)
  }, 60_000)
})

/** The status where a body is promised and begun, but does not come. */
function statusOf(wanted: {
  port: number
  path: string
  headers: Record<string, string>
  authorization: string
}): Promise<number> {
  const { port, path, authorization } = wanted
  const headers = { ...wanted.headers, authorization }
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method: 'POST', headers, rejectUnauthorized: false }
    const asked = request(options, (answer) => {
      resolve(answer.statusCode ?? 0)
      asked.destroy()
    })
    asked.on('error', reject)
    Readable.from([Buffer.alloc(1_000)]).pipe(asked, { end: false })
  })
}
