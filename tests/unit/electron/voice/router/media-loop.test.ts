import { describe, expect, it } from 'vitest'
import { FORWARD_INDEX, type MediaCommand } from '../../../../../electron/contract/media.ts'
import { type CommandSource, runMediaLoop } from '../../../../../electron/voice/router/media-loop.ts'
import type { DatagramTransport } from '../../../../../electron/voice/interfaces.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { MemoryTransport } from '../../../../support/memory-transport.ts'
import { epochSecret, PacketGuest } from '../../../../support/packet-guest.ts'
import { addressOf, RouterBench } from '../../../../support/router-bench.ts'

const ROOM = 1

class Commands implements CommandSource {
  readonly waiting: MediaCommand[] = []
  listener: ((command: MediaCommand) => void) | undefined
  take(): MediaCommand | undefined {
    return this.waiting.shift()
  }
  listen(listener: ((command: MediaCommand) => void) | undefined): void {
    this.listener = listener
  }
}

/** The transport in memory as one that blocks: each wait runs the next step of the test. */
function blocking(transport: MemoryTransport, steps: (() => void)[]): DatagramTransport {
  return Object.assign(Object.create(transport) as DatagramTransport, {
    wait: () => {
      const step = steps.shift()
      if (step === undefined) throw new Error('the loop went on after its last step')
      step()
    },
  })
}

const epoch: MediaCommand = { type: 'epoch', channelId: ROOM, epoch: 1, secret: epochSecret(ROOM, 1) }

describe('media loop that blocks', () => {
  it('applies commands in order before the next packet, and ends at stop', async () => {
    const host = new RouterBench()
    const commands = new Commands()
    const alice = new PacketGuest(1, ROOM)
    const steps = [
      () => {
        host.transport.arrive(addressOf(1), alice.bind())
        commands.waiting.push({ type: 'memberAdded', member: alice.member }, epoch)
      },
      () => commands.waiting.push({ type: 'memberRemoved', sourceId: 1 }, { type: 'stop' }),
    ]
    const transport = blocking(host.transport, steps)
    await runMediaLoop({ router: host.router, transport, commands, clock: new FakeClock() })
    expect([host.drops(), host.transport.sent.length, steps.length]).toEqual([{}, 1, 0])
    expect(host.count('turns')).toBe(3)
    expect(host.counters.slice(FORWARD_INDEX).reduce((sum, count) => sum + count)).toBe(1)
  })

  it('knows each key by which a datagram was sealed that it finds, however late it was told', async () => {
    const host = new RouterBench()
    host.channel(ROOM)
    const alice = host.bound(1, ROOM)
    host.bound(2, ROOM)
    const commands = new Commands()
    const next: MediaCommand = { type: 'epoch', channelId: ROOM, epoch: 2, secret: epochSecret(ROOM, 2) }
    // The key is told, and used, between the loop's last look at the commands and its look at the socket.
    let isFirst = true
    const receive = host.transport.receive.bind(host.transport)
    host.transport.receive = () => {
      if (isFirst) {
        commands.waiting.push(next)
        host.transport.arrive(addressOf(1), alice.voice(ROOM, 2))
      }
      isFirst = false
      return receive()
    }
    const transport = blocking(host.transport, [() => commands.waiting.push({ type: 'stop' })])
    const before = host.transport.sent.length
    await runMediaLoop({ router: host.router, transport, commands, clock: new FakeClock() })
    expect([host.drops(), host.transport.sent.length - before]).toEqual([{}, 1])
  })

  it('lets a broken agreement out', async () => {
    const host = new RouterBench()
    const commands = new Commands()
    commands.waiting.push({ type: 'memberRemoved', sourceId: 1 })
    const transport = blocking(host.transport, [])
    await expect(
      runMediaLoop({ router: host.router, transport, commands, clock: new FakeClock() }),
    ).rejects.toThrow(RangeError)
  })
})

describe('media loop on events', () => {
  function start(): {
    host: RouterBench
    commands: Commands
    clock: FakeClock
    readable: () => void
    done: Promise<void>
  } {
    const host = new RouterBench()
    const commands = new Commands()
    const clock = new FakeClock()
    let readable = (): void => {}
    const transport = Object.assign(Object.create(host.transport) as DatagramTransport, {
      onReadable: (listener: () => void) => {
        readable = listener
      },
    })
    const done = runMediaLoop({ router: host.router, transport, commands, clock })
    return {
      host,
      commands,
      clock,
      readable: () => {
        readable()
      },
      done,
    }
  }

  it('works when called back, and ends at stop with nothing left behind', async () => {
    const { host, commands, clock, readable, done } = start()
    const alice = new PacketGuest(1, ROOM)
    commands.listener?.({ type: 'memberAdded', member: alice.member })
    host.transport.arrive(addressOf(1), alice.bind())
    readable()
    expect(host.transport.sent.length).toBe(1)
    commands.listener?.({ type: 'stop' })
    await done
    expect(commands.listener).toBeUndefined()
    expect(clock.pending).toBe(0)
  })

  it('takes commands that wait before the datagrams that it is called back for, and stops among them', async () => {
    const { host, commands, readable, done } = start()
    const alice = new PacketGuest(1, ROOM)
    commands.waiting.push({ type: 'memberAdded', member: alice.member }, { type: 'stop' })
    host.transport.arrive(addressOf(1), alice.bind())
    readable()
    expect([host.drops(), host.transport.sent.length]).toEqual([{}, 1])
    await done
    expect(commands.listener).toBeUndefined()
  })

  it('sees to time limits without any datagram', async () => {
    const { host, commands, clock, readable, done } = start()
    const alice = new PacketGuest(1, ROOM)
    commands.listener?.({ type: 'memberAdded', member: alice.member })
    host.transport.arrive(addressOf(1), alice.bind())
    readable()
    expect(host.transport.knownAddresses).toEqual([addressOf(1)])
    clock.advance(12_000)
    expect(host.transport.knownAddresses).toEqual([])
    commands.listener?.({ type: 'stop' })
    await done
  })

  it('lets a broken agreement out', async () => {
    const { commands, clock, done } = start()
    commands.listener?.({ type: 'memberMoved', sourceId: 1, channelId: 2 })
    await expect(done).rejects.toThrow(RangeError)
    expect(clock.pending).toBe(0)
  })
})
