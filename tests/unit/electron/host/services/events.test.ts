import { expect, it } from 'vitest'
import { numberedEvent, prepareEvent } from '../../../../../electron/host/services/events.ts'

it('writes an event once and numbers it for each session', () => {
  const event = prepareEvent({ type: 'memberLeft', sourceId: 3 })
  expect([1, 2].map((n) => JSON.parse(numberedEvent(event, n)) as unknown)).toEqual([
    { type: 'memberLeft', sourceId: 3, n: 1 },
    { type: 'memberLeft', sourceId: 3, n: 2 },
  ])
})
