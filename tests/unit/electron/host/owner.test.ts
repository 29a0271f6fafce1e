import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { OWNER_TOKEN_FILE } from '../../../../electron/storage/store.ts'
import { ownerToken } from '../../../../electron/host/owner.ts'
import { seededRandom } from '../../../support/seeded-random.ts'
import { stateInMemory } from '../../../support/state-in-memory.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(() => place.remove())

it('is made once, kept in a file of the owner, and known to the state by its hash only', () => {
  const state = stateInMemory()
  const random = seededRandom(1)
  const token = ownerToken(place.folder, state, random)
  expect(ownerToken(place.folder, state, random)).toBe(token)
  expect(statSync(join(place.folder, OWNER_TOKEN_FILE)).mode & 0o777).toBe(0o600)
  expect(state.get('ownerTokenHash')).not.toContain(token)
})

it('is made anew where the file is gone', () => {
  const state = stateInMemory()
  const random = seededRandom(1)
  const token = ownerToken(place.folder, state, random)
  rmSync(join(place.folder, OWNER_TOKEN_FILE))
  const fresh = ownerToken(place.folder, state, random)
  expect(fresh).not.toBe(token)
  expect(ownerToken(place.folder, state, random)).toBe(fresh)
})

it('says so where the folder cannot be written', () => {
  const nowhere = join(place.folder, 'none')
  expect(() => ownerToken(nowhere, stateInMemory(), seededRandom(1))).toThrow(
    expect.objectContaining({ code: 'data-unwritable' }),
  )
})
