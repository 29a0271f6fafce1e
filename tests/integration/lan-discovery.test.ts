import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FoundHost } from '../../electron/session/discovery/host-list.ts'
import { TestNetworks, type TestProgram } from '../support/network-namespaces.ts'
import { requirePart } from '../support/requirement.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A guest lists what it can reach within this time, s. */
const LIST_S = 5

type Listed = FoundHost & { readonly invite: string }

describe.skipIf(requirePart('namespaces'))('hosts on two networks', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  let networks: TestNetworks
  const machines: Record<string, string> = {}
  const hosts: Record<string, TestProgram> = {}

  beforeAll(async () => {
    place = await temporaryFolder()
    networks = new TestNetworks(['blue', 'red'])
    // The first adapter of `mill` and of `both` leads nowhere, and is the way to everything: like a tunnel that hangs.
    const [dead, blue, red] = ['10.99.0', '10.77.1', '10.77.2']
    const on = (network: string, address: string) => ({ network, address: `${address}/24` })
    machines['mill'] = networks.machine('mill', [
      { address: `${dead}.1/32` },
      on('blue', `${blue}.1`),
      on('red', `${red}.1`),
    ])
    machines['tower'] = networks.machine('tower', [on('red', `${red}.2`)])
    machines['blueGuest'] = networks.machine('blue-guest', [on('blue', `${blue}.11`)])
    machines['redGuest'] = networks.machine('red-guest', [on('red', `${red}.12`)])
    machines['both'] = networks.machine('both', [
      { address: `${dead}.9/24` },
      on('blue', `${blue}.13`),
      on('red', `${red}.13`),
    ])
    for (const [machine, name] of [
      ['mill', 'The Mill'],
      ['tower', 'The Tower'],
    ] as const) {
      const args = ['host', '--json', '--name', name, '--port', '0', '--data', join(place.folder, machine)]
      const host = networks.palabre(machines[machine] ?? '', ...args)
      hosts[machine] = host
      await host.line(({ event }) => event === 'ready')
    }
  })

  afterAll(async () => {
    await networks.remove()
    await place.remove()
  })

  async function listed(machine: string, seconds = LIST_S): Promise<Listed[]> {
    const program = networks.palabre(machines[machine] ?? '', 'hosts', '--json', '--seconds', String(seconds))
    expect(await program.end(), program.errors).toBe(0)
    return (JSON.parse(program.lines[0] ?? '') as { hosts: Listed[] }).hosts
  }

  const places = (found: readonly Listed[]) =>
    found.map(({ name, addresses, proven, open }) => ({
      ...{ name, proven, open },
      four: addresses.map(({ host }) => host).filter((host) => !host.includes(':')),
    }))

  it('are each listed where they can be reached, with their address there', async () => {
    const [onBlue, onRed, onBoth] = await Promise.all(
      ['blueGuest', 'redGuest', 'both'].map((name) => listed(name)),
    )
    const mill = (...four: string[]) => ({ name: 'The Mill', proven: true, open: true, four })
    const tower = { name: 'The Tower', proven: true, open: true, four: ['10.77.2.2'] }
    expect(places(onBlue ?? [])).toEqual([mill('10.77.1.1')])
    expect(places(onRed ?? [])).toEqual([mill('10.77.2.1'), tower])
    expect(places(onBoth ?? [])).toEqual([mill('10.77.1.1', '10.77.2.1'), tower])
  })

  it.each([
    ['blueGuest', 'The Mill'],
    ['redGuest', 'The Tower'],
    ['both', 'The Mill'],
  ])('let %s into %s without an invite, as a guest', async (machine, name) => {
    const words = ['--input', 'silence', '--output', 'null', '--name', machine, '--json', '--seconds', '1']
    const guest = networks.palabre(machines[machine] ?? '', 'talk', `lan:${name}`, ...words)
    const ready = await guest.line<{ path: string }>(({ event }) => event === 'ready')
    expect(ready.path).toBe('udp')
    expect(await guest.end(), guest.errors).toBe(0)
  })

  it('are listed again through what is left when an adapter fails', async () => {
    const both = machines['both'] ?? ''
    networks.setAdapter(both, 'eth2', false)
    expect(places(await listed('both')).map(({ name, four }) => [name, four])).toEqual([
      ['The Mill', ['10.77.1.1']],
    ])
    networks.setAdapter(both, 'eth2', true)
    expect((await listed('both')).map(({ name }) => name)).toEqual(['The Mill', 'The Tower'])
  })

  it('appear when they start late, and vanish when they close', async () => {
    const looking = listed('redGuest', 6)
    const name = 'The Latecomer'
    const args = ['host', '--json', '--name', name, '--port', '0', '--data', join(place.folder, 'late')]
    const late = networks.palabre(machines['redGuest'] ?? '', ...args, '--no-lan-guests')
    await late.line(({ event }) => event === 'ready')
    const found = (await looking).find((host) => host.name === name)
    expect(found).toMatchObject({ proven: true, open: false })
    expect(await late.stop()).toBe(0)
    expect((await listed('both')).map((host) => host.name)).toEqual(['The Mill', 'The Tower'])
  })

  it('keep out who has no invite where the host lets no neighbours in', async () => {
    const args = ['host', '--json', '--name', 'Closed', '--port', '0', '--data', join(place.folder, 'closed')]
    const closed = networks.palabre(machines['tower'] ?? '', ...args, '--no-lan-guests')
    await closed.line(({ event }) => event === 'ready')
    const words = ['--input', 'silence', '--output', 'null', '--json', '--seconds', '1']
    const guest = networks.palabre(machines['redGuest'] ?? '', 'talk', 'lan:Closed', ...words)
    expect(await guest.end()).toBe(1)
    expect(guest.errors).toContain('by invite only')
    expect(await closed.stop()).toBe(0)
  })

  it('know those they let in as guests of their network', async () => {
    for (const host of Object.values(hosts)) expect(await host.stop()).toBe(0)
    const users = (machine: string) => {
      const store = new Database(join(place.folder, machine, 'palabre.db'), { readonly: true })
      const rows = store.prepare('SELECT nickname, role, lan_only FROM users ORDER BY nickname').raw().all()
      store.close()
      return rows
    }
    expect(users('mill')).toEqual([
      ['blueGuest', 'guest', 1],
      ['both', 'guest', 1],
    ])
    expect(users('tower')).toEqual([['redGuest', 'guest', 1]])
  })
})
