import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { systemRandom } from '../../../../../electron/base/random.ts'
import { startShellServer, type ShellServer } from '../../../../../electron/cli/shell/server.ts'
import type { Port } from '../../../../../electron/processes/port.ts'

let folder: string
let shell: ShellServer
let attached: { service: string; port: Port }[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palabre-shell-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  attached = []
  shell = await startShellServer({
    port: 0,
    rendererDir: folder,
    random: systemRandom,
    attach: (service, port) => attached.push({ service, port }),
  })
})

afterEach(async () => {
  await shell.close()
  await rm(folder, { recursive: true, force: true })
})

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** A request whose every header the test decides, Host included. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const host = `127.0.0.1:${String(shell.port)}`
    const call = request({
      host: '127.0.0.1',
      port: shell.port,
      method,
      path,
      headers: { host, ...headers, ...(body === '' ? {} : { 'content-type': 'application/json' }) },
    })
    call.on('error', reject)
    call.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
      })
    })
    call.end(body)
  })
}

const origin = (): string => `http://127.0.0.1:${String(shell.port)}`
const token = (): string => new URL(shell.url).hash.replace('#token=', '')
const exchange = (given: string, headers: Record<string, string> = { origin: origin() }): Promise<Answer> =>
  ask('POST', '/session', headers, JSON.stringify({ token: given }))

async function signIn(): Promise<string> {
  const answer = await exchange(token())
  expect(answer.status).toBe(204)
  return String(answer.headers['set-cookie']).split(';')[0] ?? ''
}

/** Opens a line; answers the status it was refused with, or the open socket. */
function openLine(path: string, headers: Record<string, string>): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${String(shell.port)}${path}`, { headers })
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      resolve(socket)
    })
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      socket.terminate()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', (error) => {
      if (socket.readyState !== WebSocket.CLOSING && socket.readyState !== WebSocket.CLOSED) reject(error)
    })
  })
}

describe('browser shell', () => {
  it('serves the page with a strict policy', async () => {
    const page = await ask('GET', '/')
    expect(page.status).toBe(200)
    expect(page.body).toContain('<title>page</title>')
    expect(page.headers['content-security-policy']).toContain("default-src 'self'")
    expect(page.headers['content-security-policy']).not.toContain('unsafe')
    expect(page.headers['x-content-type-options']).toBe('nosniff')
    expect(page.headers['referrer-policy']).toBe('no-referrer')
  })

  it.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:80'])(
    'refuses the Host %s',
    async (host) => {
      expect((await ask('GET', '/', { host })).status).toBe(421)
      expect((await ask('GET', '/session', { host })).status).toBe(421)
    },
  )

  it('gives a session for the token once, to our own page only', async () => {
    const given = token()
    expect((await exchange(given, {})).status).toBe(403)
    expect((await exchange(given, { origin: 'http://evil.example' })).status).toBe(403)
    expect((await exchange(given, { origin: 'null' })).status).toBe(403)
    expect((await exchange('wrong')).status).toBe(403)
    const cookie = await signIn()
    expect((await exchange(given)).status).toBe(403)
    expect((await ask('GET', '/session', { cookie })).status).toBe(204)
    expect((await ask('GET', '/session')).status).toBe(401)
  })

  it('gives a cookie that no script and no other site can use', async () => {
    const answer = await exchange(token())
    expect(String(answer.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/)
  })

  it.each(['{}', '{"token":[1,2]}', '[', '"x"', 'null'])('refuses the body %s', async (body) => {
    expect((await ask('POST', '/session', { origin: origin() }, body)).status).toBe(400)
  })

  it('refuses a large body', async () => {
    expect((await exchange('x'.repeat(4_000))).status).toBe(413)
  })

  it('opens lines to the services for our page with a session', async () => {
    const cookie = await signIn()
    const line = await openLine('/bridge/voice', { cookie, origin: origin() })
    if (typeof line === 'number') throw new Error(`refused with ${String(line)}`)
    expect(attached.map(({ service }) => service)).toEqual(['voice'])
    const heard = new Promise((resolve) =>
      line.once('message', (data: Buffer) => {
        resolve(data.toString())
      }),
    )
    attached[0]?.port.post({ hello: 1 })
    expect(await heard).toBe('{"hello":1}')
    const received = new Promise((resolve) => attached[0]?.port.onMessage(resolve))
    line.send('{"back":2}')
    expect(await received).toEqual({ back: 2 })
    const closed = new Promise<void>((resolve) => attached[0]?.port.onClose(resolve))
    line.close()
    await closed
  })

  it('opens no line without cookie, with a wrong one, from another page, or to another service', async () => {
    const cookie = await signIn()
    const other = cookie.replace(/=.*/, '=AAAA')
    expect(await openLine('/bridge/host', { origin: origin() })).toBe(403)
    expect(await openLine('/bridge/host', { origin: origin(), cookie: other })).toBe(403)
    expect(await openLine('/bridge/host', { cookie })).toBe(403)
    expect(await openLine('/bridge/host', { cookie, origin: 'http://evil.example' })).toBe(403)
    expect(await openLine('/bridge/host', { cookie, origin: origin(), host: 'evil.example' })).toBe(421)
    expect(await openLine('/bridge/other', { cookie, origin: origin() })).toBe(404)
    expect(attached).toEqual([])
  })

  it('cuts a line that sends what is not JSON or is too long', async () => {
    const cookie = await signIn()
    for (const bad of ['not json', 'x'.repeat(100_000)]) {
      const line = await openLine('/bridge/app', { cookie, origin: origin() })
      if (typeof line === 'number') throw new Error(`refused with ${String(line)}`)
      const closed = new Promise((resolve) => line.once('close', resolve))
      line.on('error', () => {})
      line.send(bad)
      await closed
    }
  })

  it('says when the port is taken', async () => {
    const second = startShellServer({
      port: shell.port,
      rendererDir: folder,
      random: systemRandom,
      attach: () => {},
    })
    await expect(second).rejects.toMatchObject({ code: 'port-in-use' })
  })
})
