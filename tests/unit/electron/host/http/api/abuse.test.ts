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

describe('abuse 39: bodies', () => {
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

describe('abuse 40: pages and filters', () => {
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

describe('abuse 41: fields', () => {
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

describe('abuse 42: tokens', () => {
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
