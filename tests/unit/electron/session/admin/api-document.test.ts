import { afterAll, beforeAll, expect, it } from 'vitest'
import { ADMIN_FILES, ADMIN_ROUTES, type AdminRoute } from '../../../../../electron/contract/admin.ts'
import { ApiDocument } from '../../../../../electron/session/admin/api-document.ts'
import { OfflineApi } from '../../../../support/offline-api.ts'

let api: OfflineApi
let document: ApiDocument
beforeAll(async () => {
  api = await OfflineApi.open()
  document = new ApiDocument(await api.document(), '/api/v1')
})
afterAll(() => api.close())

const FILES = Object.entries(ADMIN_FILES).map(([name, file]) => [name, { method: 'GET', ...file }] as const)
const ROUTES: (readonly [string, AdminRoute])[] = [...Object.entries(ADMIN_ROUTES), ...FILES]

it.each(ROUTES)('%s is a route of the host', (_name, { method, path, body }) => {
  expect(() => {
    document.check({ method, path, query: [], hasBody: body !== undefined })
  }).not.toThrow()
})

it.each([
  [{ method: 'GET', path: '/nothing', query: [], hasBody: false }, 'protocol-version'],
  [{ method: 'DELETE', path: '/users', query: [], hasBody: false }, 'protocol-version'],
  [{ method: 'GET', path: '/constructor', query: [], hasBody: false }, 'protocol-version'],
  [{ method: 'GET', path: '/users', query: ['limit', 'secret'], hasBody: false }, 'request-invalid'],
  [{ method: 'GET', path: '/users', query: [], hasBody: true }, 'request-invalid'],
])('refuses %j', (question, code) => {
  expect(() => {
    document.check(question)
  }).toThrow(expect.objectContaining({ code }) as Error)
})

it('is refused where it is none', () => {
  expect(() => new ApiDocument({ paths: 7 }, '')).toThrow(
    expect.objectContaining({ code: 'message-malformed' }) as Error,
  )
})
