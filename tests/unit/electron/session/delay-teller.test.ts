import { expect, test } from 'vitest'
import { SESSION_CONFIG } from '../../../../electron/session/config.ts'
import { DelayTeller } from '../../../../electron/session/delay-teller.ts'
import { NO_STATS } from '../../../support/fake-engine-worker.ts'

/** Tells of each second what was told in it; `sends`: whether voice was sent in it. */
function teller() {
  const delay = new DelayTeller(SESSION_CONFIG)
  let seconds = 0
  let framesSent = 0
  const observe = (own: { capture?: number; network?: number | null }, sends = true) => {
    seconds += 1
    if (sends) framesSent += 50
    const ownDelay = { ...NO_STATS.ownDelay, processing: 2.5, capture: 10.04, network: 4, ...own }
    return delay.observe({ ...NO_STATS, framesSent, ownDelay }, seconds * 1000)
  }
  return { delay, observe }
}

test('is told by who speaks, once, and not before all of it is known', () => {
  const { observe } = teller()
  expect(observe({}, false)).toBeUndefined()
  expect(observe({ network: null })).toBeUndefined()
  expect(observe({})).toEqual({ captureMs: 12.5, networkMs: 4 })
  for (let second = 0; second < 20; second += 1) expect(observe({ network: 6.9 })).toBeUndefined()
})

test('a change of more than 3 ms is told, no sooner than 5 s after the one before', () => {
  const { observe } = teller()
  observe({})
  const told = Array.from({ length: 12 }, (_, second) => observe({ network: 10 + 5 * second }))
  expect(told.map((each) => each?.networkMs)).toEqual([
    ...[undefined, undefined, undefined, undefined, 30],
    ...[undefined, undefined, undefined, undefined, 55, undefined, undefined],
  ])
})

test('a new session knows nothing', () => {
  const { delay, observe } = teller()
  observe({})
  delay.reset()
  expect(observe({})).toEqual({ captureMs: 12.5, networkMs: 4 })
})

test('no more is told than a host takes', () => {
  expect(teller().observe({ capture: 1e6, network: 1e6 })).toEqual({ captureMs: 5_000, networkMs: 5_000 })
})
