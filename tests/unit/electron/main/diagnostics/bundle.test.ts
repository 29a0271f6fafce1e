import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import type { AppSettings, HostStatus } from '../../../../../electron/contract/services.ts'
import { composeBundle, type BundleParts } from '../../../../../electron/main/diagnostics/bundle.ts'
import { NO_FIGURES } from '../../../../support/fake-host.ts'
import { fakeDevice, fakeMember, fakeRoom, FakeApp } from '../../../../support/fake-services.ts'

const secret = (): string => randomBytes(24).toString('base64url')
const TOKENS = Array.from({ length: 4 }, secret)
const [TOKEN = '', OWN_TOKEN = '', CLAIM_TOKEN = '', OWNER = ''] = TOKENS
const linkOf = (token: string): string => `palabre://203.0.113.7:7780/Lobby?k=${'A'.repeat(43)}&t=${token}`
/** Short, and of words: known by where it stands alone. */
const SHORT = 'sesame'

const SETTINGS: AppSettings = {
  ...new FakeApp().stored,
  ...{ nickname: 'Ada Lovelace', hostName: 'Ada’s den', linkHosts: ['private.example'] },
  recentHosts: [{ fingerprint: 'F'.repeat(43), name: 'Chez Émile', invite: linkOf(TOKEN), lastMs: 1 }],
}
const HOST: HostStatus = {
  ...{ state: 'running', name: 'Ada’s den', invite: linkOf(OWN_TOKEN), claim: linkOf(CLAIM_TOKEN) },
  ...{ address: '203.0.113.7', port: 7780, api: 'https://203.0.113.7:7780/api/v1' },
  ...{ fingerprint: 'F'.repeat(43), ownerToken: OWNER, pid: 1, mediaThreadId: 2 },
}
const INFO = {
  ...({ version: '1.2.3', shell: 'electron', platform: 'linux', versions: {} } as const),
  folders: { data: '/home/ada/palabre', recordings: '/home/ada/palabre/host/recordings' },
}
const PARTS: BundleParts = {
  ...{ madeAt: new Date(0), info: INFO },
  ...{ machine: { node: '24.0.0' }, settings: SETTINGS, restarts: { host: 2 }, host: HOST },
  session: { state: 'ready', room: fakeRoom([fakeMember(1, 'Grace Hopper')], { hostName: 'Ada’s den' }) },
  devices: { devices: [fakeDevice('USB Headset 3000')] },
  figures: {
    ...{ ...NO_FIGURES, at: [1_000] },
    members: [
      ...[{ userId: 1, nickname: 'Grace Hopper', channel: 'Den of Ada', path: 'udp' as const }].map(
        (one) => ({
          ...{ ...one, loss: 0.25, jitterMs: 3 },
        }),
      ),
    ],
  },
  history: { at: [1_000, 2_000], series: { 'own.capture': [1, null] } },
  log: [
    'host: {"level":50,"msg":"broken","code":"port-in-use"}',
    `voice: {"msg":"asked","url":"${linkOf(TOKEN)}"}`,
    `host: {"msg":"x","password":"${SHORT}","note":"Bearer ${OWNER}"}`,
    `host: Error at /home/ada.lovelace/palabre/x.ts with ${CLAIM_TOKEN}`,
  ],
  home: '/home/ada.lovelace',
}

it('holds what helps to find a fault', () => {
  const bundle = JSON.parse(composeBundle(PARTS)) as Record<string, unknown>
  expect(bundle).toMatchObject({
    ...{ format: 'palabre-diagnostics', app: { version: '1.2.3' }, restarts: { host: 2 } },
    settings: { theme: 'light', port: 7780, captureDevice: 'default', recentHosts: '1 [removed]' },
    session: { state: 'ready', members: 1, path: 'udp' },
    devices: { devices: [{ name: 'USB Headset 3000', hostApi: 'ALSA' }] },
    host: { state: 'running', port: 7780 },
    figures: { at: [1_000], members: [{ path: 'udp', loss: 0.25, jitterMs: 3 }] },
    call: { at: [1_000, 2_000], series: { 'own.capture': [1, null] } },
  })
  const log = bundle['log'] as string[]
  expect(log).toHaveLength(4)
  expect(log[0]).toContain('port-in-use')
  expect(log[3]).toContain('Error at ~/palabre/x.ts')
})

it('holds no secret, and nobody’s name or address', () => {
  const text = composeBundle(PARTS)
  const people = ['Ada', 'Grace', 'Émile', 'private.example', '203.0.113.7', 'lovelace', 'F'.repeat(43)]
  const planted = [...TOKENS, SHORT, 'palabre://', ...people]
  // What is looked for is really in what the bundle is made of.
  const source = JSON.stringify(PARTS)
  expect(planted.filter((one) => !source.includes(one))).toEqual([])
  expect(planted.filter((one) => text.includes(one))).toEqual([])
})

it('does not pass on known secrets, whichever part they come by', () => {
  const devices = { devices: [fakeDevice(`Headset ${OWNER}`)] }
  const machine = { note: linkOf(TOKEN) }
  const text = composeBundle({ ...PARTS, devices, machine })
  expect(TOKENS.filter((one) => text.includes(one))).toEqual([])
})

it('leaves out a history that is none, and parts that did not answer', () => {
  const wrong = [
    ...[undefined, 'x', {}, { at: ['1'], series: {} }, { at: [1], series: { x: [1, 2] } }],
    ...[
      { at: [1], series: { 'Ada Lovelace': [1] } },
      { at: [1], series: { x: ['a secret'] } },
    ],
    { at: Array.from({ length: 1_801 }, () => 0), series: {} },
  ]
  const missing = { session: null, devices: null, host: null, figures: null }
  for (const history of wrong) {
    expect(JSON.parse(composeBundle({ ...PARTS, ...missing, history }))).toMatchObject({
      ...missing,
      call: null,
    })
  }
})
