import { formatInvite } from '../../../../electron/contract/invite.ts'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { DISCOVERY } from '../../../../electron/base/discovery/config.ts'
import { systemRandom } from '../../../../electron/base/random.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import type { Hearing, LanHost, MessageEvent } from '../../../../electron/contract/services.ts'
import { DEFAULT_ENGINE } from '../../../../electron/processes/engine-defaults.ts'
import { openVoiceService } from '../../../../electron/processes/open-voice-service.ts'
import { VoiceService } from '../../../../electron/processes/voice-service.ts'
import { HearingFile } from '../../../../electron/session/hearing-file.ts'
import { ephemeralIdentity } from '../../../../electron/session/identity.ts'
import { KnownHosts } from '../../../../electron/session/known-hosts.ts'
import { beaconMaker } from '../../../support/beacon-maker.ts'
import { FakeEngineWorker, NO_STATS, STOPPED } from '../../../support/fake-engine-worker.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { bytesText, FakeConnector } from '../../../support/fake-gateway.ts'
import { FakeLan } from '../../../support/fake-lan.ts'

const FINGERPRINT = bytesText(32, 5)
const OPTIONS = { invite: `palabre://192.0.2.1/?k=${FINGERPRINT}&t=t`, nickname: 'Ada' }

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'palabre-voice-'))
  folders.push(folder)
  return folder
}

function setUp(knownHosts?: KnownHosts, hearing?: HearingFile, clock?: FakeClock) {
  const connector = new FakeConnector()
  const workers: FakeEngineWorker[] = []
  const heard: string[] = []
  const hearings: Hearing[] = []
  const messages: MessageEvent[] = []
  const lists: (readonly LanHost[])[] = []
  const lan = new FakeLan()
  const machine = lan.machine({ blue: '10.0.0.9/24' })
  const service = new VoiceService({
    identity: ephemeralIdentity(systemRandom),
    engine: DEFAULT_ENGINE,
    ...(knownHosts === undefined ? {} : { knownHosts }),
    ...(hearing === undefined ? {} : { hearing }),
    ...(clock === undefined ? {} : { clock }),
    connector,
    lan: { interfaces: machine.interfaces, openLine: machine.openLine },
    spawnEngine: (options) => {
      const worker = new FakeEngineWorker(options).start()
      workers.push(worker)
      return worker
    },
    events: {
      onSession: ({ state }) => heard.push(state),
      onLevels: () => heard.push('levels'),
      onHosts: (hosts) => lists.push(hosts),
      onStats: () => heard.push('stats'),
      onHearing: (hearing) => hearings.push(hearing),
      onTestStep: (step) => heard.push(step),
      onMessage: (event) => messages.push(event),
      onDevice: ({ which }) => heard.push(which),
      onJob: ({ kind }) => heard.push(kind),
      onDownload: ({ name }) => heard.push(name),
    },
  })
  return { service, connector, workers, heard, hearings, messages, lists, lan }
}

describe('the voice service', () => {
  it('runs an engine for a session and no longer', async () => {
    const { service, workers, heard } = setUp()
    await service.setFlags({ muted: true, deafened: false })
    await service.connect(OPTIONS)
    expect(heard.at(-1)).toBe('ready')
    expect(workers[0]?.commands[0]).toEqual({ type: 'flags', muted: true, deafened: false })
    await service.leave()
    expect(await service.state()).toEqual({ state: 'closed' })
    expect(workers).toHaveLength(1)
    expect(workers[0]?.isTerminated).toBe(true)
    expect(await service.close()).toEqual(STOPPED)
  })

  it('lets go of the microphone where the session ends by itself', async () => {
    const { service, connector, workers } = setUp()
    await service.connect(OPTIONS)
    connector.last.event({ type: 'closing', n: 11, code: 'kicked' })
    await expect.poll(() => workers[0]?.isTerminated).toBe(true)
    await service.connect(OPTIONS)
    expect(workers).toHaveLength(2)
    await service.close()
  })

  it('lets go of the engine where the host cannot be reached', async () => {
    const { service, connector, workers } = setUp()
    connector.outcome = new PalabreError('host-unreachable')
    await expect(service.connect(OPTIONS)).rejects.toMatchObject({ code: 'host-unreachable' })
    await expect.poll(() => workers[0]?.isTerminated).toBe(true)
    await service.close()
  })

  it('does not join where somebody left while the engine was starting', async () => {
    const { service, connector, workers } = setUp()
    const connected = service.connect(OPTIONS).catch((error: unknown) => (error as PalabreError).code)
    await service.leave()
    expect(await connected).toBe('host-unreachable')
    expect(connector.connections).toHaveLength(0)
    expect(workers.every(({ isTerminated }) => isTerminated)).toBe(true)
  })

  it('comes back under fresh keys where the engine dies', async () => {
    const { service, connector, workers, heard } = setUp()
    await service.connect(OPTIONS)
    workers[0]?.exit(139)
    expect(heard.at(-1)).toBe('resuming')
    await expect.poll(() => heard.at(-1)).toBe('ready')
    expect(connector.connections).toHaveLength(2)
    expect(workers[1]?.commands.filter(({ type }) => type === 'connect')).toHaveLength(1)
    await service.close()
  })

  it('hands on levels, stats and failures of devices', async () => {
    const { service, workers, heard } = setUp()
    await service.connect(OPTIONS)
    heard.length = 0
    workers[0]?.say({ type: 'levels', levels: { captureDb: 0, sending: true, speakers: [] } })
    workers[0]?.say({ type: 'stats', stats: NO_STATS })
    workers[0]?.say({ type: 'device', which: 'capture', error: null })
    await expect.poll(() => heard).toEqual(['levels', 'stats', 'capture'])
    await service.close()
  })

  it('lists devices without opening one', async () => {
    const { service, workers } = setUp()
    expect(await service.devices()).toEqual({ devices: [] })
    expect(workers[0]?.options).toMatchObject({ capture: { kind: 'silence' }, playback: { kind: 'null' } })
    expect(workers[0]?.isTerminated).toBe(true)
  })

  it('lists devices during a call through its engine', async () => {
    const { service, workers } = setUp()
    await service.connect(OPTIONS)
    expect(await service.devices()).toEqual({ devices: [] })
    expect(workers).toHaveLength(1)
    await service.close()
  })

  it('plays a tone without a microphone and without a call', async () => {
    const { service, workers } = setUp()
    await service.playTone()
    expect(workers[0]?.options).toMatchObject({
      capture: { kind: 'silence' },
      playback: DEFAULT_ENGINE.playback,
    })
    expect(workers[0]?.isTerminated).toBe(true)
  })

  it('plays a tone in a call, and says why it could not', async () => {
    const { service, workers } = setUp()
    await service.connect(OPTIONS)
    await service.playTone()
    const [worker] = workers
    if (worker === undefined) throw new Error('there is no engine')
    expect(worker.isTerminated).toBe(false)
    worker.onCommand = ({ type }) => {
      if (type === 'stop') worker.say(STOPPED)
      if (type !== 'playTone') return
      worker.say({ type: 'device', which: 'playback', error: new PalabreError('device-unknown').report() })
      worker.say({ type: 'toneEnded', played: false })
    }
    await expect(service.playTone()).rejects.toMatchObject({ code: 'device-unknown' })
    await service.close()
  })

  it('tries and measures a voice without a call, and lets go of the devices', async () => {
    const { service, workers, heard } = setUp()
    expect(await service.tryVoice()).toEqual({ heardDb: -20, played: true })
    expect(heard).toContain('recording')
    expect(workers[0]?.options).toMatchObject({ capture: DEFAULT_ENGINE.capture })
    expect(workers[0]?.isTerminated).toBe(true)
    expect(await service.calibrate()).toMatchObject({ openDb: -46 })
    expect(workers[1]?.isTerminated).toBe(true)
    await service.close()
  })

  it('says why a trial could not be, and answers who is waiting when the engine stops', async () => {
    const { service, workers } = setUp()
    await service.connect(OPTIONS)
    const [worker] = workers
    if (worker === undefined) throw new Error('there is no engine')
    worker.onCommand = (command) => {
      if (command.type === 'stop') worker.say(STOPPED)
      if (command.type !== 'trial' || !command.on) return
      worker.say({ type: 'device', which: 'capture', error: new PalabreError('device-unknown').report() })
      worker.say({ type: 'trialEnded', result: { heardDb: -127, played: false }, missing: 'capture' })
    }
    await expect(service.tryVoice()).rejects.toMatchObject({ code: 'device-unknown' })
    const measured = service.calibrate()
    await expect.poll(() => worker.commands.at(-1)?.type).toBe('calibrate')
    await service.leave()
    expect(await measured).toMatchObject({ openDb: null })
    await service.close()
  })

  it('watches the microphone for as long as somebody asks, also after a call', async () => {
    const clock = new FakeClock()
    const { service, workers } = setUp(undefined, undefined, clock)
    await service.watchMicrophone(true)
    await clock.advanceAsync(4_000)
    await service.watchMicrophone(true)
    await clock.advanceAsync(4_000)
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([false])
    await service.connect(OPTIONS)
    await service.watchMicrophone(true)
    await service.leave()
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, true, false])
    await clock.advanceAsync(6_000)
    await expect.poll(() => workers[2]?.isTerminated).toBe(true)
    await service.close()
  })

  it('keeps profile and processing for the next engine, and voids wishes', async () => {
    const { service, workers } = setUp()
    await service.setProfile('lan')
    await service.setProcessing({ gain: false })
    await service.playTone()
    expect(workers[0]?.options).toMatchObject({ profile: 'lan', processing: { gain: false } })
    await service.setProcessing({ usual: true, echo: false })
    await service.playTone()
    expect(workers[1]?.options.processing).toEqual({ echo: false })
    await service.close()
  })

  it('counts and forgets what it keeps about others', async () => {
    const folder = await temporary()
    const known = await KnownHosts.load(join(folder, 'known-hosts.json'))
    const { service } = setUp(known)
    await service.connect(OPTIONS)
    await service.setUserVolume(7, 3)
    expect(await service.remembered()).toEqual({ hosts: 1, users: 1 })
    await service.forget('hosts')
    expect(await service.remembered()).toEqual({ hosts: 0, users: 1 })
    await service.forget('users')
    expect(await service.remembered()).toEqual({ hosts: 0, users: 0 })
    expect((await KnownHosts.load(join(folder, 'known-hosts.json'))).count).toBe(0)
    await service.close()
  })

  it('opens the devices for a test of the microphone, and closes them after it', async () => {
    const { service, workers } = setUp()
    await service.setLoopback('local')
    expect(workers[0]?.commands.at(-1)).toEqual({ type: 'loopback', mode: 'local' })
    await service.setLoopback('off')
    expect(workers[0]?.isTerminated).toBe(true)
    await service.connect(OPTIONS)
    await service.setLoopback('host')
    await service.setLoopback('off')
    expect(workers[1]?.isTerminated).toBe(false)
    await service.close()
  })

  it('uses selected devices at once and from then on', async () => {
    const { service, workers } = setUp()
    const selection = { capture: { kind: 'silence' }, playback: { kind: 'device', name: 'x' } } as const
    await service.connect(OPTIONS)
    await service.selectDevices(selection)
    expect(workers[0]?.commands.at(-1)).toEqual({ type: 'devices', ...selection })
    await service.connect(OPTIONS)
    expect(workers[1]?.options).toMatchObject(selection)
    await service.close()
  })

  it('changes what is sent at once and from then on', async () => {
    const { service, workers } = setUp()
    await service.setMode('vad', { hangMs: 500 })
    await service.connect(OPTIONS)
    expect(workers[0]?.options).toMatchObject({ mode: 'vad', gate: { hangMs: 500 } })
    await service.setMode('ptt', { releaseMs: 100 })
    expect(workers[0]?.commands.at(-1)).toEqual({ type: 'mode', mode: 'ptt', gate: { releaseMs: 100 } })
    await service.connect(OPTIONS)
    expect(workers[1]?.options).toMatchObject({ mode: 'ptt', gate: { hangMs: 500, releaseMs: 100 } })
    await service.close()
  })

  it('tells what people write, and brings a password along', async () => {
    const { service, connector, messages } = setUp()
    await service.connect(OPTIONS)
    const message = {
      ...{ id: 1, channelId: 1, toUserId: null, authorId: 8, author: 'Bo', text: 'hello' },
      ...{ createdAt: 1, editedAt: null, deleted: false },
    }
    connector.last.event({ type: 'messageSent', n: 11, message })
    connector.last.event({ type: 'messageChanged', n: 12, message: { ...message, text: 'hi' } })
    expect(messages).toEqual([
      { message, isNew: true },
      { message: { ...message, text: 'hi' }, isNew: false },
    ])
    await service.join(2, 'open sesame')
    await service.join(1)
    expect(connector.last.requests.slice(-2)).toEqual([
      { type: 'join', channelId: 2, password: 'open sesame' },
      { type: 'join', channelId: 1 },
    ])
    expect(await service.glimpse(OPTIONS.invite)).toEqual({ hostName: 'The house' })
    await service.close()
  })

  it('keeps identity and known hosts in a folder', async () => {
    const folder = await temporary()
    const silent = {
      onSession() {},
      onHosts() {},
      onLevels() {},
      onStats() {},
      onHearing() {},
      onTestStep() {},
      onDevice() {},
      onMessage() {},
      onJob() {},
      onDownload() {},
    }
    const open = () => openVoiceService(folder, { engine: DEFAULT_ENGINE, events: silent })
    const key = await (await open()).publicKey()
    expect(await (await open()).publicKey()).toBe(key)
    await writeFile(join(folder, 'identity.json'), 'damaged')
    expect(await (await open()).publicKey()).not.toBe(key)
  })

  it('hears a user as before after the engine died, and after the end of everything', async () => {
    const file = join(await temporary(), 'hearing.json')
    const load = async () => (await HearingFile.load(file, systemRandom)).file
    const wish = { sourceId: 8, gainDb: -9, muted: false, pan: 0, priority: false }
    const told = (worker?: FakeEngineWorker) =>
      worker?.commands.findLast((command) => command.type === 'speakers')?.speakers
    const first = setUp(undefined, await load())
    await first.service.connect(OPTIONS)
    await first.service.setUserVolume(8, -9)
    await first.service.setMatching(false)
    expect(told(first.workers[0])).toEqual([wish])
    expect(first.hearings.at(-1)).toEqual(await first.service.hearing())
    first.workers[0]?.exit(139)
    await expect.poll(() => told(first.workers[1])).toEqual([wish])
    expect(first.workers[1]?.options.matching).toBe(false)
    await first.service.close()
    const second = setUp(undefined, await load())
    await second.service.connect(OPTIONS)
    expect(told(second.workers[0])).toEqual([wish])
    expect(second.workers[0]?.options.matching).toBe(false)
    await second.service.close()
  })

  it('remembers the key of a host it has joined', async () => {
    const file = join(await temporary(), 'known-hosts.json')
    const { service } = setUp(await KnownHosts.load(file))
    await service.connect(OPTIONS)
    await service.close()
    expect((await KnownHosts.load(file)).familiarity('192.0.2.1', 7780, FINGERPRINT)).toBe('known')
  })
})

describe('hosts on the network', () => {
  const folders: string[] = []
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
  })

  /** A service that looks, with what it remembers, and a host that sends its beacon. */
  async function looking() {
    const folder = await mkdtemp(join(tmpdir(), 'palabre-lan-'))
    folders.push(folder)
    const known = await KnownHosts.load(join(folder, 'known-hosts.json'))
    const parts = setUp(known)
    const host = await beaconMaker('Ada')
    const beacon = (address = '10.0.0.1') => {
      parts.lan.inject('blue', host.make(address), { address, port: 50_000 }, DISCOVERY.beacon.port)
    }
    await parts.service.lookForHosts(true)
    return { ...parts, known, host, beacon }
  }

  it('are told while they are looked for, and not after', async () => {
    const { service, lists, beacon, host, lan } = await looking()
    beacon()
    await expect.poll(() => lists.at(-1)).toMatchObject([{ name: 'Ada', familiarity: 'new', proven: true }])
    expect(await service.hosts()).toEqual(lists.at(-1))
    expect(lists.at(-1)?.[0]?.invite).toBe(`palabre://10.0.0.1/?k=${host.fingerprint}&lan=1`)
    await service.lookForHosts(false)
    expect([lists.at(-1), await service.hosts(), lan.lines]).toEqual([[], [], 0])
    await service.close()
  })

  it('are joined with no invite, trusted at first use and remembered', async () => {
    const { service, connector, beacon, host, known } = await looking()
    beacon()
    await service.joinHost({ fingerprint: host.fingerprint, nickname: 'Bob' })
    expect(connector.invites[0]).toEqual({
      addresses: [{ host: '10.0.0.1', port: 7780 }],
      channel: '',
      fingerprint: host.fingerprint,
    })
    expect(known.familiarity('10.0.0.1', 7780, host.fingerprint)).toBe('known')
    expect(await service.hosts()).toMatchObject([{ familiarity: 'known' }])
    await service.close()
  })

  it('are refused where they show another key than before, unless the person accepts it', async () => {
    const { service, connector, beacon, host, known } = await looking()
    await known.remember('10.0.0.1', 7780, bytesText(32, 9))
    beacon()
    const wish = { fingerprint: host.fingerprint, nickname: 'Bob' }
    expect(await service.hosts()).toMatchObject([{ familiarity: 'changed' }])
    await expect(service.joinHost(wish)).rejects.toMatchObject({ code: 'host-key-changed' })
    const [{ invite } = { invite: '' }] = await service.hosts()
    await expect(service.connect({ invite, nickname: 'Bob' })).rejects.toMatchObject({
      code: 'host-key-changed',
      detail: '10.0.0.1',
      keys: { promised: bytesText(32, 9), shown: host.fingerprint },
    })
    expect(connector.invites).toEqual([])
    await service.joinHost({ ...wish, acceptKey: true })
    expect(await service.hosts()).toMatchObject([{ familiarity: 'known' }])
    await service.close()
  })

  it('abuse 29: an invite leads to another key only where the person has accepted that very one', async () => {
    const { service, connector, known } = await looking()
    const [promised, shown] = [bytesText(32, 1), bytesText(32, 2)]
    const link = { addresses: [{ host: '10.0.0.1', port: 7780 }], channel: '', token: 't' }
    const invite = formatInvite({ ...link, fingerprint: promised })
    await known.remember('10.0.0.1', 7780, promised)
    await service.connect({ invite, nickname: 'Bob', acceptKey: shown })
    expect(connector.invites).toEqual([{ ...link, fingerprint: shown }])
    expect(known.familiarity('10.0.0.1', 7780, shown)).toBe('known')
    await expect(service.connect({ invite, nickname: 'Bob', acceptKey: 'any' })).rejects.toMatchObject({
      code: 'invite-malformed',
    })
    await service.close()
  })

  it('cannot be joined when they are not there', async () => {
    const { service, host } = await looking()
    const joined = service.joinHost({ fingerprint: host.fingerprint, nickname: 'Bob' })
    await expect(joined).rejects.toMatchObject({ code: 'lan-host-unknown' })
    await service.close()
  })

  it('are looked for no longer than the service runs', async () => {
    const { service, lan } = await looking()
    await service.close()
    expect(lan.lines).toBe(0)
  })
})
