import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InviteService } from '../../../../../electron/host/services/invite-service.ts'
import { openStore, type Store } from '../../../../../electron/storage/store.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
let clock: FakeClock
let invites: InviteService

beforeEach(async () => {
  place = await temporaryFolder()
  store = openStore(place.folder)
  clock = new FakeClock()
  invites = new InviteService({ store, clock, random: seededRandom(3) })
})
afterEach(async () => {
  store.close()
  await place.remove()
})

const codeOf = (token: string): string => {
  try {
    invites.check(token)
    return 'good'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('InviteService', () => {
  it('lets in until the limit of uses', () => {
    const token = invites.create({ lifetimeS: 60, uses: 2 })
    const { id } = invites.check(token)
    store.invites.use(id)
    expect(codeOf(token)).toBe('good')
    store.invites.use(id)
    expect(codeOf(token)).toBe('invite-spent')
  })

  it('ends at its time, to the millisecond', () => {
    const token = invites.create({ lifetimeS: 60, uses: 0 })
    clock.advance(59_999)
    expect(codeOf(token)).toBe('good')
    clock.advance(1)
    expect(codeOf(token)).toBe('invite-expired')
  })

  it('names a withdrawn one as such, whatever else is wrong with it', () => {
    const token = invites.create({ lifetimeS: 60, uses: 1 })
    store.invites.use(invites.check(token).id)
    invites.revoke(token)
    clock.advance(100_000)
    expect(codeOf(token)).toBe('invite-revoked')
    expect(() => {
      invites.revoke('none')
    }).toThrow(expect.objectContaining({ code: 'invite-unknown' }))
  })

  it('knows no others', () => {
    expect(codeOf('made-up')).toBe('invite-unknown')
  })

  it('gives the lobby one invite for ever', () => {
    const token = invites.lobby(1)
    expect(invites.lobby(1)).toBe(token)
    clock.advance(1e12)
    expect(invites.check(token)).toMatchObject({ channelId: 1, usesLimit: 0 })
  })

  it('makes tokens of 128 bits that differ', () => {
    const tokens = Array.from({ length: 100 }, () => invites.create({ lifetimeS: 60, uses: 0 }))
    expect(new Set(tokens).size).toBe(100)
    expect(tokens.every((token) => /^[A-Za-z0-9_-]{22}$/.test(token))).toBe(true)
  })
})
