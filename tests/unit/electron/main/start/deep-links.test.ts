import fc from 'fast-check'
import { beforeEach, expect, it } from 'vitest'
import { inviteAmong, LinkInbox } from '../../../../../electron/main/start/deep-links.ts'
import { FAKE_INVITE } from '../../../../support/fake-services.ts'

let inbox: LinkInbox
let arrivals: number

beforeEach(() => {
  inbox = new LinkInbox()
  arrivals = 0
  inbox.onArrival(() => {
    arrivals += 1
  })
})

it('finds the invite among the words of a start', () => {
  expect(inviteAmong(['/usr/bin/palabre', '--flag', FAKE_INVITE])).toBe(FAKE_INVITE)
  expect(inviteAmong(['/usr/bin/palabre', '--hidden'])).toBeUndefined()
})

it('keeps the newest until it is taken, once', () => {
  const other = FAKE_INVITE.replace('Lobby', 'Workshop')
  expect(inbox.offer([FAKE_INVITE])).toBe(true)
  expect(inbox.offer([other])).toBe(true)
  expect(arrivals).toBe(2)
  expect(inbox.take()).toBe(other)
  expect(inbox.take()).toBeUndefined()
})

it.each([
  'palabre://',
  'palabre://host/Lobby?k=short&t=x',
  FAKE_INVITE.replace('palabre:', 'https:'),
  `${FAKE_INVITE}${'x'.repeat(3000)}`,
  '--user-data-dir=/tmp',
])('lets nothing through that is no invite: %s', (word) => {
  expect(inbox.offer([word])).toBe(false)
  expect(arrivals).toBe(0)
  expect(inbox.take()).toBeUndefined()
})

it('survives whatever it is started with', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      expect(inbox.offer(words.map((word) => `palabre://${word}`))).toBe(false)
    }),
  )
})
