import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import { spawnHost } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

interface Report {
  readonly ok: boolean
  readonly checks: readonly {
    readonly name: string
    readonly state: string
    readonly says: string
    readonly next?: string
  }[]
}

let place: Awaited<ReturnType<typeof temporaryFolder>>
const closers: (() => unknown)[] = []
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  await place.remove()
})

async function doctor(
  ...words: string[]
): Promise<{ code: number | null; of: (name: string) => Report['checks'][number] | undefined }> {
  const { code, stdout } = await runCli([
    'doctor',
    '--data',
    place.folder,
    '--bind',
    '127.0.0.1',
    '--json',
    ...words,
  ])
  const report = JSON.parse(stdout) as Report
  expect(report.ok).toBe(code === 0)
  for (const { state, next } of report.checks) expect(state === 'ok').toBe(next === undefined)
  return { code, of: (name) => report.checks.find((check) => check.name === name) }
}

it('finds a machine on which hosts run, and the host that runs there', async () => {
  const host = await spawnHost('--data', place.folder, '--bind', '127.0.0.1', '--port', '0', '--no-discovery')
  closers.push(() => host.end('SIGKILL'))
  const during = await doctor()
  expect(during.code).toBe(0)
  for (const part of ['net', 'codec', 'dsp']) expect(during.of(`native ${part}`)?.state).toBe('ok')
  expect(during.of('udp')).toMatchObject({ state: 'ok' })
  expect(during.of('port')?.says).toBe(`${String(host.ready.port)}, in use by the host that runs`)
  await host.end('SIGTERM')
  const after = await doctor()
  expect(after.code).toBe(0)
  expect(after.of('port')?.says).toBe(`${String(host.ready.port)} is free for TCP and UDP`)
  expect(after.of('database')?.says).toMatch(/^whole, schema \d+$/)
})

it('fails where a host could not start, and says what to do', async () => {
  const squatter = createServer().listen(0, '127.0.0.1')
  await once(squatter, 'listening')
  closers.push(() => squatter.close())
  const { port } = squatter.address() as AddressInfo
  writeFileSync(
    join(place.folder, 'palabre.db'),
    'this is no database, but it is long enough to look like one',
  )
  const none = join(place.folder, 'none.pem')
  const words = ['--port', String(port), '--certificate', none, '--certificate-key', none]
  const { code, of } = await doctor(...words)
  expect(code).toBe(1)
  for (const name of ['port', 'database', 'certificate']) expect(of(name)?.state).toBe('fail')
  const text = await runCli(['doctor', '--data', place.folder, ...words])
  expect(text.stdout).toMatch(/^FAIL +port +Another program uses this port\./m)
})

it('fails where the data folder is a file', async () => {
  mkdirSync(join(place.folder, 'd'))
  writeFileSync(join(place.folder, 'd', 'file'), '')
  const run = await runCli([
    'doctor',
    '--data',
    join(place.folder, 'd', 'file', 'host'),
    '--bind',
    '127.0.0.1',
  ])
  expect(run.code).toBe(1)
  expect(run.stdout).toMatch(/^FAIL +data folder /m)
})
