import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Claim, CLAIM_FILE } from '../../../../electron/host/claim.ts'
import type { StateRepository } from '../../../../electron/storage/repositories/state.ts'
import { seededRandom } from '../../../support/seeded-random.ts'
import { stateInMemory } from '../../../support/state-in-memory.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let state: StateRepository
let claim: Claim
beforeEach(async () => {
  place = await temporaryFolder()
  state = stateInMemory()
  claim = new Claim(place.folder, state, seededRandom(1))
})
afterEach(() => place.remove())

it('is the same until it is used, also for the next run', () => {
  const token = claim.token()
  expect(claim.token()).toBe(token)
  const again = new Claim(place.folder, state, seededRandom(2))
  expect([again.token(), again.fits(token), again.fits('x')]).toEqual([token, true, false])
  expect(statSync(join(place.folder, CLAIM_FILE)).mode & 0o777).toBe(0o600)
  expect(state.get('claimTokenHash')).not.toContain(token)
})

it('fits nobody before it was made and after it was used', () => {
  expect([claim.fits(''), claim.fits('x')]).toEqual([false, false])
  const token = claim.token()
  claim.spend()
  expect([claim.fits(token), claim.fits(''), existsSync(join(place.folder, CLAIM_FILE))]).toEqual([
    false,
    false,
    false,
  ])
  expect(claim.token()).not.toBe(token)
})

it('is made anew where its file is gone, and the old one is void', () => {
  const token = claim.token()
  rmSync(join(place.folder, CLAIM_FILE))
  expect(claim.token()).not.toBe(token)
  expect(claim.fits(token)).toBe(false)
})
