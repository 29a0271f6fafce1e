import { get } from 'node:https'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock, type Clock } from '../../electron/base/clock.ts'
import type { Logger } from '../../electron/base/logger.ts'
import { formatInvite, parseInvite } from '../../electron/contract/invite.ts'
import { LIMITS } from '../../electron/contract/limits.ts'
import type { Host } from '../../electron/host/host.ts'
import { RawGuest, type RawTarget } from '../support/raw-guest.ts'
import { runHost, spawnHost, type TestHostOptions } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const closers: (() => unknown)[] = []
let host: Host

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function start(options: TestHostOptions = {}): Promise<void> {
  host = await runHost(options)
  closers.push(() => host.close())
}

async function enter(target: Partial<RawTarget> = {}): Promise<RawGuest> {
  const guest = await RawGuest.enter({ invite: host.status.invite, ...target })
  closers.push(() => guest.close())
  return guest
}

/** A frame of RFC 6455 as a guest should not send it. */
function frame(opcode: number, payload: Uint8Array, { fin = true, masked = true } = {}): Buffer {
  const head = [(fin ? 0x80 : 0) | opcode]
  const mask = masked ? 0x80 : 0
  if (payload.length < 126) head.push(mask | payload.length)
  else head.push(mask | 126, payload.length >> 8, payload.length & 0xff)
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([Buffer.from(head), Buffer.alloc(masked ? 4 : 0), payload])
}

const TEXT = 1
const MORE = 0
const byte = Buffer.from('a')

/** The TLS connection below the WebSocket. */
function below(guest: RawGuest): Duplex {
  return (guest.socket as unknown as { readonly _socket: Duplex })._socket
}

/** Asks the API as a program does; resolves with the status. */
function ask(url: string, token: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    get(url, { rejectUnauthorized: false, headers }, (answer) => {
      answer.resume().once('end', () => {
        resolve(answer.statusCode)
      })
    }).once('error', reject)
  })
}

describe('abuse 49: frames that are none', () => {
  it.each([
    ['without a mask', [frame(TEXT, byte, { masked: false })], 1002],
    ['of no known kind', [frame(3, byte)], 1002],
    ['that go on with nothing', [frame(MORE, byte)], 1002],
    ['of text that is no UTF-8', [frame(TEXT, Buffer.from([0xc3, 0x28]))], 1007],
  ])('%s close with their code', async (_what, frames, code) => {
    await start()
    const [guest, other] = [await enter(), await enter()]
    for (const one of frames) below(guest).write(one)
    expect(await guest.closed).toMatchObject({ code })
    expect(await other.request({ type: 'rename', nickname: 'still here' })).toMatchObject({ type: 'ok' })
  })

  it('a message over the limit, in a million tiny pieces, is not kept whole', async () => {
    await start()
    const guest = await enter()
    const pieces = process.env['PALABRE_LONG'] === undefined ? 100_000 : 1_000_000
    const one = frame(MORE, byte, { fin: false })
    below(guest).on('error', () => {})
    below(guest).write(frame(TEXT, byte, { fin: false }))
    for (let sent = 0; sent < pieces && below(guest).writable; sent += 1_000) {
      const more = below(guest).write(Buffer.concat(Array.from({ length: 1_000 }, () => one)))
      if (!more) await new Promise((resolve) => setImmediate(resolve))
    }
    // Closed by code, or by the frames that still came behind the closing.
    expect([1006, 1008, 1009]).toContain((await guest.closed).code)
    expect(await (await enter()).request({ type: 'leave' })).toMatchObject({ type: 'ok' })
    expect(LIMITS.gatewayFrameBytes).toBeLessThan(pieces)
  })
})

describe('abuse 51: ten thousand joins and leaves at once', () => {
  it('are limited, and leave nothing behind', async () => {
    await start()
    const watcher = await enter()
    const guest = await enter()
    const sourceId = guest.welcome?.you
    for (let id = 1_000; id < 11_000; id += 1) {
      guest.sendText(JSON.stringify({ type: 'join', id, channelId: 1 + (id % 2) }))
    }
    expect(await guest.closed).toMatchObject({ code: 1008 })
    await watcher.until(() =>
      watcher.messages.some((one) => one.type === 'memberLeft' && one.sourceId === sourceId),
    )
    const moves = watcher.messages.filter(
      (one) => one.type === 'memberChanged' && one.member.sourceId === sourceId,
    )
    expect(moves.length).toBeLessThan(100)
    expect((await enter()).welcome?.members.length).toBe(2)
  })

  it('over ever new connections leave nobody behind', async () => {
    await start()
    for (let round = 0; round < 30; round += 1) {
      const guest = await RawGuest.enter({ invite: host.status.invite })
      if (round % 2 === 0) await guest.request({ type: 'leave' })
      await guest.close()
    }
    const watcher = await enter()
    const seen = new Set(watcher.welcome?.members.map((member) => member.sourceId))
    await expect
      .poll(() => {
        for (const one of watcher.messages) if (one.type === 'memberLeft') seen.delete(one.sourceId)
        return seen.size
      })
      .toBe(1)
  })
})

describe('abuse 52: pages of browsers, and secrets in logs', () => {
  it.each(['https://example.com', 'null', 'https://localhost', ''])(
    'refuses the origin %j',
    async (origin) => {
      await start()
      const options = { headers: { origin } }
      await expect(RawGuest.open({ invite: host.status.invite, options })).rejects.toThrow('403')
    },
  )

  it('never writes a token to the log', async () => {
    const lines: string[] = []
    const note = (...parts: unknown[]): void => void lines.push(JSON.stringify(parts))
    const logger: Logger = { debug: note, info: note, warn: note, error: note, child: () => logger }
    await start({ logger })
    const { invite, ownerToken, api } = host.status
    const { token = '' } = parseInvite(invite)
    const made = parseInvite(host.createInvite({ lifetimeS: 60, uses: 1 })).token ?? ''
    const wrong = formatInvite({ ...parseInvite(invite), token: 'secret-of-mine' })
    const refused = await RawGuest.open({ invite: wrong })
    await refused.login()
    await enter({ invite: formatInvite({ ...parseInvite(invite), token: made }) })
    for (const path of ['/users', `/users?token=${ownerToken}`, `/${ownerToken}`]) {
      await ask(`${api}${path}`, ownerToken)
    }
    expect(lines.length).toBeGreaterThan(0)
    for (const secret of [token, made, 'secret-of-mine', ownerToken]) {
      expect(lines.filter((line) => line.includes(secret))).toEqual([])
    }
  })
})

describe('abuse 12: connections that never say a word', () => {
  const COUNT = process.env['PALABRE_LONG'] === undefined ? 600 : 10_000
  const isOpen = (socket: Socket): boolean => !socket.destroyed && socket.readyState === 'open'

  /** Opens connections from the usual address of loopback, and leaves them so. */
  function beSilent(count: number, say: (socket: Socket) => void = () => {}): Socket[] {
    const sockets = Array.from({ length: count }, () => {
      const socket = connect({ host: '127.0.0.1', port: host.status.port })
      socket.on('error', () => {}).resume()
      say(socket)
      return socket
    })
    closers.push(() => {
      for (const socket of sockets) socket.destroy()
    })
    return sockets
  }

  it.each([
    ['another address', '127.0.0.2'],
    ['their own address', '127.0.0.1'],
  ])(
    'do not keep somebody of %s out, who is in within 2 s',
    async (_whose, localAddress) => {
      await start({ options: { bind: '127.0.0.1' } })
      const silent = beSilent(COUNT)
      await expect.poll(() => silent.filter(isOpen).length, { timeout: 20_000 }).toBeLessThanOrEqual(256)
      // The table is full, and filled again while the other comes.
      const late = beSilent(COUNT / 2)
      const startedMs = performance.now()
      const guest = await enter({ options: { localAddress } })
      expect(performance.now() - startedMs).toBeLessThan(2_000)
      expect(guest.welcome?.members.length).toBe(1)
      await expect
        .poll(() => [...silent, ...late].filter(isOpen).length, { timeout: 20_000 })
        .toBeLessThanOrEqual(256)
      expect(await guest.request({ type: 'rename', nickname: 'in' })).toMatchObject({ type: 'ok' })
    },
    60_000,
  )

  it('nor do open doors behind which nobody signs in', async () => {
    await start({ options: { bind: '127.0.0.1' } })
    const { invite } = host.status
    const many = await Promise.all(Array.from({ length: 200 }, () => RawGuest.open({ invite })))
    closers.push(() => Promise.all(many.map((one) => one.close())))
    const startedMs = performance.now()
    const guest = await enter()
    expect(performance.now() - startedMs).toBeLessThan(2_000)
    expect(await many[0]?.closed).toMatchObject({ reason: 'rate-limited' })
    expect(await guest.request({ type: 'rename', nickname: 'in' })).toMatchObject({ type: 'ok' })
  }, 60_000)
})

describe('abuse 26 and 77: a clock on the wall that is wrong, and jumps', () => {
  const DAY_MS = 86_400_000
  let offsetMs = 0
  const clock: Clock = {
    nowNs: () => systemClock.nowNs(),
    nowMs: () => systemClock.nowMs(),
    after: (delayMs, callback) => systemClock.after(delayMs, callback),
    wallMs: () => systemClock.wallMs() + offsetMs,
  }

  it.each([-365, 365])('a host off by %i days lets people in', async (days) => {
    offsetMs = days * DAY_MS
    await start({ clock })
    const guest = await enter({ invite: host.createInvite({ lifetimeS: 60, uses: 1 }) })
    expect(guest.welcome?.members.length).toBe(1)
  })

  it.each([-1, 1])('a jump by %i day ends nobody’s stay', async (days) => {
    offsetMs = 0
    const silentMs = 300
    await start({ clock, config: { life: { silentMs, calmMs: silentMs, lookMs: 50, patience: 6 } } })
    const guests = [await enter(), await enter()]
    offsetMs = days * DAY_MS
    await new Promise((resolve) => setTimeout(resolve, 4 * silentMs))
    for (const guest of guests) {
      expect(await guest.request({ type: 'rename', nickname: 'here' })).toMatchObject({ type: 'ok' })
      expect(guest.messages.map(({ type }) => type)).not.toContain('memberLeft')
    }
  })
})

describe('abuse 75: a host that is gone without a word', () => {
  it('is noticed by its guests within 3 s', async () => {
    const { folder, remove } = await temporaryFolder()
    closers.push(remove)
    const running = await spawnHost('--data', folder, '--bind', '127.0.0.1', '--no-discovery')
    closers.push(() => running.end('SIGKILL'))
    const guests = [await RawGuest.enter(running.ready), await RawGuest.enter(running.ready)]
    const startedMs = performance.now()
    await running.end('SIGKILL')
    for (const guest of guests) expect(await guest.closed).toMatchObject({ code: 1006 })
    expect(performance.now() - startedMs).toBeLessThan(3_000)
  }, 30_000)
})
