import { beforeAll, describe, expect, it } from 'vitest'
import { DISCOVERY } from '../../../../electron/base/discovery/config.ts'
import { look, tableOf } from '../../../../electron/cli/hosts.ts'
import { inviteOnLan, isOnLan, SEARCH_MS } from '../../../../electron/cli/lan-search.ts'
import { parseInvite } from '../../../../electron/contract/invite.ts'
import { beaconMaker, type BeaconMaker } from '../../../support/beacon-maker.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { FakeLan } from '../../../support/fake-lan.ts'

let makers: BeaconMaker[]
beforeAll(async () => {
  makers = await Promise.all(['Ada', 'Eve', 'Ada'].map((name) => beaconMaker(name)))
})

/** A network on which these of the hosts send a beacon after a second. */
function world(...present: readonly number[]) {
  const [clock, lan] = [new FakeClock(), new FakeLan()]
  const machine = lan.machine({ blue: '10.0.0.9/24' })
  clock.after(1_000, () => {
    for (const index of present) {
      const address = `10.0.0.${String(index + 1)}`
      const bytes = makers[index]?.make(address) ?? new Uint8Array(0)
      lan.inject('blue', bytes, { address, port: 50_000 }, DISCOVERY.beacon.port)
    }
  })
  return { clock, lan, surroundings: { clock, interfaces: machine.interfaces, openLine: machine.openLine } }
}

async function search(where: string, ...present: readonly number[]) {
  const { clock, lan, surroundings } = world(...present)
  const found = inviteOnLan(where, surroundings).then(
    (invite) => parseInvite(invite).fingerprint,
    (error: unknown) => (error as { code: string }).code,
  )
  await clock.advanceAsync(SEARCH_MS + 1_000)
  const result = await found
  expect([lan.lines, clock.pending]).toEqual([0, 0])
  return result
}

describe('a host by its name on the network', () => {
  it('is told from an invite', () => {
    expect(['lan:Ada', 'lan:', 'palabre://lan/', ''].map(isOnLan)).toEqual([true, true, false, false])
  })

  it('is found by name, by fingerprint, or because it is the only one', async () => {
    const [ada, eve] = makers.map(({ fingerprint }) => fingerprint)
    expect(await search('lan:ada', 0, 1)).toBe(ada)
    expect(await search(`lan:${eve ?? ''}`, 0, 1)).toBe(eve)
    expect(await search('lan:', 1)).toBe(eve)
  })

  it('is refused where there is none, or more than one', async () => {
    expect(await search('lan:Bob', 0, 1)).toBe('lan-host-unknown')
    expect(await search('lan:')).toBe('lan-host-unknown')
    expect(await search('lan:', 0, 1)).toBe('lan-host-ambiguous')
    expect(await search('lan:Ada', 0, 1, 2)).toBe('lan-host-ambiguous')
  })
})

describe('the list of `palabre hosts`', () => {
  it('is what was found in the time given', async () => {
    const { clock, lan, surroundings } = world(1, 0)
    const looking = look(2, surroundings)
    await clock.advanceAsync(2_000)
    const found = await looking
    expect(found.map(({ name }) => name)).toEqual(['Ada', 'Eve'])
    expect([lan.lines, clock.pending]).toEqual([0, 0])
    expect(tableOf(found.slice(0, 1))).toBe(`* Ada\n    10.0.0.1:7780\n    ${found[0]?.fingerprint ?? ''}\n`)
  })

  it('says who has not proven itself, and who asks for invites', () => {
    const addresses = [{ host: 'fe80::1%eth0', port: 1 }]
    const host = { fingerprint: 'F', name: 'Den', addresses, open: false, proven: false }
    expect(tableOf([host])).toBe('  Den (by invite only)\n    [fe80::1%eth0]:1\n    F\n')
    expect(tableOf([])).toBe('No host answers on this network.\n')
  })
})
