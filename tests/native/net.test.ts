import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { loadNet, UDP_COUNTERS, type NativeUdpSocket, type UdpOptions } from '../../native/index.ts'
import { requirePart } from '../support/requirement.ts'

const net = loadNet()
/** For datagrams to wait in the system, ms. */
const WAITED_MS = 20
const ROOT = join(import.meta.dirname, '../..')

function shared<T>(make: (buffer: SharedArrayBuffer) => T, bytes: number): T {
  return make(new SharedArrayBuffer(bytes))
}

function optionsOf(change: Partial<Record<keyof UdpOptions, unknown>> = {}): UdpOptions {
  const words = () => shared((buffer) => new Int32Array(buffer), 4 * 4)
  const options: UdpOptions = {
    bind: '127.0.0.1',
    port: 0,
    slotBytes: 100,
    batch: 4,
    addressLimit: 10,
    slab: shared((buffer) => new Uint8Array(buffer), 400),
    offsets: words(),
    lengths: words(),
    addresses: words(),
    ages: words(),
    stamped: true,
    counters: shared((buffer) => new Float64Array(buffer), 8 * UDP_COUNTERS.length),
    receiveBuffer: 0,
    sendBuffer: 0,
    path: 'batched',
  }
  return { ...options, ...change } as UdpOptions
}

describe('native UDP socket', () => {
  const opened: NativeUdpSocket[] = []
  afterEach(() => {
    for (const socket of opened.splice(0)) socket.close()
  })
  function open(change: Partial<Record<keyof UdpOptions, unknown>> = {}): NativeUdpSocket {
    const socket = net.createSocket(optionsOf(change))
    opened.push(socket)
    return socket
  }

  test.each<[string, unknown, ErrorConstructor]>([
    ['bind', 'localhost', RangeError],
    ['bind', '', RangeError],
    ['bind', 7, TypeError],
    ['bind', '1'.repeat(500), RangeError],
    ['port', -1, RangeError],
    ['port', 65_536, RangeError],
    ['port', '80', TypeError],
    ['port', NaN, RangeError],
    ['slotBytes', 0, RangeError],
    ['slotBytes', 1.5, RangeError],
    ['batch', 0, RangeError],
    ['batch', 1e9, RangeError],
    ['addressLimit', 0, RangeError],
    ['slab', new Uint8Array(400), TypeError],
    ['slab', shared((buffer) => new Uint8Array(buffer), 399), RangeError],
    ['slab', shared((buffer) => new Int8Array(buffer), 400), TypeError],
    ['offsets', shared((buffer) => new Int32Array(buffer), 12), RangeError],
    ['lengths', undefined, TypeError],
    ['addresses', null, TypeError],
    ['counters', shared((buffer) => new Float64Array(buffer), 8), RangeError],
    ['receiveBuffer', -1, RangeError],
    ['sendBuffer', Infinity, RangeError],
    ['path', 'fast', RangeError],
    ['path', true, TypeError],
  ])('refuses the option %s %o', (name, value, error) => {
    const act = () => net.createSocket(optionsOf({ [name]: value }))
    expect(act).toThrow(error)
    expect(act).toThrow(`options.${name}`)
  })

  test('refuses every wrong argument of a call', () => {
    const socket = open() as unknown as Record<string, (...args: unknown[]) => unknown>
    const bytes = new Uint8Array(10)
    const targets = new Int32Array(2)
    const wrong: [string, unknown[]][] = [
      ['wait', []],
      ['wait', [-1]],
      ['wait', [NaN]],
      ['wait', [Infinity]],
      ['address', ['127.0.0.1']],
      ['address', ['127.0.0.1', 0]],
      ['address', ['127.0.0.1\0', 1]],
      ['address', [Symbol('host'), 1]],
      ['learn', [0]],
      ['learn', [-1]],
      ['forget', ['0']],
      ['forget', [2 ** 40]],
      ['describe', [0.5]],
      ['send', [0, bytes, 0, 11]],
      ['send', [0, bytes, 2 ** 31, 1]],
      ['send', [0, bytes, 0, -1]],
      ['send', [0, [1, 2], 0, 1]],
      ['fanout', [targets, 3, bytes, 0, 10]],
      ['fanout', [new Uint32Array(2), 2, bytes, 0, 10]],
      ['fanout', [targets, 2, bytes, 5, 6]],
    ]
    for (const [name, args] of wrong) {
      expect(() => socket[name]?.(...args), `${name}(${args.map(String).join()})`).toThrow(
        /must be .*\.|not a|closed/,
      )
    }
  })

  test('lets no call on another object through', () => {
    const { receive } = open() as unknown as { receive: () => number }
    for (const self of [undefined, {}, net, new Uint8Array(1)]) {
      expect(() => receive.call(self as never)).toThrow(TypeError)
    }
  })

  test('survives any values whatsoever', () => {
    const socket = open() as unknown as Record<string, (...args: unknown[]) => unknown>
    const calls = ['receive', 'address', 'learn', 'forget', 'describe', 'send', 'fanout']
    const value = fc.oneof(
      fc.anything(),
      fc.integer({ min: -2, max: 70_000 }),
      fc.constantFrom(new Uint8Array(64), new Int32Array(8), new Float64Array(2), '127.0.0.1', '::1'),
    )
    fc.assert(
      fc.property(fc.constantFrom(...calls), fc.array(value, { maxLength: 6 }), (name, args) => {
        try {
          socket[name]?.(...args)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('names what the system refuses', () => {
    const socket = open()
    expect(() => open({ port: socket.localPort })).toThrow(
      expect.objectContaining({ name: 'NativeError', code: 'EADDRINUSE' }) as Error,
    )
    expect(() => open({ bind: '192.0.2.1' })).toThrow(
      expect.objectContaining({ name: 'NativeError', code: 'EADDRNOTAVAIL' }) as Error,
    )
  })

  test('says that it is closed, and closes again', () => {
    const socket = open()
    const { wakeId } = socket
    expect(net.wake(wakeId)).toBe(true)
    socket.close()
    socket.close()
    expect(net.wake(wakeId)).toBe(false)
    expect(() => socket.receive()).toThrow(expect.objectContaining({ code: 'closed' }) as Error)
    expect(() => socket.fanout(new Int32Array(1), 1, new Uint8Array(1), 0, 1)).toThrow(
      expect.objectContaining({ code: 'closed' }) as Error,
    )
  })

  test('tells how long datagrams have waited, where the system does', async () => {
    const told = async (change: Partial<Record<keyof UdpOptions, unknown>>): Promise<number> => {
      const ages = new Int32Array(new SharedArrayBuffer(4 * 4)).fill(-1)
      const socket = open({ ...change, ages })
      const sender = open()
      const to = sender.address('127.0.0.1', socket.localPort)
      // The kernel begins to stamp some time after it was asked.
      for (let round = 0; round < 2; round += 1) {
        sender.send(to, Uint8Array.of(1), 0, 1)
        await delay(WAITED_MS)
        expect(socket.receive()).toBe(1)
      }
      return ages[0] ?? NaN
    }
    const stamped = await told({ stamped: true })
    if (process.platform === 'linux') expect(stamped).toBeGreaterThanOrEqual(WAITED_MS * 1_000)
    expect(stamped).toBeLessThanOrEqual(1_000_000)
    expect(await told({ stamped: true, path: 'portable' })).toBe(0)
    expect(await told({ stamped: false })).toBe(0)
  })

  test('waits to its limit with a fraction of a millisecond', () => {
    const socket = open()
    const start = process.hrtime.bigint()
    for (let turn = 0; turn < 10; turn += 1) socket.wait(0.5)
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeGreaterThanOrEqual(5)
  })
})

/** Opens a socket in a thread, says its port and wake id, then waits; says `woken` and ends. */
const WAITER = `
  const { parentPort, workerData } = require('node:worker_threads')
  import(workerData.index).then(({ loadNet }) => {
    const words = () => new Int32Array(new SharedArrayBuffer(4))
    const socket = loadNet().createSocket({
      bind: '127.0.0.1', port: 0, slotBytes: 100, batch: 1, addressLimit: 1, receiveBuffer: 0, sendBuffer: 0,
      slab: new Uint8Array(new SharedArrayBuffer(100)), offsets: words(), lengths: words(),
      addresses: words(), ages: words(), stamped: false, counters: new Float64Array(new SharedArrayBuffer(48)), path: 'batched',
    })
    parentPort.postMessage({ port: socket.localPort, wakeId: socket.wakeId })
    socket.wait(50_000)
    parentPort.postMessage('woken')
  })
`

describe('native UDP across threads', () => {
  test('is woken by another thread, and lets go of its port when its thread ends', async () => {
    const index = join(ROOT, 'native/index.ts')
    const worker = new Worker(WAITER, { eval: true, workerData: { index } })
    const said: unknown[] = []
    const exited = new Promise((resolve) => worker.once('exit', resolve))
    const { port, wakeId } = await new Promise<{ port: number; wakeId: number }>((resolve) => {
      worker.on('message', (message) => {
        said.push(message)
        if (said.length === 1) resolve(message as { port: number; wakeId: number })
      })
    })
    expect(net.wake(wakeId)).toBe(true)
    expect(await exited).toBe(0)
    expect(said[1]).toBe('woken')
    // The socket was never closed by hand: the end of its environment did it.
    expect(net.wake(wakeId)).toBe(false)
    net.createSocket(optionsOf({ port })).close()
  })

  test('refuses a wake id that is none', () => {
    expect(net.wake(0)).toBe(false)
    expect(() => net.wake(-1)).toThrow(RangeError)
    expect(() => net.wake('1' as never)).toThrow(TypeError)
  })

  test('knows the time this thread has worked', () => {
    const before = net.threadCpuNs()
    let sum = 0
    while (net.threadCpuNs() - before < 1_000_000n) sum += Math.sqrt(sum + 1)
    expect(sum).toBeGreaterThan(0)
  })
})

describe.skipIf(requirePart('linux'))('native UDP on Linux', () => {
  test("knows the kernel's id of this thread", () => {
    expect(net.threadId()).toBeGreaterThan(0)
  })

  test('gives free pages back', () => {
    // At any time; whether there is something to give back is the C library's affair.
    expect(net.returnFreePages?.()).toBeTypeOf('boolean')
  })

  test('needs no more memory for many packets', () => {
    // In a process of its own, where nothing else allocates.
    const script = join(ROOT, 'tests/support/udp-allocations.ts')
    const grown = Number(execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' }))
    expect(grown).toBeLessThan(1_000_000)
  })
})
