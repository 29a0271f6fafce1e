import { connect as connectTcp } from 'node:net'
import { connect } from 'node:tls'
import { EventEmitter, once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../electron/base/logger.ts'
import { toBase64Url } from '../../electron/base/crypto.ts'
import { LIMITS } from '../../electron/contract/limits.ts'
import { formatInvite, parseInvite } from '../../electron/contract/invite.ts'
import type { HostConfig } from '../../electron/host/config.ts'
import type { Host } from '../../electron/host/host.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { freshKey, RawGuest, type RawTarget } from '../support/raw-guest.ts'
import { runHost, type TestHostOptions } from '../support/running-host.ts'

const guests: RawGuest[] = []
let host: Host

afterEach(async () => {
  for (const guest of guests.splice(0)) await guest.close()
  await host.close()
})

async function start(config: Partial<HostConfig> = {}, more: TestHostOptions = {}): Promise<Host> {
  host = await runHost({ config, ...more })
  return host
}

async function open(target: Partial<RawTarget> = {}): Promise<RawGuest> {
  const guest = await RawGuest.open({ invite: host.status.invite, ...target })
  guests.push(guest)
  return guest
}

async function enter(target: Partial<RawTarget> = {}, change = {}): Promise<RawGuest> {
  const guest = await RawGuest.enter({ invite: host.status.invite, ...target }, change)
  guests.push(guest)
  return guest
}

/** The same invite with another token. */
function withToken(token: string): string {
  return formatInvite({ ...parseInvite(host.status.invite), token })
}

describe('login', () => {
  it('lets in by invite, and later by key alone', async () => {
    await start()
    const first = await enter({}, { nickname: 'Ada', channel: 'games' })
    expect(first.welcome?.channels.map(({ name }) => name)).toEqual(['Lobby', 'Games', 'Quiet'])
    const me = first.welcome?.members.find(({ sourceId }) => sourceId === first.welcome?.you)
    expect(me).toMatchObject({ nickname: 'Ada', role: 'member', channelId: 2, path: 'none' })
    expect(first.welcome).toMatchObject({ n: 0, udpPort: host.status.port, epoch: { channelId: 2 } })
    await first.request({ type: 'leave' })
    const again = await open({ key: first.key, invite: withToken('of-no-use') })
    const welcome = await again.login({ nickname: 'Ada' })
    expect(welcome).toMatchObject({ type: 'welcome', members: [{ userId: me?.userId, channelId: 2 }] })
  })

  it('knows its owners', async () => {
    const key = freshKey()
    await start({}, { options: { owners: [toBase64Url(key.publicKey)] } })
    const guest = await open({ key, invite: withToken('none') })
    expect(await guest.login()).toMatchObject({ type: 'welcome', members: [{ role: 'owner' }] })
  })

  it.each([
    ['a forged signature', { signature: toBase64Url(new Uint8Array(64)) }, 'login-rejected'],
    ['the key of somebody else', { publicKey: toBase64Url(freshKey().publicKey) }, 'login-rejected'],
    ['another version', { version: 99 }, 'protocol-version'],
    ['an invite nobody made', { token: 'made-up' }, 'invite-unknown'],
    ['no invite', { token: undefined }, 'invite-required'],
    ['a channel that is not there', { channel: 'Cellar' }, 'channel-unknown'],
    ['a name with a control character', { nickname: 'a\u0007b' }, 'name-invalid'],
  ])('refuses %s', async (_what, change, code) => {
    await start()
    const guest = await open()
    expect(await guest.login(change as object)).toMatchObject({ type: 'error', code })
    if (code !== 'name-invalid') expect(await guest.closed).toEqual({ code: 1008, reason: code })
  })

  it('abuse 30: tells a spent, an expired, a revoked and a truncated invite apart', async () => {
    const clock = new FakeClock()
    await start({}, { clock })
    const messages = new Set<string>()
    const refused = async (invite: string, code: string): Promise<void> => {
      const answer = await (await open({ invite })).login()
      expect(answer).toMatchObject({ type: 'error', code })
      if (answer.type === 'error') messages.add(answer.message)
    }
    const invite = host.createInvite({ lifetimeS: 60, uses: 1 })
    await enter({ invite })
    await refused(invite, 'invite-spent')
    const short = host.createInvite({ lifetimeS: 60, uses: 0 })
    clock.advance(60_000)
    await refused(short, 'invite-expired')
    const withdrawn = host.createInvite({ lifetimeS: 60, uses: 0 })
    host.revokeInvite(parseInvite(withdrawn).token ?? '')
    await refused(withdrawn, 'invite-revoked')
    await refused(host.createInvite({ lifetimeS: 60, uses: 0 }).slice(0, -5), 'invite-unknown')
    expect(messages.size).toBe(4)
  })

  it('makes of somebody new what the invite says', async () => {
    await start()
    const invite = host.createInvite({ lifetimeS: 60, uses: 0, role: 'guest' })
    const guest = await enter({ invite })
    const me = guest.welcome?.members.find(({ sourceId }) => sourceId === guest.welcome?.you)
    expect(me?.role).toBe('guest')
    expect(await guest.request({ type: 'createInvite', lifetimeS: 60, uses: 1 })).toMatchObject({
      code: 'permission-denied',
    })
  })

  it('keeps the use of an invite whose login failed otherwise', async () => {
    await start()
    const invite = host.createInvite({ lifetimeS: 60, uses: 1 })
    expect(await (await open({ invite })).login({ channel: 'Cellar' })).toMatchObject({ type: 'error' })
    expect(await (await open({ invite })).login()).toMatchObject({ type: 'welcome' })
  })

  it('closes the older session of the same key', async () => {
    await start()
    const older = await enter()
    const newer = await enter({ key: older.key })
    expect(await older.next('closing')).toMatchObject({ code: 'replaced' })
    expect(await older.closed).toEqual({ code: 4000, reason: 'replaced' })
    expect(newer.welcome?.members.length).toBe(1)
  })

  it('does not wait for ever', async () => {
    const clock = new FakeClock()
    await start({}, { clock })
    const guest = await open()
    await guest.next('challenge')
    clock.advance(10_000)
    expect(await guest.next('error')).toMatchObject({ code: 'login-timeout' })
    await guest.closed
  })
})

describe('events', () => {
  it('are numbered from one, without a gap, and tell of everybody', async () => {
    await start({ epochWindowMs: 0 })
    const ada = await enter({}, { nickname: 'Ada' })
    const bob = await enter({}, { nickname: 'Bob' })
    await bob.request({ type: 'flags', muted: true, deafened: false })
    await bob.request({ type: 'rename', nickname: 'Robert' })
    await bob.request({ type: 'join', channelId: 2 })
    await bob.request({ type: 'leave' })
    await ada.until(() => ada.messages.some(({ type }) => type === 'memberLeft'))
    const numbers = ada.messages.flatMap((message) => ('n' in message ? [message.n] : []))
    expect(numbers).toEqual(numbers.map((_number, index) => index + 1))
    const told = ada.messages.map((message) => message.type)
    expect(told.filter((type) => type !== 'epochChanged')).toEqual([
      'memberJoined',
      'memberChanged',
      'memberChanged',
      'memberChanged',
      'memberLeft',
    ])
    // Bob came and went: a fresh key each time.
    expect(told.filter((type) => type === 'epochChanged').length).toBe(2)
  })

  it('gives who moves the key of the new channel before the answer', async () => {
    await start()
    const guest = await enter()
    expect(await guest.request({ type: 'join', channelId: 3 })).toMatchObject({ type: 'ok' })
    const epoch = guest.messages.find((message) => message.type === 'epochChanged')
    expect(epoch).toMatchObject({ epoch: { channelId: 3 } })
    expect(await guest.request({ type: 'join', channelId: 99 })).toMatchObject({ code: 'channel-unknown' })
  })

  it('makes invites for members', async () => {
    await start()
    const guest = await enter()
    const answer = await guest.request({ type: 'createInvite', channelId: 2, lifetimeS: 60, uses: 1 })
    if (answer.type !== 'ok') throw new Error(answer.code)
    const friend = await enter({ invite: answer.invite ?? '' })
    expect(friend.welcome?.epoch.channelId).toBe(2)
  })

  it('says good-bye when the host closes', async () => {
    await start()
    const guest = await enter()
    const closing = host.close()
    expect(await guest.next('closing')).toMatchObject({ code: 'host-closing' })
    expect(await guest.closed).toEqual({ code: 1001, reason: 'host-closing' })
    await closing
  })
})

describe('hostile bytes', () => {
  it.each([
    ['text that is no JSON', 'hello'],
    ['a message of no known type', '{"type":"sudo","id":1}'],
    ['a field too many', '{"type":"leave","id":1,"x":1}'],
    ['a request before the login', '{"type":"leave","id":1}'],
    ['null', 'null'],
    ['deep nesting', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
  ])('answers %s, and closes who goes on', async (_what, text) => {
    await start()
    const guest = await open()
    for (let count = 0; count < 6; count++) guest.sendText(text)
    for (let count = 0; count < 6; count++) {
      expect(await guest.next('error')).toMatchObject({ code: 'message-malformed' })
    }
    expect(await guest.closed).toMatchObject({ code: 1008 })
  })

  it('closes at a frame over the limit', async () => {
    await start()
    const guest = await enter()
    guest.sendText('x'.repeat(64 * 1024 + 1))
    expect(await guest.closed).toMatchObject({ code: 1009 })
  })

  it('drops and counts junk in binary frames, and goes on', async () => {
    await start()
    const guest = await enter()
    for (let length = 0; length <= 1200; length += 100) guest.sendBinary(new Uint8Array(length).fill(7))
    expect(await guest.request({ type: 'flags', muted: true, deafened: true })).toMatchObject({ type: 'ok' })
    const drops = () =>
      Object.entries(host.counters()).reduce(
        (sum, [name, count]) => sum + (name.startsWith('drop:') ? count : 0),
        0,
      )
    await expect.poll(drops).toBe(13)
  })

  it('refuses binary frames larger than a datagram, and of strangers', async () => {
    await start()
    const guest = await enter()
    guest.sendBinary(new Uint8Array(1201))
    expect(await guest.next('error')).toMatchObject({ code: 'message-too-large' })
    const stranger = await open()
    stranger.sendBinary(new Uint8Array(100))
    expect(await stranger.next('error')).toMatchObject({ code: 'message-malformed' })
  })

  it('slows down who asks too much, and closes who floods', async () => {
    await start()
    const guest = await enter()
    for (let id = 100; id < 145; id++) {
      guest.sendText(JSON.stringify({ type: 'flags', id, muted: id % 2 === 0, deafened: false }))
    }
    const refused = await guest.next('error')
    expect(refused).toMatchObject({ code: 'rate-limited' })
    expect(refused.retryAfter).toBeGreaterThan(0)
    for (let id = 200; id < 500; id++) guest.sendText(JSON.stringify({ type: 'leav', id }))
    expect(await guest.closed).toMatchObject({ code: 1008 })
  })
})

describe('connections', () => {
  it('are refused to pages of a browser', async () => {
    await start()
    const options = { headers: { origin: 'https://example.com' } }
    await expect(open({ options })).rejects.toThrow('403')
  })

  it('are limited for strangers: the oldest is told to come again, who is in stays', async () => {
    await start({ strangersPerAddress: 3 })
    const waiting = [await open(), await open(), await open()]
    expect(await waiting[0]?.login()).toMatchObject({ type: 'welcome' })
    await open()
    await open()
    expect(await waiting[1]?.next('error')).toMatchObject({ code: 'rate-limited', retryAfter: 5 })
    expect(await waiting[1]?.closed).toEqual({ code: 1008, reason: 'rate-limited' })
    expect(await waiting[2]?.login()).toMatchObject({ type: 'welcome' })
    expect(await waiting[0]?.request({ type: 'leave' })).toMatchObject({ type: 'ok' })
  })

  it('are limited before the handshake: the oldest of an address is cut', async () => {
    await start({ socketsPerAddress: 2 })
    const silent = [0, 1].map(() => connectTcp(host.status.port, '127.0.0.1').resume())
    for (const socket of silent) await once(socket, 'connect')
    const cut = once(silent[0] ?? new EventEmitter(), 'close')
    const third = await handshake()
    await cut
    expect([silent[1]?.readyState, third.readyState]).toEqual(['open', 'open'])
    for (const socket of [...silent, third]) socket.destroy()
  })

  it('speak TLS 1.3 only', async () => {
    await start()
    const socket = connect({
      port: host.status.port,
      host: '127.0.0.1',
      maxVersion: 'TLSv1.2',
      rejectUnauthorized: false,
    })
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
  })

  it('are cut when the other end does not answer', async () => {
    await start({ life: { silentMs: 50, calmMs: 50, lookMs: 10, patience: 5 } })
    const watcher = await enter()
    const dead = await enter({ options: { autoPong: false } })
    expect(await watcher.next('memberLeft')).toMatchObject({ sourceId: dead.welcome?.you })
    await dead.closed
    expect(watcher.socket.readyState).toBe(watcher.socket.OPEN)
  })

  it('are cut when the other end does not read, with the reason behind what is unread', async () => {
    const cuts: string[] = []
    const warn = (_facts: object, text: string): void => {
      if (text === 'guest reads too slowly') cuts.push(text)
    }
    await start({ slowReaderBytes: 64 * 1024, rates: FAST }, { logger: { ...silentLogger, warn } })
    const slow = await enter()
    const talker = await enter()
    slow.socket.pause()
    const place = { channelId: talker.welcome?.epoch.channelId ?? 0 }
    for (let turn = 0; turn < 10_000 && cuts.length === 0; turn++) {
      const answer = await talker.request({ type: 'say', place, text: 'x'.repeat(LIMITS.textLength) })
      expect(answer.type).toBe('ok')
      talker.messages.length = 0
    }
    expect(cuts.length).toBe(1)
    slow.socket.resume()
    expect(await slow.next('closing')).toMatchObject({ code: 'guest-too-slow' })
    expect(await slow.closed).toEqual({ code: 1013, reason: 'guest-too-slow' })
    await talker.until(() => left(talker, slow))
  }, 60_000)
})

describe('what a voice has behind it', () => {
  it('is told to the channel alone, twice at once and then every 5 s', async () => {
    await start()
    const [speaker, listener, elsewhere] = [await enter(), await enter(), await enter()]
    const channelId = elsewhere.welcome?.channels.at(-1)?.id ?? 0
    expect(await elsewhere.request({ type: 'join', channelId })).toMatchObject({ type: 'ok' })
    const tell = (networkMs: number) =>
      speaker.request({ type: 'delay', delay: { captureMs: 12.34, networkMs } })
    expect(await tell(5)).toMatchObject({ type: 'ok' })
    expect(await tell(25)).toMatchObject({ type: 'ok' })
    const refused = await tell(45)
    expect(refused).toMatchObject({ type: 'error', code: 'rate-limited' })
    expect('retryAfter' in refused ? refused.retryAfter : 0).toBeGreaterThan(4)
    const sourceId = speaker.welcome?.you
    expect(await listener.next('delaysChanged')).toMatchObject({
      delays: [{ sourceId, delay: { captureMs: 12.3, networkMs: 5 } }],
    })
    // Who comes into the channel is told what it missed.
    await elsewhere.request({ type: 'join', channelId: speaker.welcome?.epoch.channelId ?? 0 })
    expect(elsewhere.messages.filter(({ type }) => type === 'delaysChanged')).toMatchObject([
      { delays: [{ sourceId, delay: { captureMs: 12.3, networkMs: 25 } }] },
    ])
  })

  it('must be a delay', async () => {
    await start()
    const guest = await enter()
    for (const delay of [
      { captureMs: -1, networkMs: 0 },
      { captureMs: 0, networkMs: 1e9 },
    ]) {
      expect(await guest.request({ type: 'delay', delay })).toMatchObject({ code: 'message-malformed' })
    }
  })
})

/** So fast that nobody is held back. */
const FREE = { burst: 1e9, perSecond: 1e9 }
const FAST = {
  ...{ frame: FREE, request: FREE, invite: FREE, text: FREE, delay: FREE, whisper: FREE },
  ...{ datagram: FREE, malformed: FREE },
}

function left(watcher: RawGuest, gone: RawGuest): boolean {
  return watcher.messages.some(
    (message) => message.type === 'memberLeft' && message.sourceId === gone.welcome?.you,
  )
}

async function handshake() {
  const socket = connect({ port: host.status.port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  return socket
}
