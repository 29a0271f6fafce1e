import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOST_CONFIG } from '../../electron/host/config.ts'
import { askRest, type RestAnswer, type RestRequest } from '../support/rest-client.ts'
import { CallBeside } from '../support/call-beside.ts'
import { SlowClients, type Slowness } from '../support/slow-clients.ts'

/**
 * What loads a host through its API, against a real one, while two talk through it: they lose no packet. What needs no
 * sockets is in `unit/electron/host/http/api/abuse.test.ts`; the numbers are the same.
 */
const SLOW_CLIENTS = 1_000
const ANSWER_BOUND_MS = 200
const { bodyBytes, allowance, requestMs, checkMs } = HOST_CONFIG.http

let call: CallBeside

beforeAll(async () => {
  call = await CallBeside.start()
})
afterAll(() => call.end())

const ask = (given: Omit<RestRequest, 'port'>): Promise<RestAnswer> =>
  askRest({ port: call.ready.port, ...given })
const owner = (): Record<string, string> => ({ authorization: `Bearer ${call.ready.ownerToken}` })
const codeOf = ({ text }: RestAnswer): unknown => (JSON.parse(text) as { code?: unknown }).code

/** Waits until something holds, looked at ten times a second. */
async function until(holds: () => boolean, limitMs: number): Promise<void> {
  const endMs = performance.now() + limitMs
  while (!holds() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 100))
}

describe('abuse 39: bodies, over the wire', () => {
  it('that are too large are refused while they come, and packed ones unread', async () => {
    const role = { method: 'POST', path: '/api/v1/roles' }
    const json = { ...owner(), 'content-type': 'application/json' }
    const large = await ask({ ...role, headers: json, body: `{"name":"${'x'.repeat(bodyBytes)}"}` })
    expect([large.status, codeOf(large)]).toEqual([413, 'message-too-large'])
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const packed = await ask({ ...role, headers: { ...json, 'content-encoding': 'gzip' }, body: bomb })
    expect([packed.status, codeOf(packed)]).toEqual([400, 'request-invalid'])
    const text = `{"rights":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    const deep = await ask({ ...role, headers: json, body: text })
    expect([deep.status, codeOf(deep)]).toEqual([400, 'request-invalid'])
  })
})

describe('abuse 45: slow clients', () => {
  it(
    'of a thousand each is closed in time, and meanwhile the API answers',
    { timeout: 120_000 },
    async () => {
      const slow = new SlowClients()
      const kinds: readonly Slowness[] = ['handshake', 'headers', 'body', 'headers', 'body']
      // No address may have more than it is allowed, so that all of them are let in.
      const each = SLOW_CLIENTS / kinds.length
      expect(each).toBeLessThan(HOST_CONFIG.socketsPerAddress)
      for (const [index, kind] of kinds.entries())
        await slow.open(call.ready.port, each, kind, `127.0.0.${String(10 + index)}`)
      expect(slow.opened).toBe(SLOW_CLIENTS)
      const openedMs = performance.now()
      const answers: RestAnswer[] = []
      const others = { path: '/api/v1/users', headers: owner(), localAddress: '127.0.0.99' }
      for (let turn = 0; turn < 20; turn += 1) answers.push(await ask(others))
      expect(slow.left).toBeGreaterThan(0)
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
      const times = answers.map(({ tookMs }) => tookMs).sort((a, b) => a - b)
      expect(times[times.length / 2]).toBeLessThan(ANSWER_BOUND_MS)
      // The limit of a whole request, one look of the server at its connections, and as much for a slow machine.
      await until(() => slow.left === 0, requestMs + checkMs + requestMs)
      slow.close()
      expect([slow.left, performance.now() - openedMs < 2 * requestMs + checkMs + 1_000]).toEqual([0, true])
    },
  )
})

describe('abuse 46: asking too often, over the wire', () => {
  it('is answered with when to come again, never with silence, and then goes on', async () => {
    const stranger = { path: '/api/v1/health', localAddress: '127.0.0.50' }
    const answers: RestAnswer[] = []
    for (let turn = 0; turn < allowance.perAddress * 2 && answers.at(-1)?.status !== 429; turn += 1)
      answers.push(await ask(stranger))
    const refused = answers.at(-1)
    expect([refused?.status, refused === undefined ? '' : codeOf(refused)]).toEqual([429, 'rate-limited'])
    expect((await ask({ ...stranger, localAddress: '127.0.0.51' })).status).toBe(200)
    expect((await ask({ ...stranger, headers: owner() })).status).toBe(200)
    const waitS = Number(refused?.headers['retry-after'])
    expect(waitS).toBeLessThanOrEqual(allowance.windowMs / 1_000)
    await new Promise((resolve) => setTimeout(resolve, waitS * 1_000))
    expect((await ask(stranger)).status).toBe(200)
  })
})

describe('the call beside all this', () => {
  it('has lost no packet', async () => {
    for (const { packets, lost } of await call.heard()) {
      expect(lost).toBe(0)
      expect(packets).toBeGreaterThan(500)
    }
    expect(call.isWhole()).toBe(true)
  })
})
