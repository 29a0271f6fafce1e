import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ADMIN_FILES, ADMIN_ROUTES, type AdminApi } from '../../../../electron/contract/admin.ts'
import { APP_CALLS, KEYS_CALLS } from '../../../../electron/contract/app-calls.ts'
import type { CallTable } from '../../../../electron/contract/call-table.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { HOST_CALLS } from '../../../../electron/contract/host-calls.ts'
import type { KeysServiceApi } from '../../../../electron/contract/keys-service.ts'
import {
  DEFAULT_SETTINGS,
  type AppApi,
  type HostServiceApi,
  type VoiceServiceApi,
} from '../../../../electron/contract/services.ts'
import { VOICE_CALLS } from '../../../../electron/contract/voice-calls.ts'
import { checkCall } from '../../../../electron/processes/call-check.ts'
import { FAKE_INVITE } from '../../../support/fake-services.ts'

/** Right calls of each method; the first is the shortest. */
type Right<Api> = Readonly<Record<keyof Api, readonly (readonly unknown[])[]>>

const KEY = 'A'.repeat(43)
const NONE = [[]]
const SWITCH = [[true], [false]]
const BINDINGS = {
  talk: { code: 'F8', modifiers: [] },
  mute: { code: 'KeyM', modifiers: ['control', 'shift'] },
}
const SETTINGS = Object.fromEntries(Object.entries(DEFAULT_SETTINGS).filter(([name]) => name !== 'version'))
const INVITE_WISH = { channelId: 2, lifetimeS: 3_600, uses: 0, role: 'guest' }

const ADMIN: Right<AdminApi> = {
  admin: [
    ['me', {}],
    ['users.list', { query: { 'nickname~': 'bo', 'limit': 50, 'total': true } }],
    ['users.kick', { params: { id: 7 }, body: { reason: 'loud' } }],
    ['backups.restore', { params: { name: 'a.palabre' } }],
  ],
  adminTagged: [
    ['roles.get', { params: { id: 7 } }],
    ['users.change', { params: { id: 7 }, body: { role: 'guest' }, match: '"7-1"' }],
  ],
  upload: [[1_000_000]],
  uploadPiece: [[1, 'AAAA']],
  endUpload: [[1]],
  stopUpload: [[1]],
  download: [
    ['users', { query: { format: 'csv' } }],
    ['recording', { params: { id: 1, file: 'mix.opus' } }],
  ],
  stopDownload: [[1]],
}

const APP: Right<AppApi> = {
  info: NONE,
  settings: NONE,
  saveSettings: [
    [{}],
    [{ ...SETTINGS, shortcuts: BINDINGS, linkHosts: ['example.org'], processing: { echo: false } }],
    [{ recentHosts: [{ fingerprint: KEY, name: 'Ada’s place', invite: FAKE_INVITE, lastMs: 1 }] }],
    [{ gateOpenDb: -42 }],
  ],
  shortcutStatus: NONE,
  diagnostics: [[{ at: [1, 2], series: { 'rtt': [3, null], 'speaker1.jitter': [4, 5] } }]],
  takeInvite: NONE,
  showMini: SWITCH,
  showMain: NONE,
  deskLacks: NONE,
  updateStatus: NONE,
  lookForUpdate: NONE,
  fetchUpdate: NONE,
  installUpdate: NONE,
}

const KEYS: Right<KeysServiceApi> = { bind: [[{}], [BINDINGS]] }

const HOST: Right<HostServiceApi> = {
  start: [
    [{ bind: '::', owners: [KEY] }],
    [
      {
        name: 'The den',
        bind: '0.0.0.0',
        port: 0,
        elsewhere: true,
        owners: [],
        discovery: true,
        lanGuests: false,
      },
    ],
  ],
  stop: NONE,
  status: NONE,
  createInvite: [[INVITE_WISH], [{ lifetimeS: 60, uses: 1 }]],
  counters: NONE,
  figures: [[0], [1_700_000_000_000]],
  ...ADMIN,
}

const ASKED: readonly object[] = [
  { type: 'kick', sourceId: 2, reason: '' },
  { type: 'ban', sourceId: 2, scope: 'both', reason: 'loud', durationS: 60 },
  { type: 'move', sourceId: 2, channelId: 1 },
  { type: 'serverMute', userId: 2, on: true },
  { type: 'priority', sourceId: 2, on: true },
  { type: 'createChannel', channel: { name: 'Music', parentId: null, temporary: true, audio: { topN: 3 } } },
  { type: 'changeChannel', channelId: 2, change: { name: 'Forge', password: '', memberLimit: 0 } },
  { type: 'removeChannel', channelId: 2 },
  { type: 'explain', userId: 2, right: 'move', channelId: 1 },
  { type: 'say', place: { channelId: 1 }, text: 'Good evening\nall' },
  { type: 'history', place: { userId: 2 }, limit: 50, before: 7 },
  { type: 'editMessage', messageId: 1, text: 'x' },
  { type: 'removeMessage', messageId: 1 },
  { type: 'revokeInvite', token: 'abc' },
  { type: 'startRecording', channelId: 1 },
  { type: 'stopRecording', channelId: 1 },
  { type: 'refuseRecording', on: true },
  { type: 'linkCode' },
  { type: 'listDevices' },
  { type: 'nameDevice', deviceId: 1, name: 'laptop' },
  { type: 'removeDevice', deviceId: 1 },
]

const DEVICE = { kind: 'device', name: 'default' }
const VOICE: Right<VoiceServiceApi> = {
  connect: [
    [{ invite: FAKE_INVITE, nickname: 'Ada' }],
    [{ invite: FAKE_INVITE, nickname: 'Ada', channel: 'Lobby', linkCode: 'K7MP-2XQ9', acceptKey: KEY }],
  ],
  lookForHosts: SWITCH,
  hosts: NONE,
  joinHost: [
    [{ fingerprint: KEY, nickname: 'Ada' }],
    [{ fingerprint: KEY, nickname: 'Ada', channel: 'Lobby', linkCode: 'K7MP-2XQ9', acceptKey: true }],
  ],
  leave: NONE,
  join: [[3], [3, 'sesame']],
  setFlags: [[{ muted: true, deafened: false }]],
  setDownlink: [['auto'], ['mix']],
  setTalking: SWITCH,
  setMode: [['vad'], ['ptt', {}], ['vad', { openDb: null, hangMs: 300, releaseMs: 0 }]],
  setWhisperList: [[1, { users: [2], channels: [{ id: 1, inner: true }] }]],
  setWhispering: [[1], [null]],
  setProcessing: [[{}], [{ usual: true, highPass: true, echo: false, suppressor: true, gain: false }]],
  setProfile: [['lan']],
  hearing: NONE,
  setUserVolume: [[2, -3.5]],
  setUserMuted: [[2, true]],
  setUserPlace: [
    [2, -1],
    [2, null],
  ],
  setUserPriority: [[2, true]],
  setMatching: SWITCH,
  setSpread: SWITCH,
  rename: [['Grace']],
  ask: ASKED.map((request) => [request]),
  createInvite: HOST.createInvite,
  glimpse: [[FAKE_INVITE]],
  state: NONE,
  devices: NONE,
  selectDevices: [[{ capture: DEVICE, playback: DEVICE }]],
  setLoopback: [['off'], ['host']],
  playTone: NONE,
  watchMicrophone: SWITCH,
  tryVoice: NONE,
  calibrate: NONE,
  endTests: NONE,
  remembered: NONE,
  forget: [['hosts'], ['users']],
  publicKey: NONE,
  ...ADMIN,
}

type Calls = Readonly<Record<string, readonly (readonly unknown[])[]>>
const SERVICES: readonly [name: string, calls: CallTable<object>, right: Calls][] = [
  ['app', APP_CALLS, APP],
  ['keys', KEYS_CALLS, KEYS],
  ['host', HOST_CALLS, HOST],
  ['voice', VOICE_CALLS, VOICE],
]

/** Each of a list of arguments with one thing in it made wrong, and how. */
function* spoilt(value: unknown): Generator<[how: string, value: unknown]> {
  if (typeof value !== 'object' || value === null) {
    yield ['an object', {}]
    yield ['a list', [value]]
    if (typeof value === 'string') yield ['an endless text', value + 'x'.repeat(100_000)]
    return
  }
  yield ['a text', 'text']
  yield ['nothing at all', null]
  if (Array.isArray(value)) {
    for (const [at, one] of value.entries()) {
      for (const [how, wrong] of spoilt(one)) yield [`${how} at ${String(at)}`, value.with(at, wrong)]
    }
    yield ['an endless list', Array.from({ length: 10_000 }, () => value[0] as unknown)]
  } else {
    yield ['a list', [value]]
    yield ['a key too many', { ...value, 'sur plus': 1 }]
    for (const [name, one] of Object.entries(value)) {
      for (const [how, wrong] of spoilt(one)) yield [`${how} at ${name}`, { ...value, [name]: wrong }]
    }
  }
}

function refusalOf(calls: CallTable<object>, method: string, given: readonly unknown[]): unknown {
  try {
    checkCall(calls, method, given)
    return undefined
  } catch (error) {
    return error instanceof PalabreError ? error.code : error
  }
}

describe.each(SERVICES)('calls of the service %s', (_name, calls, right) => {
  const methods = Object.entries(right)

  it.each(methods)('%s: a right call passes', (method, all) => {
    for (const given of all) expect(refusalOf(calls, method, given), JSON.stringify(given)).toBeUndefined()
  })

  it.each(methods)('%s: another number of arguments is refused', (method, all) => {
    const refusal = ['admin', 'adminTagged', 'download'].includes(method)
      ? 'request-invalid'
      : 'message-malformed'
    for (const given of all) expect(refusalOf(calls, method, [...given, null, null])).toBe(refusal)
    const [shortest = []] = all
    if (shortest.length > 0) expect(refusalOf(calls, method, shortest.slice(1))).toBe(refusal)
  })

  it.each(methods)('%s: other types, other keys and endless texts are refused', (method, all) => {
    const passed = all.flatMap((given) =>
      given.flatMap((argument, at) =>
        [...spoilt(argument)]
          .filter(([, wrong]) => refusalOf(calls, method, given.with(at, wrong)) === undefined)
          .map(([how]) => `${String(at)}: ${how}`),
      ),
    )
    expect(passed).toEqual([])
  })

  it('refuses methods it does not have', () => {
    for (const method of ['', 'then', 'constructor', '__proto__', 'toString']) {
      expect(refusalOf(calls, method, [])).toBe('message-malformed')
    }
  })

  it('passes or refuses, whatever comes', () => {
    const method = fc.oneof(fc.constantFrom(...methods.map(([name]) => name)), fc.string())
    fc.assert(
      fc.property(method, fc.array(fc.jsonValue(), { maxLength: 4 }), (name, given) => {
        expect([undefined, 'message-malformed', 'request-invalid']).toContain(refusalOf(calls, name, given))
      }),
    )
  })
})

describe('what a page may not', () => {
  it.each([
    [
      'voice',
      'selectDevices',
      { capture: { kind: 'wav', file: '/etc/passwd', loop: false }, playback: DEVICE },
    ],
    ['voice', 'selectDevices', { capture: DEVICE, playback: { kind: 'wav', file: '/home/ada/.profile' } }],
    ['voice', 'ask', { type: 'leave' }],
    ['voice', 'ask', { type: 'say', id: 1, place: { channelId: 1 }, text: 'x' }],
    ['voice', 'ask', { type: 'adminPass' }],
    ['host', 'start', { bind: '::', owners: [], certificate: { certificateFile: '/a', keyFile: '/b' } }],
    ['host', 'start', { bind: '::', owners: [], transport: 'dgram' }],
    ['app', 'saveSettings', { version: 2 }],
    ['app', 'saveSettings', { shortcuts: { talk: { code: 'F8', modifiers: ['shift', 'control'] } } }],
    ['voice', 'setUserVolume', 2],
  ])('of %s: %s %j', (service, method, argument) => {
    const calls = SERVICES.find(([name]) => name === service)?.[1] ?? {}
    expect(refusalOf(calls, method, [argument])).toBe('message-malformed')
  })

  it('ask a route otherwise than it is', () => {
    for (const route of [...Object.keys(ADMIN_ROUTES), 'nothing', '__proto__']) {
      const wrong = { params: { id: 0 }, query: { $where: 'x' }, body: { role: 'emperor' } }
      expect(refusalOf(HOST_CALLS, 'admin', [route, wrong]), route).toBe('request-invalid')
    }
    for (const file of Object.keys(ADMIN_FILES)) {
      expect(refusalOf(HOST_CALLS, 'download', [file, { params: { name: 7 } }]), file).toBe('request-invalid')
    }
  })
})
