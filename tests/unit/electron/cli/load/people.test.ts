import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Nonces, People } from '../../../../../electron/cli/load/people.ts'
import { applyEvent, roomOf } from '../../../../../electron/session/room.ts'
import { welcomeOf } from '../../../../support/fake-gateway.ts'
import { memberEvents } from '../../../../support/member-events.ts'

const event = memberEvents({ sourceId: 200, channelId: 900 })

describe('what a user of a load knows of everybody', () => {
  it('is what a guest knows', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const welcome = welcomeOf()
        const people = new People(new Nonces(), welcome.members)
        for (const each of events) people.apply(each)
        const { members } = events.reduce(applyEvent, roomOf(welcome))
        for (let id = 1; id <= 200; id += 1) {
          expect(people.channelOf(id)).toBe(members.get(id)?.channelId)
          expect(people.isMuted(id)).toBe(members.get(id)?.muted ?? false)
        }
      }),
    )
  })
})
