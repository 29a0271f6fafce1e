import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { systemClock } from '../../electron/base/clock.ts'
import type { PalabreError } from '../../electron/contract/errors.ts'
import type { HostEvent } from '../../electron/contract/gateway.ts'
import type { InviteAddress } from '../../electron/contract/invite.ts'
import { SESSION_CONFIG, type SessionConfig } from '../../electron/session/config.ts'
import { TlsGatewayConnector } from '../../electron/session/gateway-connector.ts'
import type { GatewayConnection } from '../../electron/session/interfaces.ts'
import { memberOf, welcomeOf } from '../support/fake-gateway.ts'
import { challengeText, startGatewayServer, type GatewayServerOptions } from '../support/gateway-server.ts'

const closers: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function serve(options: GatewayServerOptions = {}) {
  const server = await startGatewayServer({
    onSocket: (socket) => {
      socket.send(challengeText())
    },
    ...options,
  })
  closers.push(() => server.close())
  return server
}

async function connect(
  fingerprint: string,
  addresses: readonly InviteAddress[],
  {
    config = SESSION_CONFIG,
    signal = new AbortController().signal,
  }: { config?: SessionConfig; signal?: AbortSignal } = {},
): Promise<GatewayConnection> {
  const connector = new TlsGatewayConnector(systemClock, config)
  const connection = await connector.connect({ addresses, channel: '', fingerprint, token: 't' }, { signal })
  closers.push(() => {
    connection.close()
  })
  return connection
}

/** A connection whose host speaks as `script` says after the login. */
async function signedIn(script: (socket: WebSocket) => void, config: SessionConfig = SESSION_CONFIG) {
  const server = await serve({
    onSocket: (socket) => {
      socket.send(challengeText())
      socket.once('message', () => {
        socket.send(JSON.stringify(welcomeOf()))
        script(socket)
      })
    },
  })
  const connection = await connect(server.fingerprint, [{ host: '127.0.0.1', port: server.port }], { config })
  const seen = { events: [] as HostEvent[], datagrams: [] as Uint8Array[] }
  const closed = Promise.withResolvers<PalabreError | undefined>()
  await connection.request({ type: 'leave' })
  connection.listen({
    onEvent: (event) => seen.events.push(event),
    onDatagram: (datagram) => seen.datagrams.push(datagram),
    onClosed: closed.resolve,
  })
  return { connection, seen, closed: closed.promise, server }
}

/** A port of 127.0.0.1 where nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('the way to a host', () => {
  it('reads the challenge of the host with the right key', async () => {
    const server = await serve()
    const connection = await connect(server.fingerprint, [{ host: '127.0.0.1', port: server.port }])
    expect(connection).toMatchObject({ address: '127.0.0.1', port: server.port })
    expect(connection.challenge).toMatchObject({ hostName: 'The house', version: 1 })
  })

  it('says not a byte to a host with another key', async () => {
    const [right, wrong] = [await serve(), await serve()]
    await expect(connect(right.fingerprint, [{ host: '127.0.0.1', port: wrong.port }])).rejects.toMatchObject(
      {
        code: 'host-key-changed',
        detail: `127.0.0.1:${String(wrong.port)}`,
        keys: { promised: right.fingerprint, shown: wrong.fingerprint },
      },
    )
    await expect.poll(() => wrong.open()).toBe(0)
    expect(wrong.receivedBytes()).toBe(0)
  })

  it('refuses TLS older than 1.3', async () => {
    const server = await serve({ maxVersion: 'TLSv1.2' })
    const failure = connect(server.fingerprint, [{ host: '127.0.0.1', port: server.port }])
    await expect(failure).rejects.toMatchObject({ code: 'host-unreachable' })
  })

  it('names a port where nobody listens', async () => {
    const port = await freePort()
    await expect(connect('A'.repeat(43), [{ host: '127.0.0.1', port }])).rejects.toMatchObject({
      code: 'host-unreachable',
      detail: `127.0.0.1:${String(port)}: ECONNREFUSED`,
    })
  })

  it('finds the host among addresses that are silent, refuse, or have another key', async () => {
    const server = await serve()
    const other = await serve()
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    closers.push(() => void silent.close())
    const silentPort = (silent.address() as { port: number }).port
    const connection = await connect(server.fingerprint, [
      { host: '127.0.0.1', port: silentPort },
      { host: '127.0.0.1', port: await freePort() },
      { host: '127.0.0.1', port: other.port },
      { host: 'localhost', port: server.port },
    ])
    expect(connection.port).toBe(server.port)
    await expect.poll(() => other.open()).toBe(0)
  })

  it.each<[string, string | Buffer, string]>([
    ['no JSON', 'hello', 'message-malformed'],
    ['a challenge without nonce', JSON.stringify({ type: 'challenge', version: 1 }), 'message-malformed'],
    ['a welcome before the challenge', JSON.stringify(welcomeOf()), 'message-malformed'],
    ['another version', challengeText({ version: 2 }), 'protocol-version'],
    ['a refusal', JSON.stringify({ type: 'error', code: 'host-full', message: 'full' }), 'host-full'],
    ['a huge message', Buffer.alloc(SESSION_CONFIG.messageBytes + 1), 'message-too-large'],
  ])('names a host that begins with %s', async (_name, words, code) => {
    const server = await serve({
      onSocket: (socket) => {
        socket.send(words)
      },
    })
    const failure = connect(server.fingerprint, [{ host: '127.0.0.1', port: server.port }])
    await expect(failure).rejects.toMatchObject({ code })
    await expect.poll(() => server.open()).toBe(0)
  })

  it('names a host that says nothing', async () => {
    const server = await serve({ onSocket: () => {} })
    const config = { ...SESSION_CONFIG, challengeMs: 50 }
    const failure = connect(server.fingerprint, [{ host: '127.0.0.1', port: server.port }], { config })
    await expect(failure).rejects.toMatchObject({ code: 'login-timeout' })
    await expect.poll(() => server.open()).toBe(0)
  })

  it('leaves nothing open when it is given up', async () => {
    const server = await serve({ onSocket: () => {} })
    const abort = new AbortController()
    const failure = connect(server.fingerprint, [{ host: '127.0.0.1', port: server.port }], {
      signal: abort.signal,
    })
    failure.catch(() => undefined)
    await expect.poll(() => server.open()).toBe(1)
    await delay(50)
    abort.abort()
    await expect(failure).rejects.toMatchObject({ code: 'host-unreachable' })
    await expect.poll(() => server.open()).toBe(0)
  })
})

describe('the connection to a host', () => {
  it('hands on events and datagrams in order, also those before anybody listened', async () => {
    const { seen } = await signedIn((socket) => {
      socket.send(JSON.stringify({ type: 'memberJoined', n: 11, member: memberOf(12) }))
      socket.send(Buffer.from([1, 2, 3]))
      socket.send(JSON.stringify({ type: 'memberLeft', n: 12, sourceId: 12 }))
    })
    await expect.poll(() => seen.events.map(({ type }) => type)).toEqual(['memberJoined', 'memberLeft'])
    expect(seen.datagrams).toEqual([new Uint8Array([1, 2, 3])])
  })

  it('ends where an event is missing', async () => {
    const { closed, seen } = await signedIn((socket) => {
      socket.send(JSON.stringify({ type: 'memberLeft', n: 12, sourceId: 8 }))
    })
    expect(await closed).toMatchObject({ code: 'internal', detail: 'event 12 follows 10' })
    expect(seen.events).toEqual([])
  })

  it('ends where the host speaks nonsense, and fails what was asked', async () => {
    const { closed, connection } = await signedIn((socket) => {
      socket.on('message', () => {
        socket.send('{"type":"ok"}')
      })
    })
    await expect(connection.request({ type: 'join', channelId: 1 })).rejects.toMatchObject({
      code: 'message-malformed',
    })
    expect(await closed).toMatchObject({ code: 'message-malformed' })
    await expect(connection.request({ type: 'leave' })).rejects.toMatchObject({ code: 'host-unreachable' })
    expect(connection.sendDatagram(new Uint8Array(1))).toBe(false)
  })

  it('ends where the host is gone', async () => {
    const { closed } = await signedIn((socket) => {
      socket.terminate()
    })
    expect(await closed).toMatchObject({ code: 'host-unreachable' })
  })

  it('ends where the host has fallen silent', async () => {
    const config = { ...SESSION_CONFIG, heartbeatMs: 20, deadMs: 60 }
    const { closed } = await signedIn((socket) => {
      socket.pause()
    }, config)
    expect(await closed).toMatchObject({ code: 'host-unreachable', detail: 'no sign of life' })
  })

  it('carries voice datagrams, none larger than a path takes', async () => {
    const heard: Buffer[] = []
    const { connection } = await signedIn((socket) => {
      socket.on('message', (data, isBinary) => {
        if (isBinary) heard.push(data as Buffer)
      })
    })
    expect(connection.sendDatagram(new Uint8Array(1201))).toBe(false)
    expect(connection.sendDatagram(new Uint8Array([4, 5]))).toBe(true)
    await expect.poll(() => heard).toEqual([Buffer.from([4, 5])])
  })

  it('drops voice rather than let it queue behind a slow line', async () => {
    const { connection } = await signedIn((socket) => {
      socket.pause()
    })
    let sent = 0
    const datagram = new Uint8Array(1200)
    while (sent < 20_000 && connection.sendDatagram(datagram)) sent += 1
    expect(sent).toBeLessThan(20_000)
  })
})
