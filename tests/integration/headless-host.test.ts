import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/base/clock.ts'
import { systemRandom } from '../../electron/base/random.ts'
import { parseInvite } from '../../electron/contract/invite.ts'
import { fingerprintText } from '../../electron/host/certificate.ts'
import { makeCertificate } from '../../electron/host/make-certificate.ts'
import { readCertificate } from '../../electron/host/own-certificate.ts'
import { RawGuest } from '../support/raw-guest.ts'
import { runCli } from '../support/run-cli.ts'
import { spawnHost, type HostProcess } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')
let place: Awaited<ReturnType<typeof temporaryFolder>>
const closers: (() => unknown)[] = []

beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  await place.remove()
})

const data = (): string => join(place.folder, 'data')
const at = (name: string): string => join(place.folder, name)

async function host(...args: string[]): Promise<HostProcess> {
  const running = await spawnHost('--data', data(), '--no-discovery', '--bind', '127.0.0.1', ...args)
  closers.push(() => running.end('SIGKILL'))
  return running
}

/** A `palabre host` whose lines are read as they come. */
class HostOutput {
  readonly child: ChildProcess
  readonly lines: string[] = []
  readonly #waiting = new Set<() => void>()

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [CLI, 'host', '--data', data(), '--bind', '127.0.0.1', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    })
    this.child = child
    closers.push(() => this.end())
    createInterface(child.stdout).on('line', (line) => {
      this.lines.push(line)
      for (const look of this.#waiting) look()
    })
  }

  /** The first line that holds `text`. */
  async line(text: string): Promise<string> {
    for (;;) {
      const found = this.lines.find((line) => line.includes(text))
      if (found !== undefined) return found
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    await gone
  }
}

describe('the settings of a host', () => {
  it('come from file, environment and command line, and say so', async () => {
    mkdirSync(data())
    writeFileSync(join(data(), 'host.toml'), 'name = "Ours"\nport = 1\nkeep_messages_days = 3\n')
    const env = { PALABRE_HOST_PORT: '2', PALABRE_HOST_MAX_MEMBERS: '9' }
    const args = ['host', '--data', data(), '--show-config', '--port', '3']
    const shown = await runCli([...args, '--json'], env)
    expect(shown.code).toBe(0)
    const { file, settings } = JSON.parse(shown.stdout) as { file: string; settings: { key: string }[] }
    expect(file).toBe(join(data(), 'host.toml'))
    const of = (key: string) => settings.find((setting) => setting.key === key)
    expect(of('name')).toMatchObject({ value: 'Ours', origin: `${file}, line 1` })
    expect(of('port')).toMatchObject({ value: 3, origin: '--port' })
    expect(of('max_members')).toMatchObject({ value: 9, origin: 'PALABRE_HOST_MAX_MEMBERS' })
    expect(of('bind')).toMatchObject({ value: '::', origin: 'default' })
    expect((await runCli(args, env)).stdout).toMatch(/^max_members +9 +PALABRE_HOST_MAX_MEMBERS$/m)
  })

  it('hold while it runs, and what it kept is shown after it', async () => {
    const output = new HostOutput(['--port', '0', '--json'], {
      PALABRE_HOST_NAME: 'Salón',
      PALABRE_HOST_MAX_MEMBERS: '1',
    })
    const { invite } = JSON.parse(await output.line('ready')) as { invite: string }
    const first = await RawGuest.enter({ invite })
    expect(first.welcome?.hostName).toBe('Salón')
    const second = await RawGuest.open({ invite })
    expect(await second.login()).toMatchObject({ type: 'error', code: 'host-full' })
    await Promise.all([first.close(), second.close()])
    await output.end()
    const shown = await runCli(['host', '--data', data(), '--show-config'])
    const port = String(parseInvite(invite).addresses[0]?.port)
    expect(shown.stdout).toMatch(/^name +Salón +kept from before$/m)
    expect(shown.stdout).toMatch(new RegExp(`^port +${port} +kept from before$`, 'm'))
  })

  it('that are wrong keep it from starting, with one sentence and the next step', async () => {
    mkdirSync(data())
    writeFileSync(join(data(), 'host.toml'), 'prot = 7000\n')
    const refused = await runCli(['host', '--data', data()])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(
      /^palabre host: 'prot' in .*host\.toml, line 1, is no setting; port is one\. `palabre host --help` tells .*\.\n$/,
    )
    const half = await runCli(['host', '--data', at('other'), '--certificate', 'c.pem'])
    expect(half).toMatchObject({ code: 2, stdout: '' })
    expect(half.stderr).toContain("'certificate_key' is missing")
  })
})

describe('a certificate of your own', () => {
  it('is the one that guests meet', async () => {
    const made = await makeCertificate({ clock: systemClock, random: systemRandom })
    writeFileSync(at('c.pem'), made.certificate)
    writeFileSync(at('k.pem'), made.privateKey)
    const { ready } = await host(
      '--port',
      '0',
      '--certificate',
      at('c.pem'),
      '--certificate-key',
      at('k.pem'),
    )
    const own = fingerprintText(readCertificate({ certificateFile: at('c.pem'), keyFile: at('k.pem') }))
    expect([ready.fingerprint, parseInvite(ready.invite).fingerprint]).toEqual([own, own])
    const guest = await RawGuest.enter({ invite: ready.invite })
    await guest.close()
  })

  it('that is bad keeps the host from starting; no other takes its place', async () => {
    writeFileSync(at('c.pem'), 'no certificate')
    const args = ['--certificate', at('c.pem'), '--certificate-key', at('k.pem')]
    const refused = await runCli(['host', '--data', data(), '--port', '0', ...args])
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(
      /^palabre: The certificate or its private key cannot be used\. \(.*k\.pem cannot be read: ENOENT\) /,
    )
  })
})

describe('the first owner', () => {
  it('is whoever opens the link that the host prints, once', async () => {
    const first = await host('--port', '0')
    const { claim } = first.ready
    expect(parseInvite(claim ?? '')).toMatchObject({ fingerprint: first.ready.fingerprint })
    const boss = await RawGuest.enter({ invite: claim ?? '' }, { nickname: 'Boss' })
    expect(boss.welcome?.members[0]).toMatchObject({ nickname: 'Boss', role: 'owner' })
    const late = await RawGuest.open({ invite: claim ?? '' })
    expect(await late.login()).toMatchObject({ code: 'invite-unknown' })
    await late.close()
    await boss.close()
    await first.end('SIGTERM')
    const second = await host('--port', '0')
    expect(second.ready.claim).toBeUndefined()
    const back = await RawGuest.open({ invite: second.ready.invite, key: boss.key })
    expect(await back.login({ nickname: 'Boss' })).toMatchObject({ members: [{ role: 'owner' }] })
    await back.close()
  })
})

describe('a port that another program uses', () => {
  it('is left to it: the next free one is taken, told, and in the invite', async () => {
    const first = await host('--port', '0')
    await first.end('SIGTERM')
    const squatter = createServer().listen(first.ready.port, '127.0.0.1')
    await once(squatter, 'listening')
    closers.push(() => squatter.close())
    const { port: taken } = squatter.address() as AddressInfo
    const output = new HostOutput([])
    expect(await output.line('Another program')).toContain(`port ${String(taken)};`)
    const invite = (await output.line('Invite: ')).replace('Invite: ', '')
    const guest = await RawGuest.enter({ invite })
    expect(parseInvite(invite).addresses[0]?.port).not.toBe(taken)
    await guest.close()
  })
})
