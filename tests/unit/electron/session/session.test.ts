import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../electron/base/logger.ts'
import { fromBase64Url, verify } from '../../../../electron/base/crypto.ts'
import { PalabreError, type ErrorCode } from '../../../../electron/contract/errors.ts'
import type { JobItem } from '../../../../electron/contract/jobs.ts'
import type { SessionState } from '../../../../electron/contract/services.ts'
import { SESSION_CONFIG } from '../../../../electron/session/config.ts'
import { loginStatement } from '../../../../electron/session/enter.ts'
import { ephemeralIdentity } from '../../../../electron/session/identity.ts'
import { Session } from '../../../../electron/session/session.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { NO_STATS } from '../../../support/fake-engine-worker.ts'
import { FakeEnginePort } from '../../../support/fake-engine-port.ts'
import { bytesText, FakeConnector, memberOf, welcomeOf } from '../../../support/fake-gateway.ts'
import { seededRandom } from '../../../support/seeded-random.ts'

const FINGERPRINT = bytesText(32, 5)
const INVITE = `palabre://192.0.2.1/Lobby?k=${FINGERPRINT}&t=token`

function setUp() {
  const clock = new FakeClock()
  const engine = new FakeEnginePort()
  const connector = new FakeConnector()
  const random = seededRandom(1)
  const identity = ephemeralIdentity(random)
  const session = new Session({ engine, connector, identity, clock, random, logger: silentLogger })
  const states: SessionState[] = []
  session.onState((state) => states.push(state))
  return {
    clock,
    engine,
    connector,
    identity,
    session,
    states,
    names: () => states.map(({ state }) => state),
    connect: () => session.connect({ invite: INVITE, nickname: 'Ada' }),
    settle: () => clock.advanceAsync(0),
    bind: () => {
      engine.emit({ type: 'path', path: 'udp' })
    },
  }
}

type SetUp = ReturnType<typeof setUp>

async function ready(setting: SetUp = setUp()): Promise<SetUp> {
  const connected = setting.connect()
  await setting.settle()
  setting.bind()
  await connected
  return setting
}

/** The code of the error a promise rejects with. */
function codeOf(promise: Promise<unknown>): Promise<ErrorCode | 'no error'> {
  return promise.then(
    () => 'no error' as const,
    (error: unknown) => (error as PalabreError).code,
  )
}

function roomIn(state: SessionState) {
  if (!('room' in state)) throw new Error(`no room in ${state.state}`)
  return state.room
}

describe('connecting', () => {
  it('goes through every step in order', async () => {
    const { names } = await ready()
    expect(names()).toEqual(['resolving', 'connecting', 'authenticating', 'binding', 'ready'])
  })

  it('signs the host and its challenge', async () => {
    const { connector, identity } = await ready()
    const [login] = connector.last.requests
    if (login?.type !== 'login') throw new Error('no login')
    const statement = loginStatement(FINGERPRINT, connector.last.challenge.nonce)
    expect(verify(fromBase64Url(login.signature), statement, fromBase64Url(identity.publicKey))).toBe(true)
    expect(login).toMatchObject({ nickname: 'Ada', token: 'token', channel: 'Lobby', version: 1 })
  })

  it('tells the engine address, keys, members and flags', async () => {
    const { engine } = await ready()
    expect(engine.commands.map(({ type }) => type)).toEqual([
      'connect',
      'epoch',
      'members',
      'channel',
      'flags',
      'whisper',
    ])
    expect(engine.last('connect')).toMatchObject({
      address: '192.0.2.1',
      port: 7780,
      sourceId: 7,
      hopKey: new Uint8Array(32).fill(1),
      sessionNonce: new Uint8Array(16).fill(7),
    })
    expect(engine.last('members')?.members.map(({ sourceId }) => sourceId)).toEqual([8])
    expect(engine.last('flags')).toEqual({ type: 'flags', muted: false, deafened: false })
  })

  it.each<[string, (setting: SetUp) => void, ErrorCode]>([
    ['silence of the names', ({ connector }) => (connector.outcome = 'no lookup'), 'host-unreachable'],
    ['silence of the host', ({ connector }) => (connector.outcome = 'silence'), 'host-unreachable'],
    [
      'a refused dial',
      ({ connector }) => (connector.outcome = new PalabreError('host-unreachable')),
      'host-unreachable',
    ],
    [
      'another key',
      ({ connector }) => (connector.outcome = new PalabreError('host-key-changed')),
      'host-key-changed',
    ],
    [
      'a login without answer',
      ({ connector }) => (connector.prepare = (connection) => (connection.reply = () => 'silence')),
      'login-timeout',
    ],
    [
      'a spent invite',
      ({ connector }) =>
        (connector.prepare = (connection) => (connection.reply = () => new PalabreError('invite-spent'))),
      'invite-spent',
    ],
    [
      'an answer that is no welcome',
      ({ connector }) =>
        (connector.prepare = (connection) => (connection.reply = () => ({ type: 'ok', re: 1 }))),
      'message-malformed',
    ],
    [
      'a welcome without this guest',
      ({ connector }) =>
        (connector.prepare = (connection) => (connection.reply = () => welcomeOf({ members: [] }))),
      'message-malformed',
    ],
    ['no way for voice', () => {}, 'host-unreachable'],
  ])('names %s within ten seconds', async (_name, arrange, code) => {
    const setting = setUp()
    arrange(setting)
    const connected = codeOf(setting.connect())
    await setting.clock.advanceAsync(SESSION_CONFIG.firstConnectMs)
    expect(await connected).toBe(code)
    const { state } = setting.session
    expect(state).toMatchObject({ state: 'closed', error: { code } })
    expect(setting.clock.pending).toBe(0)
    expect(setting.connector.attempts.every(({ signal }) => signal.aborted)).toBe(true)
    expect(setting.connector.connections.every(({ isClosed }) => isClosed)).toBe(true)
  })

  it('refuses a malformed invite without touching anything', async () => {
    const { session, states } = setUp()
    expect(await codeOf(session.connect({ invite: 'http://x', nickname: 'Ada' }))).toBe('invite-malformed')
    expect(states).toEqual([])
  })

  it('tells the host of flags that changed during the login', async () => {
    const setting = setUp()
    const connected = setting.connect()
    await setting.session.setFlags({ muted: true, deafened: false })
    await setting.settle()
    setting.bind()
    await connected
    const told = setting.connector.last.requests.at(-1)
    expect(told).toEqual({ type: 'flags', muted: true, deafened: false })
    expect(setting.engine.last('flags')).toMatchObject({ muted: true })
  })
})

describe('the room', () => {
  it('follows events and tells the engine who is in the own channel', async () => {
    const { connector, engine, session } = await ready()
    connector.last.event({ type: 'memberJoined', n: 11, member: memberOf(12) })
    expect(engine.last('members')?.members.map(({ sourceId }) => sourceId)).toEqual([8, 12])
    connector.last.event({ type: 'memberChanged', n: 12, member: memberOf(8, { channelId: 2 }) })
    connector.last.event({ type: 'memberLeft', n: 13, sourceId: 12 })
    expect(engine.last('members')?.members).toEqual([])
    expect(roomIn(session.state).members).toHaveLength(3)
  })

  it('moves with the guest', async () => {
    const { connector, engine, session } = await ready()
    await session.join(2)
    expect(connector.last.requests.at(-1)).toEqual({ type: 'join', channelId: 2 })
    connector.last.event({ type: 'memberChanged', n: 11, member: memberOf(7, { channelId: 2 }) })
    const secret = bytesText(32, 3)
    connector.last.event({ type: 'epochChanged', n: 12, epoch: { channelId: 2, epoch: 4, secret } })
    expect(engine.last('members')?.members.map(({ sourceId }) => sourceId)).toEqual([9])
    expect(engine.last('epoch')).toMatchObject({ channelId: 2, epoch: 4 })
  })

  it('tells the engine what the own channel asks of senders, where it changes', async () => {
    const { connector, engine, session } = await ready()
    expect(engine.last('channel')).toEqual({
      ...{ type: 'channel', bitrateCap: 0, frameMs: 0, kind: 'voice', stereo: false },
    })
    const [lobby, quiet] = roomIn(session.state).channels
    if (lobby === undefined || quiet === undefined) throw new Error('no channels')
    const tight = { ...quiet, audio: { ...quiet.audio, bitrateCap: 24_000, frameMs: 40 as const } }
    connector.last.event({ type: 'channelsChanged', n: 11, channels: [lobby, tight] })
    expect(engine.last('channel')).toMatchObject({ bitrateCap: 0 })
    connector.last.event({ type: 'memberChanged', n: 12, member: memberOf(7, { channelId: 2 }) })
    expect(engine.last('channel')).toMatchObject({ bitrateCap: 24_000, frameMs: 40 })
    const wide = { ...tight, audio: { ...tight.audio, bitrateCap: 96_000 } }
    connector.last.event({ type: 'channelsChanged', n: 13, channels: [lobby, wide] })
    connector.last.event({ type: 'channelsChanged', n: 14, channels: [lobby, wide] })
    const told = engine.commands.filter(({ type }) => type === 'channel')
    expect(told).toHaveLength(3)
    expect(engine.last('channel')).toMatchObject({ bitrateCap: 96_000 })
  })

  it('does not repeat members that stayed the same', async () => {
    const { connector, engine } = await ready()
    const before = engine.commands.length
    connector.last.event({ type: 'memberChanged', n: 11, member: memberOf(8, { muted: true }) })
    expect(engine.commands).toHaveLength(before)
  })

  it('tells the host what own voice has behind it, and the engine what that of others has', async () => {
    const { engine, connector, settle, states } = await ready()
    const ownDelay = { ...NO_STATS.ownDelay, capture: 9, network: 4 }
    engine.emit({ type: 'stats', stats: { ...NO_STATS, framesSent: 50, ownDelay } })
    engine.emit({ type: 'stats', stats: { ...NO_STATS, framesSent: 100, ownDelay } })
    await settle()
    expect(connector.last.requests.filter(({ type }) => type === 'delay')).toEqual([
      { type: 'delay', delay: { captureMs: 9, networkMs: 4 } },
    ])
    const shown = states.length
    const delay = { captureMs: 20, networkMs: 30 }
    connector.last.event({
      type: 'delaysChanged',
      n: 11,
      delays: [
        { sourceId: 8, delay },
        { sourceId: 99, delay },
      ],
    })
    expect(engine.last('members')?.members).toMatchObject([{ sourceId: 8, sendDelay: delay }])
    expect(states).toHaveLength(shown)
  })

  it('carries voice both ways through the connection and shows the cause', async () => {
    const { connector, engine, session } = await ready()
    expect(connector.last.isVouched).toBe(true)
    engine.emit({ type: 'path', path: 'tcp', cause: 'UDP gives no answer' })
    expect(connector.last.isVouched).toBe(false)
    engine.emit({ type: 'tunnelOut', datagram: new Uint8Array([1, 2]) })
    connector.last.tunnel(new Uint8Array([3]))
    expect(connector.last.datagrams).toEqual([new Uint8Array([1, 2])])
    expect(engine.last('tunnelIn')).toEqual({ type: 'tunnelIn', datagram: new Uint8Array([3]) })
    expect(roomIn(session.state)).toMatchObject({ path: 'tcp', pathCause: 'UDP gives no answer' })
    engine.emit({ type: 'path', path: 'udp' })
    expect(roomIn(session.state)).not.toHaveProperty('pathCause')
  })

  it('stays ready while voice looks for another way', async () => {
    const { engine, session } = await ready()
    engine.emit({ type: 'path', path: 'none' })
    expect(session.state).toMatchObject({ state: 'ready', room: { path: 'none' } })
  })
})

describe('coming back', () => {
  it('returns to the same channel with the same switches', async () => {
    const setting = await ready()
    const { connector, session, engine, settle } = setting
    connector.last.event({ type: 'memberChanged', n: 11, member: memberOf(7, { channelId: 2 }) })
    await session.setFlags({ muted: true, deafened: true })
    connector.last.break()
    expect(session.state).toMatchObject({ state: 'resuming', attempt: 1, room: { you: 7 } })
    expect(engine.last('disconnect')).toBeDefined()
    await setting.clock.advanceAsync(SESSION_CONFIG.backoff.firstMs)
    await settle()
    expect(connector.last.requests[0]).toMatchObject({ channel: 'Quiet', muted: true, deafened: true })
    expect(session.state.state).toBe('binding')
    setting.bind()
    expect(session.state.state).toBe('ready')
    expect(setting.clock.pending).toBe(0)
  })

  it('waits 100 to 200 ms at first, ever longer, never more than five seconds', async () => {
    const setting = await ready()
    const { connector, states, clock } = setting
    connector.outcome = new PalabreError('host-unreachable')
    connector.last.break()
    await clock.advanceAsync(120_000)
    const delays = states.flatMap((state) => (state.state === 'resuming' ? [state.retryInMs] : []))
    expect(delays[0]).toBeGreaterThanOrEqual(100)
    expect(delays[0]).toBeLessThanOrEqual(200)
    expect(delays.length).toBeGreaterThan(20)
    expect(Math.max(...delays)).toBeLessThanOrEqual(5_000)
    expect(Math.min(...delays.slice(10))).toBeGreaterThanOrEqual(2_500)
  })

  it('gives up a try that hangs and begins the next', async () => {
    const { connector, clock, session } = await ready()
    connector.outcome = 'silence'
    connector.last.break()
    await clock.advanceAsync(SESSION_CONFIG.backoff.firstMs + SESSION_CONFIG.resumeMs)
    expect(session.state).toMatchObject({
      state: 'resuming',
      attempt: 2,
      error: { code: 'host-unreachable' },
    })
    expect(connector.attempts.at(-1)?.signal.aborted).toBe(true)
  })

  it('waits as long as the host asks', async () => {
    const { connector, session } = await ready()
    connector.last.break(new PalabreError('rate-limited', { retryAfter: 30 }))
    expect(session.state).toMatchObject({ state: 'resuming', retryInMs: 30_000 })
  })

  it('lets the host choose where the channel has gone', async () => {
    const { connector, clock, session } = await ready()
    connector.prepare = (connection) => (connection.reply = () => new PalabreError('channel-unknown'))
    connector.last.break()
    await clock.advanceAsync(200)
    connector.prepare = () => {}
    await clock.advanceAsync(400)
    expect(connector.last.requests[0]).not.toHaveProperty('channel')
    expect(session.state.state).toBe('binding')
  })

  it.each<ErrorCode>(['host-closing', 'internal', 'message-malformed'])(
    'follows closing with %s',
    async (code) => {
      const { connector, session } = await ready()
      connector.last.event({ type: 'closing', n: 11, code })
      expect(session.state).toMatchObject({ state: 'resuming', error: { code } })
    },
  )

  it.each<ErrorCode>(['kicked', 'replaced'])('does not follow closing with %s', async (code) => {
    const { connector, session, clock } = await ready()
    connector.last.event({ type: 'closing', n: 11, code })
    expect(session.state).toMatchObject({ state: 'closed', error: { code } })
    expect(clock.pending).toBe(0)
  })

  it('stops where the host shows another key', async () => {
    const { connector, clock, session } = await ready()
    connector.outcome = new PalabreError('host-key-changed')
    connector.last.break()
    await clock.advanceAsync(200)
    expect(session.state).toMatchObject({ state: 'closed', error: { code: 'host-key-changed' } })
  })

  it('hears nothing more of a connection it gave up', async () => {
    const { connector, clock, session, engine } = await ready()
    const old = connector.last
    old.break()
    await clock.advanceAsync(200)
    old.event({ type: 'memberJoined', n: 11, member: memberOf(50) })
    old.tunnel(new Uint8Array(1))
    old.break()
    expect(session.state.state).toBe('binding')
    expect(roomIn(session.state).members).toHaveLength(3)
    expect(engine.last('tunnelIn')).toBeUndefined()
  })

  it('comes back under fresh keys after the engine died', async () => {
    const { connector, clock, session, engine } = await ready()
    const before = engine.commands.filter(({ type }) => type === 'connect').length
    session.renew(new PalabreError('service-stopped'))
    expect(session.state.state).toBe('resuming')
    expect(connector.last.isClosed).toBe(true)
    await clock.advanceAsync(200)
    expect(engine.commands.filter(({ type }) => type === 'connect')).toHaveLength(before + 1)
  })
})

describe('a session whose sequence numbers are nearly used up', () => {
  it('is left for another one, with fresh keys', async () => {
    const { connector, clock, session, engine } = await ready()
    const before = engine.commands.filter(({ type }) => type === 'connect').length
    engine.emit({ type: 'numbersEnding' })
    expect(session.state).toMatchObject({ state: 'resuming', error: { code: 'session-outlived' } })
    expect(connector.last.isClosed).toBe(true)
    await clock.advanceAsync(200)
    expect(engine.commands.filter(({ type }) => type === 'connect')).toHaveLength(before + 1)
  })
})

describe('leaving', () => {
  it('says good-bye and closes', async () => {
    const { connector, session, engine, clock } = await ready()
    await session.leave()
    expect(connector.last.requests.at(-1)).toEqual({ type: 'leave' })
    expect(connector.last.isClosed).toBe(true)
    expect(session.state).toEqual({ state: 'closed' })
    expect(engine.commands.at(-1)).toEqual({ type: 'disconnect' })
    expect(clock.pending).toBe(0)
  })

  it('does not wait for a host that says nothing', async () => {
    const { connector, session, clock } = await ready()
    connector.last.reply = () => 'silence'
    const left = session.leave()
    expect(session.state).toEqual({ state: 'closed' })
    await clock.advanceAsync(SESSION_CONFIG.leaveMs)
    await left
    expect(connector.last.isClosed).toBe(true)
  })

  it('ends an attempt under way', async () => {
    const setting = setUp()
    setting.connector.outcome = 'silence'
    const connected = codeOf(setting.connect())
    await setting.settle()
    await setting.session.leave()
    expect(await connected).toBe('host-unreachable')
    expect(setting.session.state).toEqual({ state: 'closed' })
    expect(setting.clock.pending).toBe(0)
  })

  it('ends a session that is coming back', async () => {
    const { connector, session, clock } = await ready()
    connector.last.break()
    await session.leave()
    expect(session.state).toEqual({ state: 'closed' })
    expect(clock.pending).toBe(0)
  })

  it('can join again, and joining elsewhere leaves first', async () => {
    const setting = await ready()
    const first = setting.connector.last
    const connected = setting.connect()
    await setting.settle()
    setting.bind()
    await connected
    expect(first.isClosed).toBe(true)
    expect(setting.session.state.state).toBe('ready')
  })

  it('lets go of the engine', async () => {
    const { session, engine } = await ready()
    await session.close()
    expect(engine.listeners).toBe(0)
  })
})

describe('requests', () => {
  it('fail by name where there is no connection', async () => {
    const { session } = setUp()
    expect(await codeOf(session.join(1))).toBe('host-unreachable')
  })

  it('keep a new nickname for the next login', async () => {
    const { connector, session, clock } = await ready()
    await session.rename('Grace')
    connector.last.break()
    await clock.advanceAsync(200)
    expect(connector.last.requests[0]).toMatchObject({ nickname: 'Grace' })
  })

  it('keep the name that another machine of the user has given', async () => {
    const { connector, clock } = await ready()
    const you = memberOf(7, { nickname: 'Countess' })
    connector.last.event({ type: 'memberChanged', n: 11, member: you })
    connector.last.break()
    await clock.advanceAsync(200)
    expect(connector.last.requests[0]).toMatchObject({ nickname: 'Countess' })
  })

  it('show a link code once, and take over the name of the user', async () => {
    const setting = setUp()
    const { connector, clock, session } = setting
    const connected = session.connect({ invite: INVITE, nickname: 'Laptop', linkCode: 'K7MP-2XQ9' })
    await setting.settle()
    setting.bind()
    await connected
    expect(connector.last.requests[0]).toMatchObject({ nickname: 'Laptop', linkCode: 'K7MP-2XQ9' })
    connector.last.break()
    await clock.advanceAsync(200)
    expect(connector.last.requests[0]).toMatchObject({ nickname: 'user 7' })
    expect(connector.last.requests[0]).not.toHaveProperty('linkCode')
  })

  it('answer an invite', async () => {
    const { connector, session } = await ready()
    connector.last.reply = () => ({ type: 'ok', re: 1, invite: INVITE })
    expect(await session.createInvite({ lifetimeS: 60, uses: 1 })).toBe(INVITE)
  })
})

describe('whispering', () => {
  const TARGETS = { users: [8], channels: [] }
  const key = { from: 9, list: 3, epoch: 1, secret: bytesText(32, 4) }

  it('hands the keys of lists to the engine, of members wherever they are', async () => {
    const { engine, connector, session } = await ready()
    connector.last.event({ type: 'whisperKeyed', n: 11, ...key })
    expect(engine.last('whisperKey')).toMatchObject({
      ...{ from: { sourceId: 9, nickname: 'user 9' }, list: 3, epoch: 1 },
      secret: fromBase64Url(key.secret),
    })
    connector.last.event({ type: 'whisperEnded', n: 12, from: 9, list: 3 })
    expect(engine.last('whisperEnded')).toEqual({ type: 'whisperEnded', sourceId: 9, list: 3 })
    expect(session.state).toMatchObject({ room: { whispers: [] } })
  })

  it('has nothing to do with a member that is not here', async () => {
    const { engine, connector } = await ready()
    connector.last.event({ type: 'whisperKeyed', n: 11, ...key, from: 77 })
    expect(engine.commands.map(({ type }) => type)).not.toContain('whisperKey')
  })

  it('shows who hears the own lists, until nobody does', async () => {
    const { connector, session } = await ready()
    connector.last.event({ type: 'whisperKeyed', n: 11, ...key, from: 7, listeners: [8, 9] })
    expect(session.state).toMatchObject({ room: { whispers: [{ list: 3, listeners: [8, 9] }] } })
    connector.last.event({ type: 'whisperEnded', n: 12, from: 7, list: 3 })
    expect(session.state).toMatchObject({ room: { whispers: [] } })
  })

  it('asks for its lists and holds its key again after coming back', async () => {
    const setting = await ready()
    const { clock, connector, engine, session } = setting
    await session.setWhisperList(1, TARGETS)
    await session.setWhisperList(2, TARGETS)
    await session.setWhisperList(2, { users: [], channels: [] })
    session.setWhispering(1)
    expect(engine.last('whisper')).toEqual({ type: 'whisper', list: 1 })
    connector.last.break()
    await clock.advanceAsync(SESSION_CONFIG.backoff.mostMs)
    const again = connector.last.requests.filter(({ type }) => type === 'setWhisper')
    expect(again).toEqual([{ type: 'setWhisper', list: 1, targets: TARGETS }])
    const connected = engine.commands.findLastIndex(({ type }) => type === 'connect')
    expect(engine.commands.slice(connected)).toContainEqual({ type: 'whisper', list: 1 })
  })
})

describe('the API of the host', () => {
  it('is where the connection is, by a pass of this stay, and nowhere without one', async () => {
    const { session, connector } = await ready()
    const place = session.adminDoor.place()
    expect(place).toEqual({ address: '192.0.2.1', port: 7780, fingerprint: FINGERPRINT })
    expect(session.adminDoor.place()).toBe(place)
    connector.last.reply = () => ({ type: 'ok', re: 1, adminPass: { token: 'pass', lifetimeS: 60 } })
    expect(await session.adminDoor.token()).toBe('pass')
    expect(connector.last.requests.at(-1)).toEqual({ type: 'adminPass' })
    connector.last.reply = () => ({ type: 'ok', re: 1 })
    expect(await codeOf(session.adminDoor.token())).toBe('message-malformed')
    await session.leave()
    expect(session.adminDoor.place()).toBeUndefined()
    expect(await codeOf(session.adminDoor.token())).toBe('host-unreachable')
  })

  it('tells of the long work of the host', async () => {
    const { session, connector } = await ready()
    const heard: string[] = []
    session.onJob(({ kind }) => heard.push(kind))
    const job = { kind: 'backup.create' } as JobItem
    connector.last.event({ type: 'jobChanged', n: 11, job })
    expect(heard).toEqual(['backup.create'])
  })
})
