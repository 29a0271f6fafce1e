import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { HOST_CONFIG } from '../../../../../../electron/host/config.ts'
import { LISTS } from '../../../../../../electron/storage/lists/lists.ts'
import { SCOPES } from '../../../../../../electron/contract/scopes.ts'
import { problem, type Items } from '../../../../../support/api-cases/expectations.ts'
import { HOST_ACTOR } from '../../../../../support/offline-community.ts'
import { OfflineApi, OWNER_TOKEN } from '../../../../../support/offline-api.ts'

/** What somebody who means ill, or a program that is wrong, sends to the API; the numbers are those of the promises. */
let api: OfflineApi
beforeAll(async () => {
  api = await OfflineApi.open()
  for (const name of ['Ada', 'Bob', 'Per%cent', 'Under_score', "O'Brien", 'Zoë 🎧']) api.offline.user(name)
})
// Each test is asked in a window of its own, that of the limits.
beforeEach(() => {
  api.offline.clock.advance(HOST_CONFIG.http.allowance.windowMs)
})
afterAll(() => api.close())

const { bodyBytes } = HOST_CONFIG.http
const invalid = { status: 400, body: problem('request-invalid') }

/** Sends a body as it stands. */
async function send(payload: string | Buffer, headers: Record<string, string> = {}) {
  const response = await api.app.inject({
    ...{ method: 'POST', url: '/api/v1/roles', payload },
    headers: { 'authorization': `Bearer ${OWNER_TOKEN}`, 'content-type': 'application/json', ...headers },
  })
  return { status: response.statusCode, body: response.json<object>() }
}

describe('39: bodies', () => {
  const ROLE = '"name":"x","rank":5,"rights":[]'

  it('over the limit are refused before they are read', async () => {
    const padded = `{${ROLE}${' '.repeat(bodyBytes)}}`
    expect(await send(padded)).toEqual({ status: 413, body: problem('message-too-large') })
  })

  it('that are packed are not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    expect(bomb.length).toBeLessThan(bodyBytes)
    for (const encoding of ['gzip', 'deflate', 'br', 'gzip, identity'])
      expect(await send(bomb, { 'content-encoding': encoding })).toMatchObject(invalid)
  })

  it.each([
    `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    `{${ROLE},"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
  ])('10,000 deep are refused (%#)', async (body) => {
    expect(body.length).toBeLessThan(bodyBytes)
    expect(await send(body)).toMatchObject(invalid)
  })

  it.each([
    `{${ROLE},"name":"y"}`,
    `{"__proto__":{"admin":true},${ROLE}}`,
    `{${ROLE},"constructor":{"prototype":{"admin":true}}}`,
    `{"\\u005f\\u005fproto__":{"admin":true},${ROLE}}`,
    `[${ROLE}]`,
    'null',
    '"text"',
    '',
    '\0',
  ])('%j is refused, and changes nothing of the language', async (body) => {
    expect(await send(body)).toMatchObject(invalid)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it('of another kind are refused', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      expect((await send(`{${ROLE}}`, { 'content-type': type })).body).toEqual(problem('request-invalid'))
    }
  })

  it('left no role behind', async () => {
    expect((await api.ask('GET /roles')).body).toMatchObject({
      items: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }],
    })
  })
})

describe('40: pages and filters', () => {
  it.each(['0', '-1', '1e9', '201', 'NaN', '1.5', '', 'ten', '0x10'])(
    'a page of %j is refused',
    async (limit) => {
      expect(await api.ask('GET /users', { query: `limit=${limit}` })).toMatchObject(invalid)
    },
  )

  it('a cursor of another list, another order, or of nothing is refused', async () => {
    const page = (await api.ask('GET /users', { query: 'limit=1&sort=nickname' })).body as Items
    const cursor = page.next ?? ''
    expect((await api.ask('GET /users', { query: `limit=1&sort=nickname&cursor=${cursor}` })).status).toBe(
      200,
    )
    const sealed = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const [route, query] of [
      ['GET /bans', `sort=nickname&cursor=${cursor}`],
      ['GET /users', `cursor=${cursor}`],
      ['GET /users', `sort=-nickname&cursor=${cursor}`],
      ...[
        [],
        null,
        ['users', '-id', {}, 1],
        ['users', '-id', 1, 'x'],
        7,
        '"',
        ['users', "-id'; DROP", 1, 1],
      ].map((value) => ['GET /users', `cursor=${sealed(value)}`] as const),
      ['GET /users', 'cursor=%00'],
    ] as const) {
      expect(await api.ask(route, { query })).toMatchObject(invalid)
    }
  })

  it.each([
    { text: "'", finds: ["O'Brien"] },
    { text: '%', finds: ['Per%cent'] },
    { text: '_', finds: ['Under_score'] },
    { text: '🎧', finds: ['Zoë 🎧'] },
    { text: "' OR 1=1 --", finds: [] },
    { text: '"; DROP TABLE users; --', finds: [] },
    { text: '\0', finds: [] },
    { text: '\\', finds: [] },
  ])('the filter $text finds what has it', async ({ text, finds }) => {
    const { status, body } = await api.ask('GET /users', { query: `nickname~=${encodeURIComponent(text)}` })
    expect([
      status,
      (body as { items: { nickname: string }[] }).items.map(({ nickname }) => nickname),
    ]).toEqual([200, finds])
  })

  it('nothing of the database is ever told', async () => {
    for (const query of [
      'nickname~=%ff%fe',
      'createdAfter=99999999999999999999',
      'id=1%27',
      'sort=%27',
      'limit=%00',
    ]) {
      const { status, body } = await api.ask('GET /users', { query })
      expect([status === 200 || status === 400, JSON.stringify(body)]).toEqual([
        true,
        expect.not.stringMatching(/sqlite|syntax error|near "|no such/i),
      ])
    }
  })
})

describe('41: fields', () => {
  it.each(['publicKey', 'public_key', 'users.id', 'serverMuted', '1', '-', '--id', 'id;', 'constructor'])(
    'that a list is not ordered by are refused: %s',
    async (sort) => {
      expect(await api.ask('GET /users', { query: `sort=${encodeURIComponent(sort)}` })).toMatchObject(
        invalid,
      )
    },
  )

  it.each([
    'publicKey=x',
    'public_key=x',
    'nickname%20=x',
    'role~=a',
    'createdAt=1',
    '__proto__=x',
    'channelId=1',
  ])('that a list is not filtered by are refused: %s', async (query) => {
    expect(await api.ask('GET /users', { query })).toMatchObject(invalid)
  })

  it('every field that is offered works', async () => {
    for (const name of ['users', 'bans', 'invites', 'audit'] as const) {
      const { paths } = await api.document()
      const { parameters = [] } = paths[`/api/v1/${name}`]?.['get'] as unknown as {
        parameters?: { name: string; schema: { type?: string; enum?: string[] } }[]
      }
      expect(parameters.length).toBeGreaterThan(Object.keys(LISTS[name].fields).length)
      for (const { name: field, schema } of parameters) {
        if (field === 'cursor') continue
        const values = schema.enum ?? [
          schema.type === 'string' ? 'x' : schema.type === 'boolean' ? 'true' : '1',
        ]
        for (const value of values) {
          const query = `${encodeURIComponent(field)}=${value}`
          expect([query, (await api.ask(`GET /${name}`, { query })).status]).toEqual([query, 200])
        }
      }
    }
  })
})

describe('42: tokens', () => {
  const unsigned = [{ alg: 'none' }, { sub: 'owner', scopes: SCOPES }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const headers: Record<string, string | undefined> = {
    'missing': undefined,
    'empty': '',
    'of another scheme': `Basic ${Buffer.from(`owner:${OWNER_TOKEN}`).toString('base64')}`,
    'without a scheme': OWNER_TOKEN,
    'cut short': `Bearer ${OWNER_TOKEN.slice(0, -1)}`,
    'with more behind it': `Bearer ${OWNER_TOKEN} x`,
    'of another host': `Bearer palabre_${Buffer.alloc(32, 9).toString('base64url')}`,
    'unsigned': `Bearer ${unsigned}.`,
    'signed by somebody': `Bearer ${unsigned}.${createHmac('sha256', 'k').update(unsigned).digest('base64url')}`,
    'too long': `Bearer ${'x'.repeat(5_000)}`,
  }

  it.each(Object.keys(headers))('%s: not let in', async (kind) => {
    const authorization = headers[kind]
    const given = authorization === undefined ? {} : { headers: { authorization } }
    const { status, body } = await api.ask('GET /users', { token: null, ...given })
    expect([status, body]).toEqual([401, problem(kind === 'missing' ? 'token-required' : 'token-invalid')])
  })

  it('expired: not let in', async () => {
    const { token } = api.tokens.create(HOST_ACTOR, { name: 't', scopes: ['read'], lifetimeS: 5 })
    expect((await api.ask('GET /users', { token })).status).toBe(200)
    api.offline.clock.advance(5_000)
    expect(await api.ask('GET /users', { token })).toMatchObject({
      status: 401,
      body: problem('token-invalid'),
    })
  })

  it('right, for something else: every route asks for its scope and takes no other', async () => {
    const { paths } = await api.document()
    const tokens = new Map(
      SCOPES.map((scope) => [scope, api.tokens.create(HOST_ACTOR, { name: scope, scopes: [scope] }).token]),
    )
    let asked = 0
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { security = [] }] of Object.entries(operations)) {
        const [needed] = security.flatMap(({ token = [] }) => token)
        const others = needed === undefined ? [] : SCOPES.filter((scope) => scope !== needed)
        for (const scope of others) {
          const route = `${method.toUpperCase()} ${path.replace('/api/v1', '')}`
          const given = { ...NUMBERS, token: tokens.get(scope) ?? '' }
          const { status, body } = await api.ask(route, given)
          expect([route, scope, status, body]).toEqual([route, scope, 403, problem('scope-missing')])
          asked += 1
        }
      }
    }
    expect(asked).toBeGreaterThan(150)
  })

  it('wrong: what is known and what is not are answered alike, without a look at either', async () => {
    const { id } = api.offline.user('Known')
    const weak = api.tokens.create(HOST_ACTOR, { name: 'weak', scopes: ['metrics'] }).token
    const { users, devices, lists } = api.offline.store
    const looks = [vi.spyOn(users, 'byId'), vi.spyOn(devices, 'ofUser'), vi.spyOn(lists, 'page')]
    for (const route of ['GET /users/{id}', 'GET /users/{id}/devices', 'POST /users/{id}/kick']) {
      for (const token of [null, 'wrong', weak]) {
        const [known, unknown] = [
          await api.ask(route, { id, token, body: {} }),
          await api.ask(route, { id: 999_999, token, body: {} }),
        ]
        expect(known.status).toBe(token === weak ? 403 : 401)
        expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
      }
    }
    expect(looks.map((look) => look.mock.calls.length)).toEqual([0, 0, 0])
    for (const look of looks) look.mockRestore()
  })
})

/** Of things there are none of; nothing is done with them here. */
const NUMBERS = { id: 999_999, roleId: 999_999, deviceId: 999_999, messageId: 999_999 }

describe('43: paths', () => {
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

  it('are not of names people choose: a file to take away has the name of its list', async () => {
    const { body } = await api.ask('POST /channels', { body: { name: '../../evil\\"name', parentId: null } })
    const { id } = body as { id: number }
    const { headers } = await api.ask('GET /channels/{id}/messages/export', { id })
    expect(headers['content-disposition']).toBe('attachment; filename="messages.csv"')
    await api.ask('DELETE /channels/{id}', { id })
  })
})

describe('44: two who change the same', () => {
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

describe('46: asking too often', () => {
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

describe('47: from elsewhere', () => {
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

describe('48: files for spreadsheets', () => {
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
