import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { systemClock } from '../../electron/base/clock.ts'
import { silentLogger } from '../../electron/base/logger.ts'
import { systemRandom } from '../../electron/base/random.ts'
import { formatInvite, parseInvite } from '../../electron/contract/invite.ts'
import { TlsGatewayConnector } from '../../electron/session/gateway-connector.ts'
import { ephemeralIdentity } from '../../electron/session/identity.ts'
import { Session } from '../../electron/session/session.ts'
import { openCutLink } from '../support/cut-link.ts'
import { FakeEnginePort } from '../support/fake-engine-port.ts'
import { RawGuest } from '../support/raw-guest.ts'
import { runHost } from '../support/running-host.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

it('abuse 54: who was away for 5 s sees what there is, and no ghosts', { timeout: 60_000 }, async () => {
  const host = await runHost()
  closers.push(() => host.close())
  const { invite } = host.status
  const enter = async (nickname: string): Promise<RawGuest> => {
    const guest = await RawGuest.enter({ invite }, { nickname })
    closers.push(() => guest.close())
    return guest
  }
  const way = await openCutLink(host.status.port)
  closers.push(() => {
    way.close()
  })
  const engine = new FakeEnginePort()
  const session = new Session({
    ...{ engine, connector: new TlsGatewayConnector(systemClock), clock: systemClock },
    ...{ identity: ephemeralIdentity(systemRandom), random: systemRandom, logger: silentLogger },
  })
  closers.push(() => session.close())
  // Voice has a way as soon as it is looked for.
  session.onState(({ state }) => {
    if (state !== 'binding') return
    setImmediate(() => {
      engine.emit({ type: 'path', path: 'udp' })
    })
  })
  const [bob, cid] = [await enter('Bob'), await enter('Cid')]
  const through = formatInvite({ ...parseInvite(invite), addresses: [{ host: '127.0.0.1', port: way.port }] })
  await session.connect({ invite: through, nickname: 'Ada' })
  const names = (): string[] =>
    'room' in session.state
      ? session.state.room.members.map(({ nickname, channelId }) => `${nickname} ${String(channelId)}`).sort()
      : []
  expect(names()).toEqual(['Ada 1', 'Bob 1', 'Cid 1'])
  way.cut()
  await expect.poll(() => session.state.state).toBe('resuming')
  await bob.request({ type: 'join', channelId: 2 })
  await cid.request({ type: 'leave' })
  await enter('Dan')
  await sleep(5_000)
  expect(names()).toEqual(['Ada 1', 'Bob 1', 'Cid 1'])
  way.mend()
  await expect.poll(() => session.state.state, { timeout: 15_000 }).toBe('ready')
  await expect.poll(names).toEqual(['Ada 1', 'Bob 2', 'Dan 1'])
  // The host knows of one stay of hers alone.
  const witness = await enter('Eve')
  expect(witness.welcome?.members.filter(({ nickname }) => nickname === 'Ada').length).toBe(1)
})
