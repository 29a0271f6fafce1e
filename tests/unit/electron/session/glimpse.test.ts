import { describe, expect, it } from 'vitest'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { parseInvite } from '../../../../electron/contract/invite.ts'
import { SESSION_CONFIG } from '../../../../electron/session/config.ts'
import { glimpse } from '../../../../electron/session/glimpse.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { bytesText, FakeConnector } from '../../../support/fake-gateway.ts'

const INVITE = parseInvite(`palabre://192.0.2.1/?k=${bytesText(32, 5)}&t=t`)

function setUp() {
  const clock = new FakeClock()
  const connector = new FakeConnector()
  return { clock, connector, look: () => glimpse(INVITE, connector, clock) }
}

describe('a glimpse of a host', () => {
  it('tells its name, and neither signs in nor stays', async () => {
    const { connector, look } = setUp()
    expect(await look()).toEqual({ hostName: 'The house' })
    expect(connector.last.requests).toEqual([])
    expect(connector.last.isClosed).toBe(true)
  })

  it('says why there is none', async () => {
    const { connector, look } = setUp()
    connector.outcome = new PalabreError('host-key-changed')
    await expect(look()).rejects.toMatchObject({ code: 'host-key-changed' })
  })

  it('gives up on a host that says nothing, and ends the attempt', async () => {
    const { clock, connector, look } = setUp()
    connector.outcome = 'silence'
    const looking = expect(look()).rejects.toMatchObject({ code: 'host-unreachable' })
    await clock.advanceAsync(SESSION_CONFIG.glimpseMs)
    await looking
    expect(connector.attempts[0]?.signal.aborted).toBe(true)
  })
})
