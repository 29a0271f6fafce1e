import { expect, test } from 'vitest'
import { SessionKeys } from '../../../../../electron/voice/pipeline/session-keys.ts'
import { epochSecret, testBytes } from '../../../../support/packet-guest.ts'

const mine = testBytes('mine', 16)
const theirs = testBytes('theirs', 16)

test('one guest’s own key is what the others derive for it', () => {
  const a = new SessionKeys(1, mine)
  const b = new SessionKeys(2, theirs)
  for (const keys of [a, b]) keys.renew(7, 3, epochSecret(7, 3), 0)
  expect(a.epoch).toBe(3)
  expect(a.own(3, 0)).toEqual(b.of(3, 1, mine, 0))
  expect(a.own(3, 0)).not.toEqual(b.own(3, 0))
})

test('within a channel the epoch before lives on for 3 s', () => {
  const keys = new SessionKeys(1, mine)
  keys.renew(7, 255, epochSecret(7, 255), 0)
  keys.renew(7, 0, epochSecret(7, 0), 1_000)
  expect(keys.epoch).toBe(0)
  expect(keys.of(255, 2, theirs, 3_999)).toBeDefined()
  expect(keys.of(255, 2, theirs, 4_000)).toBeUndefined()
})

test('a move ends the keys of the channel left at once', () => {
  const keys = new SessionKeys(1, mine)
  keys.renew(7, 1, epochSecret(7, 1), 0)
  keys.renew(8, 5, epochSecret(8, 5), 10)
  expect(keys.of(1, 2, theirs, 11)).toBeUndefined()
  expect(keys.of(5, 2, theirs, 11)).toBeDefined()
})

test('before the first epoch there is no key', () => {
  const keys = new SessionKeys(1, mine)
  expect([keys.epoch, keys.own(0, 0)]).toEqual([undefined, undefined])
})
