import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { TestNetworks, type TestProgram } from '../support/network-namespaces.ts'
import { epochSecret, PacketGuest } from '../support/packet-guest.ts'
import { requirePart } from '../support/requirement.ts'
import { RouterWorker } from '../support/router-worker.ts'
import type { HostReady } from '../support/running-host.ts'
import type { TalkLine } from '../support/running-talk.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { UdpGuest } from '../support/udp-guest.ts'

const ROOM = 1
/** Listeners that are gone without a word, packets of the one who talks, and how many of them a second. */
const [DEAD, PACKETS, PER_S] = [40, 300, 100] as const
const MS_PER_S = 1_000

/** Datagrams that came to this machine for ports where nobody is, for each of which it sent word back by ICMP. */
function portsUnreachable(): number {
  const [names = '', values = ''] = readFileSync('/proc/net/snmp', 'utf8').match(/^Udp: .*$/gm) ?? []
  return Number(values.split(' ')[names.split(' ').indexOf('NoPorts')])
}

describe.each(['dgram', 'native'] as const)(
  'abuse 20: word of ports where nobody is, over %s',
  (transport) => {
    let worker: RouterWorker
    const open: UdpGuest[] = []
    afterEach(async () => {
      for (const one of open.splice(0)) one.close()
      await worker.stop()
    })

    async function join(sourceId: number): Promise<UdpGuest> {
      const guest = new PacketGuest(sourceId, ROOM)
      worker.post({ type: 'memberAdded', member: guest.member })
      await worker.settled()
      const made = await UdpGuest.open(guest, worker.started.port)
      await made.bind()
      open.push(made)
      return made
    }

    it('does not keep the others from each packet', async () => {
      worker = await RouterWorker.start(transport)
      worker.post({ type: 'epoch', channelId: ROOM, epoch: 1, secret: epochSecret(ROOM, 1) })
      const [alice, bob] = [await join(1), await join(2)]
      for (let index = 0; index < DEAD; index += 1) {
        const dead = await join(10 + index)
        dead.close()
        open.splice(open.indexOf(dead), 1)
      }
      const before = process.platform === 'linux' ? portsUnreachable() : 0
      const startedMs = performance.now()
      for (let sent = 0; sent < PACKETS;) {
        const due = ((performance.now() - startedMs) * PER_S) / MS_PER_S
        for (; sent < Math.min(due, PACKETS); sent += 1) await alice.send(alice.guest.voice(ROOM, 1))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      await bob.peer.until(PACKETS)
      expect(bob.peer.received.length).toBe(PACKETS)
      expect(worker.drops()).toEqual({})
      expect(worker.events.map(({ type }) => type)).not.toContain('failed')
      if (process.platform === 'linux')
        expect(portsUnreachable() - before).toBeGreaterThan((DEAD * PACKETS) / 2)
    }, 30_000)
  },
)

/**
 * The system of the host itself refuses to send to one of three (EACCES, EHOSTUNREACH, EINVAL). ENOBUFS cannot be had
 * here: Linux keeps it from sockets that have not asked for word of errors.
 */
describe.skipIf(requirePart('namespaces'))('abuse 20: sends that the system refuses', () => {
  const [HOST, CY] = ['10.66.0.1', '10.66.0.4']
  const WORDS = ['--json', '--input', 'tone:440', '--output', 'null', '--no-dsp', '--frame-ms', '20']
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  let networks: TestNetworks
  let ready: HostReady
  let hostMachine: string
  const guests = new Map<string, TestProgram>()

  beforeAll(async () => {
    place = await temporaryFolder()
    networks = new TestNetworks(['lan'])
    const on = (address: string) => [{ network: 'lan', address: `${address}/24` }]
    hostMachine = networks.machine('host', on(HOST))
    const words = ['host', '--json', '--no-discovery', '--port', '0', '--data', join(place.folder, 'host')]
    ready = await networks.palabre(hostMachine, ...words).line<HostReady & Record<string, unknown>>(isReady)
    for (const [name, address] of Object.entries({ Ada: '10.66.0.2', Bob: '10.66.0.3', Cy: CY })) {
      const guest = networks.palabre(
        networks.machine(name.toLowerCase(), on(address)),
        ...['talk', ready.invite, '--name', name, ...WORDS],
      )
      guests.set(name, guest)
      await guest.line(isReady)
    }
  }, 60_000)
  afterAll(async () => {
    await networks.remove()
    await place.remove()
  })

  const isReady = ({ event }: Record<string, unknown>): boolean => event === 'ready'

  /** What one hears of the others in the next report of its own. */
  async function heard(listener: string): Promise<Map<string, { packets: number; lost: number }>> {
    const guest = guests.get(listener)
    const seen = guest?.lines.length ?? 0
    const isNew = (line: string): boolean => (JSON.parse(line) as TalkLine).event === 'stats'
    await expect.poll(() => guest?.lines.slice(seen).some(isNew), { timeout: 15_000 }).toBe(true)
    const { speakers = [] } = JSON.parse(guest?.lines.slice(seen).find(isNew) ?? '') as TalkLine
    return new Map(
      speakers.map(({ nickname, packetsReceived, lost }) => [nickname, { packets: packetsReceived, lost }]),
    )
  }

  async function failedSends(): Promise<number> {
    const file = join(import.meta.dirname, '../support/ask-figures.ts')
    const asked = networks.script(hostMachine, file, String(ready.port), ready.ownerToken)
    expect(await asked.end(), asked.errors).toBe(0)
    return (JSON.parse(asked.lines[0] ?? '') as { values: Record<string, number> }).values['sendFailed'] ?? 0
  }

  it.each(['prohibit', 'unreachable', 'blackhole'] as const)(
    'by a route that says %s are counted, and the others lose no packet',
    async (refusal) => {
      const [before, failed] = [await heard('Bob'), await failedSends()]
      networks.setRoute(hostMachine, CY, refusal)
      await expect.poll(failedSends, { timeout: 15_000 }).toBeGreaterThan(failed + 50)
      const during = await heard('Bob')
      networks.setRoute(hostMachine, CY, null)
      expect(during.get('Ada')?.lost).toBe(before.get('Ada')?.lost)
      expect(during.get('Ada')?.packets).toBeGreaterThan((before.get('Ada')?.packets ?? Infinity) + 30)
      // It hears again as soon as the system lets it.
      const again = await heard('Cy')
      const later = await heard('Cy')
      expect(later.get('Ada')?.packets).toBeGreaterThan((again.get('Ada')?.packets ?? Infinity) + 10)
    },
    45_000,
  )
})
