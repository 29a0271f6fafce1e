import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../electron/base/crypto.ts'
import { parseInvite } from '../../electron/contract/invite.ts'
import { CLAIM_FILE } from '../../electron/host/claim.ts'
import { OWNER_TOKEN_FILE } from '../../electron/storage/store.ts'
import { RUNNING_FILE } from '../../electron/host/running-note.ts'
import { DATABASE_FILE } from '../../electron/storage/store.ts'
import { askHost } from '../support/ask-host.ts'
import { RawGuest } from '../support/raw-guest.ts'
import { runCli } from '../support/run-cli.ts'
import { spawnTalk } from '../support/running-talk.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')
const SHORTEST_SECRET = 8
let place: Awaited<ReturnType<typeof temporaryFolder>>
const closers: (() => unknown)[] = []

beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  await place.remove()
})

/** Runs a host at the most talkative level while `work` happens; answers all it wrote. */
async function outputOf(
  args: readonly string[],
  work: (secrets: Set<string>) => Promise<void>,
): Promise<{ stdout: string; stderr: string; secrets: Set<string> }> {
  const words = [
    'host',
    '--data',
    place.folder,
    '--bind',
    '127.0.0.1',
    '--port',
    '0',
    '--log-level',
    'debug',
    ...args,
  ]
  const child = spawn(process.execPath, [CLI, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  closers.push(() => child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  await expect.poll(() => readdirSync(place.folder), { timeout: 15_000 }).toContain(RUNNING_FILE)
  const secrets = new Set<string>()
  await work(secrets)
  const ended = once(child, 'close')
  child.kill('SIGTERM')
  await ended
  for (const secret of secretsOnDisk()) secrets.add(secret)
  return { stdout, stderr, secrets }
}

/** What lies in the data folder and is nobody else's business. */
function secretsOnDisk(): string[] {
  const database = new Database(join(place.folder, DATABASE_FILE))
  try {
    const valueOf = database.prepare<[string], string>('SELECT value FROM state WHERE key = ?').pluck()
    const pem = (valueOf.get('privateKey') ?? '')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('-'))
    const files = [OWNER_TOKEN_FILE, CLAIM_FILE].filter((name) => readdirSync(place.folder).includes(name))
    const inFiles = files.map((name) => readFileSync(join(place.folder, name), 'utf8').trim())
    return [...pem, ...inFiles, valueOf.get('lobbyToken') ?? '']
  } finally {
    database.close()
  }
}

async function token(...words: string[]): Promise<Record<string, string>> {
  const run = await runCli(['token', ...words, '--data', place.folder, '--json'])
  expect(run.code).toBe(0)
  return JSON.parse(run.stdout) as Record<string, string>
}

/** Everything that can be done with a secret, right and wrong; each secret is noted. */
async function useSecrets(secrets: Set<string>): Promise<void> {
  const { port } = JSON.parse(readFileSync(join(place.folder, RUNNING_FILE), 'utf8')) as { port: number }
  const note = (text: string): string => {
    secrets.add(text)
    return text
  }
  const { invite = '' } = await token('invite')
  const { claim = '' } = await token('claim')
  const owner = note((await token())['ownerToken'] ?? '')
  const bot = note((await token('create', 'bot', '--scopes', 'read'))['token'] ?? '')
  note(parseInvite(invite).token ?? '')
  note(parseInvite(claim).token ?? '')

  // Programs: a right token, a wrong one, one that may not, one in the address where none belongs.
  const password = note('open-sesame-42')
  await askHost({ port }, '/channels', owner, { name: 'Vault', password })
  for (const wrong of [note('not-the-owners-token'), bot])
    await askHost({ port }, '/channels', wrong, { name: 'x' })
  await askHost({ port }, `/users?token=${bot}`, bot)
  await askHost({ port }, `/nowhere/${owner}`, owner)

  // People: an owner, a guest, a stranger with a made-up invite, one who writes what is no message.
  const boss = await RawGuest.enter({ invite: claim }, { nickname: 'Boss' })
  const guest = await RawGuest.enter({ invite }, { nickname: 'Ada' })
  for (const { welcome, key } of [boss, guest]) {
    note(welcome?.hopKey ?? '')
    note(welcome?.epoch.secret ?? '')
    // Its first 30 bytes, so that it is found however much of it stands there.
    note(toBase64Url(key.secretKey.subarray(0, 30)))
  }
  const vault = guest.welcome?.channels.find(({ name }) => name === 'Vault')?.id ?? 0
  await guest.request({ type: 'join', channelId: vault, password: note('open-sesame-43') })
  await guest.request({ type: 'join', channelId: vault, password })
  await guest.request({
    type: 'say',
    place: { channelId: vault },
    text: note('a word in private'),
  })
  const made = await boss.request({ type: 'createInvite', lifetimeS: 60, uses: 1 })
  if (made.type === 'ok' && made.invite !== undefined) note(parseInvite(made.invite).token ?? '')
  const stranger = await RawGuest.open({ invite })
  await stranger.login({ token: note('a-made-up-invite') })
  guest.sendText(`{"type":"login","token":"${parseInvite(invite).token ?? ''}"`)
  guest.sendText(`{"type":"${bot}"}`)
  await guest.next('error')
  await Promise.all([boss, guest, stranger].map((each) => each.close()))

  const talk = spawnTalk(
    invite,
    '--name',
    'Bo',
    '--input',
    'tone:440',
    '--output',
    'null',
    '--seconds',
    '0.5',
  )
  closers.push(() => talk.end('SIGKILL'))
  expect(await talk.exited).toBe(0)
  expect(talk.errors).not.toContain(parseInvite(invite).token)
}

const heldIn = (text: string, secrets: ReadonlySet<string>): string[] =>
  [...secrets].filter((each) => text.includes(each))

describe('the log of a host', () => {
  it('tells what happened at its most talkative level, and no secret', async () => {
    const { stdout, stderr, secrets } = await outputOf(['--json'], useSecrets)
    expect(secrets.size).toBeGreaterThan(15)
    expect([...secrets].filter(({ length }) => length < SHORTEST_SECRET)).toEqual([])
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string })
    const said = new Set(lines.map(({ msg }) => msg))
    for (const msg of ['host runs', 'request', 'guest in', 'login refused']) expect(said).toContain(msg)
    expect(heldIn(stderr, secrets)).toEqual([])
    // What programs read stays parseable, and is where the secrets of the first line belong.
    const [ready, ...more] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string })
    expect([ready?.event, more]).toEqual(['ready', []])
    expect(heldIn(stdout, secrets)).not.toEqual([])
  })

  it('on stdout leaves the events between its lines, without what is secret in them', async () => {
    const { stdout, stderr, secrets } = await outputOf(['--log-to', 'stdout'], useSecrets)
    expect(stderr).toBe('')
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event?: string; level?: number })
    expect(lines.filter(({ event }) => event === 'ready')).toHaveLength(1)
    expect(lines.filter(({ event, level }) => (event === undefined) === (level === undefined))).toEqual([])
    expect(heldIn(stdout, secrets)).toEqual([])
  })
})
