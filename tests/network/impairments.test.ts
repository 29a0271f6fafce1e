import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { measureCall, windowDelays } from '../support/call-measures.ts'
import type { Impairment } from '../support/lossy-link.ts'
import { networkCall, type NetworkCallPlan } from '../support/network-call.ts'
import { framesOf, meanOf, writeTable, type NetworkRow } from '../support/network-table.ts'
import { requirePart } from '../support/requirement.ts'
import { speech } from '../support/speech.ts'

/** Length of a call, and of its beginning, in which the sender learns of the network, s. */
const CALL_S = 14
const SETTLED_S = 5
/** Voices of espeak-ng. The networks that count most are tried with each, with other losses every time; the others with the first. */
const VOICES = ['en', 'en-us+f3', 'en-gb-scotland']
/** How much lower than the mean must be a single call may come out. */
const SPREAD = 0.03

/** Bursts of `ms`, 10 ms a packet, that take `share` of all packets. */
function bursts(ms: number, share: number): Impairment {
  const leave = 10 / ms
  return { jitterMs: 20, burst: { enter: (leave * share) / (1 - share), leave, loss: 1 } }
}

interface Case {
  readonly network: string
  readonly plan: Omit<NetworkCallPlan, 'spoken'>
  /** Least intelligibility once settled, mean over the calls. */
  readonly stoi: number
  /** Most delay once settled, ms. */
  readonly delayMs?: number
  readonly delayP95Ms?: number
  /** Whether the same is done with nothing against losses, to see what it is worth. */
  readonly compare?: boolean
  /** Calls, each with a voice and losses of its own; 1 unless given. */
  readonly calls?: number
}

/** Each bound is a promise of the product; measured after the first seconds. */
const CASES: readonly Case[] = [
  { network: 'nothing', plan: { link: {} }, stoi: 0.99, delayMs: 45 },
  {
    ...{ network: 'jitter 20 ms', plan: { link: { jitterMs: 20 } } },
    ...{ stoi: 0.985, delayMs: 90, compare: true, calls: 3 },
  },
  {
    ...{ network: 'jitter 20 ms, loss 5 %', plan: { link: { jitterMs: 20, loss: 0.05 } } },
    ...{ stoi: 0.975, delayMs: 90, compare: true, calls: 3 },
  },
  {
    ...{ network: 'jitter 20 ms, loss 10 %', plan: { link: { jitterMs: 20, loss: 0.1 } } },
    ...{ stoi: 0.96, delayMs: 90, compare: true, calls: 3 },
  },
  {
    ...{ network: 'jitter 20 ms, loss 20 %', plan: { link: { jitterMs: 20, loss: 0.2 } } },
    ...{ stoi: 0.93, delayMs: 90, compare: true, calls: 3 },
  },
  {
    ...{ network: 'jitter 20 ms, loss 30 %', plan: { link: { jitterMs: 20, loss: 0.3 } } },
    ...{ stoi: 0.88, delayMs: 90, compare: true },
  },
  {
    ...{ network: 'jitter 20 ms, bursts of 60 ms, 5 %', plan: { link: bursts(60, 0.05) } },
    ...{ stoi: 0.9, delayMs: 90, compare: true, calls: 3 },
  },
  {
    ...{ network: 'jitter 20 ms, bursts of 200 ms, 10 %', plan: { link: bursts(200, 0.1) } },
    // Whole syllables are gone: nothing that fits the delay brings them back.
    ...{ stoi: 0.7, delayMs: 90, compare: true },
  },
  {
    ...{
      network: 'delay 30 ms, jitter 10 ms, loss 1 %',
      plan: { link: { delayMs: 30, jitterMs: 10, loss: 0.01 } },
    },
    ...{ stoi: 0.975, delayP95Ms: 110, compare: true },
  },
  {
    ...{ network: 'jitter 20 ms, 5 % overtaken', plan: { link: { jitterMs: 20, reorder: 0.05 } } },
    ...{ stoi: 0.98, delayMs: 90 },
  },
  {
    ...{ network: 'jitter 20 ms, each three times', plan: { link: { jitterMs: 20, copies: 2 } } },
    ...{ stoi: 0.985, delayMs: 90 },
  },
  {
    ...{
      network: 'jitter 20 ms, loss 10 % at the speaker',
      plan: { link: { jitterMs: 20, loss: 0.1 }, side: 'speaker' },
    },
    ...{ stoi: 0.96, delayMs: 90 },
  },
  {
    ...{
      network: 'jitter 20 ms, loss 5 % at both',
      plan: { link: { jitterMs: 20, loss: 0.05 }, side: 'both' },
    },
    ...{ stoi: 0.96, delayMs: 110 },
  },
]

describe.skipIf(requirePart('espeak-ng'))('a call over a network with', () => {
  const rows: NetworkRow[] = []
  let voices: Float32Array[] = []
  beforeAll(() => {
    voices = VOICES.map((voice) => speech(CALL_S, voice))
  })
  afterAll(() => {
    writeTable(rows)
  })

  test.for(CASES)(
    '$network',
    { timeout: 300_000 },
    ({ network, plan, compare, calls: count = 1, ...bounds }) => {
      const plans = voices.slice(0, count).map((spoken, index) => ({ ...plan, spoken, seed: index + 1 }))
      const calls = plans.map((one) => networkCall(one))
      const delays = calls.map((call) => windowDelays(call))
      const each = calls.map((call, index) => measureCall(call, SETTLED_S, CALL_S, delays[index]))
      const [settled, worst] = [meanOf(each), Math.min(...each.map(({ stoi }) => stoi))]
      const whole = meanOf(calls.map((call, index) => measureCall(call, 0, CALL_S, delays[index])))
      const plain =
        compare === true &&
        meanOf(plans.map((one) => measureCall(networkCall({ ...one, plain: true }), SETTLED_S)))
      const row = { network, calls: count, settled, worst, bound: bounds.stoi, whole, ...framesOf(calls) }
      rows.push({ ...row, ...(plain && { plain }) })
      expect(settled.stoi).toBeGreaterThanOrEqual(bounds.stoi)
      expect(worst).toBeGreaterThanOrEqual(bounds.stoi - SPREAD)
      expect(settled.delayMs).toBeLessThanOrEqual(bounds.delayMs ?? Infinity)
      expect(settled.delayP95Ms).toBeLessThanOrEqual(bounds.delayP95Ms ?? Infinity)
    },
  )
})
