import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseInvite } from '../../electron/contract/invite.ts'
import { OWNER_TOKEN_FILE } from '../../electron/storage/store.ts'
import { askHost } from '../support/ask-host.ts'
import { RawGuest } from '../support/raw-guest.ts'
import { runCli } from '../support/run-cli.ts'
import { spawnHost, type HostProcess } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let host: HostProcess | undefined

/** On a port of its own, the same in every run. */
async function startHost(): Promise<HostProcess> {
  host = await spawnHost('--data', place.folder, '--bind', '127.0.0.1', '--no-discovery', ...portWords())
  return host
}
const portWords = (): string[] => (host === undefined ? ['--port', '0'] : [])

async function stopHost(): Promise<void> {
  await host?.end('SIGTERM')
}

async function token(...words: string[]): Promise<Record<string, unknown>> {
  const run = await runCli(['token', ...words, '--data', place.folder, '--bind', '127.0.0.1', '--json'])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  return JSON.parse(run.stdout) as Record<string, unknown>
}

beforeAll(async () => {
  place = await temporaryFolder()
  await startHost()
})
afterAll(async () => {
  await host?.end('SIGKILL')
  await place.remove()
})

describe.each(['on', 'off'] as const)('palabre token with the host %s', (state) => {
  beforeAll(async () => {
    if (state === 'off') await stopHost()
  })
  /** What was made while the host was off is tried when it is on. */
  const whileOn = async <T>(work: (running: HostProcess) => Promise<T>): Promise<T> => {
    const running = state === 'on' && host !== undefined ? host : await startHost()
    try {
      return await work(running)
    } finally {
      if (state === 'off') await stopHost()
    }
  }

  it('shows the owner’s token, and puts another in its place', async () => {
    const before = (await token())['ownerToken']
    expect(before).toBe(readFileSync(join(place.folder, OWNER_TOKEN_FILE), 'utf8').trim())
    const after = (await token('renew'))['ownerToken']
    expect((await token())['ownerToken']).toBe(after)
    await whileOn(async ({ ready }) => {
      expect((await askHost(ready, '/tokens', String(before))).status).toBe(401)
      expect((await askHost(ready, '/tokens', String(after))).status).toBe(200)
    })
  })

  it('makes tokens that may what was said, lists them, and takes them back', async () => {
    const made = await token('create', `Bot ${state} 🤖`, '--scopes', 'read,metrics', '--days', '2')
    const { items } = (await token('list')) as {
      items: { name: string; scopes: string[]; expiresAt: number }[]
    }
    expect(items).toMatchObject([{ name: `Bot ${state} 🤖`, scopes: ['read', 'metrics'] }])
    expect(JSON.stringify(items)).not.toContain(String(made['token']))
    await whileOn(async ({ ready }) => {
      expect((await askHost(ready, '/users', String(made['token']))).status).toBe(200)
      expect((await askHost(ready, '/tokens', String(made['token']))).status).toBe(403)
    })
    await token('revoke', String(made['id']))
    expect(await token('list')).toEqual({ items: [] })
    await whileOn(async ({ ready }) => {
      expect((await askHost(ready, '/users', String(made['token']))).status).toBe(401)
    })
    const again = await runCli(['token', 'revoke', String(made['id']), '--data', place.folder])
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no such token.') as string,
    })
  })

  it('makes invites, and shows the same claim until it is used', async () => {
    const { claim } = await token('claim')
    expect((await token('claim'))['claim']).toBe(claim)
    const { invite } = await token('invite', '--uses', '1')
    await whileOn(async () => {
      const guest = await RawGuest.enter({ invite: String(invite) })
      const late = await RawGuest.open({ invite: String(invite) })
      expect(await late.login()).toMatchObject({ code: 'invite-spent' })
      const owner = await RawGuest.enter({ invite: String(claim) }, { nickname: 'Owner' })
      expect(owner.welcome?.members.find(({ nickname }) => nickname === 'Owner')?.role).toBe('owner')
      await Promise.all([guest.close(), late.close(), owner.close()])
    })
    const { claim: next } = await token('claim')
    expect(parseInvite(String(next)).token).not.toBe(parseInvite(String(claim)).token)
  })

  it('and palabre health tell whether it is there', async () => {
    const run = await runCli(['health', '--data', place.folder])
    if (state === 'on') expect(run).toMatchObject({ code: 0, stderr: '' })
    else
      expect(run).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('No host runs') as string,
      })
  })
})

it('palabre token makes no host where there was none', async () => {
  const folder = `${place.folder}/none`
  const run = await runCli(['token', '--data', folder])
  expect(run).toMatchObject({ code: 1, stdout: '' })
  expect(existsSync(folder)).toBe(false)
})

it.each([['fly'], ['create', 'x', '--scopes', 'all']])(
  'palabre token refuses %j %j with one sentence',
  async (...words) => {
    const run = await runCli(['token', ...words, '--data', place.folder])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toMatch(/^palabre token: [^\n]+ `palabre token --help` tells every command\.\n$/)
  },
)
