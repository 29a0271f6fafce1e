import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HOST_CONFIG } from '../../../../../../electron/host/config.ts'
import { problem } from '../../../../../support/api-cases/expectations.ts'
import { HOST_ACTOR } from '../../../../../support/offline-community.ts'
import { OfflineApi, OWNER_TOKEN } from '../../../../../support/offline-api.ts'

/** The rest of `abuse.test.ts`: who comes from elsewhere, too often, too late, and what is taken away. */
let api: OfflineApi
beforeAll(async () => {
  api = await OfflineApi.open()
})
// Each test is asked in a window of its own, that of the limits.
beforeEach(() => {
  api.offline.clock.advance(HOST_CONFIG.http.allowance.windowMs)
})
afterAll(() => api.close())

describe('abuse 43: paths', () => {
  const ways = [
    '..',
    '../..',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e/',
    '..\\..\\x',
    '/etc/passwd',
    'C:%5Cx',
    'con',
    'aux.',
    'a%00',
  ]

  it.each(ways)('that lead elsewhere name nothing: %s', async (way) => {
    for (const place of ['/docs/static/', '/docs/', '/api/v1/channels/', '/api/v1/users/']) {
      const { statusCode, body } = await api.app.inject({
        url: `${place}${way}`,
        headers: { authorization: `Bearer ${OWNER_TOKEN}` },
      })
      const found = statusCode === 200 && !body.includes('root:') && /swagger|\{"items":/i.test(body)
      expect([place, found || statusCode >= 300]).toEqual([place, true])
      expect(body).not.toContain('root:')
    }
  })

  const NAME = '2026-01-01T00-00-00-005Z.palabre'
  const names = [
    ...['', '.', '..', '../palabre.db', '../../etc/passwd', '/etc/passwd', '..\\palabre.db', 'C:\\boot.ini'],
    ...['CON', 'nul.palabre', 'aux.', 'LPT1', `${NAME}.`, `${NAME} `, ` ${NAME}`, `${NAME}/`, `./${NAME}`],
    ...[`../backups/${NAME}`, `${NAME}\0`, `${NAME}\n`, `${NAME}\u202e`, `${NAME}::$DATA`, `${NAME}.upload`],
    ...['owner-token', 'palabre.db', '%2e%2e%2fpalabre.db', 'x'.repeat(5_000), `${NAME}${'x'.repeat(300)}`],
  ]

  it.each(names)('of a backup: %j is no name, and nothing is touched', async (name) => {
    const before = tree(api.offline.folder)
    for (const route of ['GET /backups/{name}', 'DELETE /backups/{name}', 'POST /backups/{name}/restore']) {
      const [method = 'GET', path = ''] = route.split(' ')
      const { statusCode, body } = await api.app.inject({
        method: method as 'GET',
        url: `/api/v1${path.replace('{name}', encodeURIComponent(name))}`,
        headers: { authorization: `Bearer ${OWNER_TOKEN}` },
      })
      // Some are no address at all, or too long for one.
      const isRefused =
        [400, 414].includes(statusCode) || (statusCode === 404 && /"code":"not-found"/.test(body))
      expect([route, statusCode, isRefused]).toEqual([route, statusCode, true])
    }
    expect(tree(api.offline.folder)).toEqual(before)
  })

  it.each([
    ...names,
    'mix.opus.',
    'track-0.opus',
    'track-01.opus',
    'track-100000.opus',
    'mix.opus\0',
    'MIX.OPUS',
  ])('of a file of a recording: %j is no name', async (file) => {
    const { statusCode, body } = await api.app.inject({
      url: `/api/v1/recordings/1/files/${encodeURIComponent(file)}`,
      headers: { authorization: `Bearer ${OWNER_TOKEN}` },
    })
    const isRefused =
      [400, 414].includes(statusCode) || (statusCode === 404 && /"code":"not-found"/.test(body))
    expect([statusCode, isRefused]).toEqual([statusCode, true])
  })

  it('are not of names people choose: a file to take away has the name of its list', async () => {
    const { body } = await api.ask('POST /channels', { body: { name: '../../evil\\"name', parentId: null } })
    const { id } = body as { id: number }
    const { headers } = await api.ask('GET /channels/{id}/messages/export', { id })
    expect(headers['content-disposition']).toBe('attachment; filename="messages.csv"')
    await api.ask('DELETE /channels/{id}', { id })
  })
})

/** All that is in a folder, with its size. */
function tree(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${name} ${String(statSync(join(folder, name)).size)}`)
    .sort()
}

describe('an address of nothing', () => {
  it('says so, and where to look', async () => {
    for (const url of ['/', '/api/v1/nothing', '/api/v2/users', '/docs/nothing']) {
      const response = await api.app.inject({ url })
      expect([url, response.statusCode, response.json()]).toEqual([url, 404, problem('not-found')])
    }
  })
})

describe('abuse 44: two who change the same', () => {
  it('at once: the second is told, with whatever is changed', async () => {
    const tag = String((await api.ask('GET /channels/{id}', { id: 1 })).headers['etag'])
    const change = (description: string) =>
      api.ask('PATCH /channels/{id}', { id: 1, body: { description }, headers: { 'if-match': tag } })
    const answers = await Promise.all(['mine', 'theirs', 'his', 'hers'].map(change))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412])
    expect(answers.filter(({ status }) => status === 412).map(({ body }) => body)).toEqual(
      [1, 2, 3].map(() => problem('changed-since')),
    )
  })
})

describe('abuse 46: asking too often', () => {
  const { perAddress, perToken, windowMs } = HOST_CONFIG.http.allowance
  const ask = (remoteAddress: string, token?: string) =>
    api.app.inject({
      ...{ url: '/api/v1/health', remoteAddress },
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    })
  const statuses = async (count: number, address: string, token?: string): Promise<Set<number>> => {
    const seen = new Set<number>()
    for (let turn = 0; turn < count; turn += 1) seen.add((await ask(address, token)).statusCode)
    return seen
  }

  it('a stranger is told when to come again, others are not concerned, and it recovers', async () => {
    expect(await statuses(perAddress, '192.0.2.50')).toEqual(new Set([200]))
    const refused = await ask('192.0.2.50')
    expect([refused.statusCode, refused.json()]).toEqual([429, problem('rate-limited')])
    const waitS = Number(refused.headers['retry-after'])
    expect(waitS).toBeGreaterThan(0)
    expect((await ask('192.0.2.51')).statusCode).toBe(200)
    expect((await ask('192.0.2.50', OWNER_TOKEN)).statusCode).toBe(200)
    expect((await ask('192.0.2.50', 'guessed')).statusCode).toBe(429)
    api.offline.clock.advance(waitS * 1_000)
    expect(await statuses(10, '192.0.2.50')).toEqual(new Set([200]))
  })

  it('all addresses of an IPv6 network are one stranger', async () => {
    await statuses(perAddress, '2001:db8:1:2::1')
    expect((await ask('2001:db8:1:2:ffff::9')).statusCode).toBe(429)
    expect((await ask('2001:db8:1:3::1')).statusCode).toBe(200)
  })

  it('a token has its own share, wherever it is used from', async () => {
    const { token } = api.tokens.create(HOST_ACTOR, { name: 'busy', scopes: ['read'] })
    const other = api.tokens.create(HOST_ACTOR, { name: 'calm', scopes: ['read'] }).token
    expect(await statuses(perToken, '192.0.2.60', token)).toEqual(new Set([200]))
    expect((await ask('192.0.2.61', token)).statusCode).toBe(429)
    expect((await ask('192.0.2.60', other)).statusCode).toBe(200)
    api.offline.clock.advance(windowMs)
    expect((await ask('192.0.2.61', token)).statusCode).toBe(200)
  })

  it('addresses that do not exist count as well', async () => {
    for (let turn = 0; turn <= perAddress; turn += 1)
      await api.app.inject({ url: '/nothing', remoteAddress: '192.0.2.70' })
    expect((await api.app.inject({ url: '/nothing', remoteAddress: '192.0.2.70' })).statusCode).toBe(429)
  })
})

describe('abuse 47: from elsewhere', () => {
  const foreign: Record<string, string>[] = [
    { host: 'rebound.evil.example:7780' },
    { host: 'evil.example', origin: 'https://evil.example' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  ]

  it.each(foreign)('%j is refused, with the right token too, wherever it goes', async (headers) => {
    for (const url of [
      '/api/v1/users',
      '/api/v1/health',
      '/docs/',
      '/api/openapi.json',
      '/metrics',
      '/nothing',
    ]) {
      for (const authorization of [`Bearer ${OWNER_TOKEN}`, '']) {
        const response = await api.app.inject({ url, headers: { ...headers, authorization } })
        expect([url, response.statusCode, response.json()]).toEqual([url, 403, problem('origin-refused')])
        expect(response.headers).not.toHaveProperty('access-control-allow-origin')
      }
    }
  })

  it('of the host’s own page, or under a name of its settings, is not', async () => {
    for (const headers of [
      { host: 'host.example', origin: 'https://host.example' },
      { host: '192.0.2.9:7780', origin: 'https://192.0.2.9:7780' },
      { host: '[2001:db8::9]:7780' },
    ]) {
      expect((await api.app.inject({ url: '/api/v1/health', headers })).statusCode).toBe(200)
    }
  })

  it('browsers are told to show nothing of the host in a page, and to guess no types', async () => {
    for (const url of ['/api/v1/health', '/docs/', '/nothing', '/api/v1/users']) {
      const { headers } = await api.app.inject({ url })
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringMatching(/frame-ancestors 'none'/) as unknown,
      })
      expect(headers['content-security-policy']).not.toMatch(/https?:|\*|unsafe-eval/)
    }
  })
})

describe('abuse 48: files for spreadsheets', () => {
  const NAMES = [
    '=HYPERLINK("x")',
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    '＝1+1',
    '=cmd|calc!A0',
    'plain',
    'a,b',
    'say "hi"',
    '<script>',
    '1=1',
  ]

  it('run nothing, whatever people call themselves', async () => {
    for (const name of NAMES) api.offline.user(name)
    const { body } = await api.ask('GET /users/export', { query: 'sort=id&format=csv' })
    const rows = String(body).trimEnd().split('\r\n').slice(-NAMES.length)
    const cells = rows.map((row) => /^\d+,("(?:[^"]|"")*"|[^,]*),member/.exec(row)?.[1])
    expect(cells).toEqual([
      '"\'=HYPERLINK(""x"")"',
      "'+1+1",
      "'-2+3",
      "'@SUM(A1)",
      "'＝1+1",
      "'=cmd|calc!A0",
      'plain',
      '"a,b"',
      '"say ""hi"""',
      '<script>',
      '1=1',
    ])
  })

  it('as JSON are what people wrote, and no markup', async () => {
    const response = await api.app.inject({
      url: '/api/v1/users/export?sort=id&format=json',
      headers: { authorization: `Bearer ${OWNER_TOKEN}` },
    })
    const names = response.json<{ nickname: string }[]>().map(({ nickname }) => nickname)
    expect(names.slice(-NAMES.length)).toEqual(NAMES)
    expect(response.body).not.toContain('<')
    expect(response.headers['x-content-type-options']).toBe('nosniff')
  })
})
