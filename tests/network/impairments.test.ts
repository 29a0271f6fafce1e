import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { measureCall } from '../support/call-measures.ts'
import type { Impairment } from '../support/lossy-link.ts'
import { networkCall, type NetworkCallPlan } from '../support/network-call.ts'
import { framesOf, worstOf, writeTable, type NetworkRow } from '../support/network-table.ts'
import { requirePart } from '../support/requirement.ts'
import { speech } from '../support/speech.ts'

/** Length of a call, and of its beginning, in which the sender learns of the network, s. */
const CALL_S = 16
const SETTLED_S = 5
/** Voices of espeak-ng, and what they say where not the usual; each makes every call, and each must hold. */
const VOICES: readonly (readonly [string, string | undefined])[] = [['en', undefined]]

/** Bursts of `ms`, 10 ms a packet, that take `share` of all packets. */
function bursts(ms: number, share: number): Impairment {
  const leave = 10 / ms
  return { jitterMs: 20, burst: { enter: (leave * share) / (1 - share), leave, loss: 1 } }
}

interface Case {
  readonly network: string
  readonly plan: Omit<NetworkCallPlan, 'spoken'>
  /** Least intelligibility once settled, and from the first word on where that is asked for. */
  readonly stoi: number
  /** Most delay once settled, ms. */
  readonly delayMs?: number
  readonly delayP95Ms?: number
  /** Whether the same is done with nothing against losses, to see what it is worth. */
  readonly compare?: boolean
}

/** Each bound is a promise of the product; measured after the first seconds. */
const CASES: readonly Case[] = [
  { network: 'nothing', plan: { link: {} }, stoi: 0.985, delayMs: 45 },
  { network: 'jitter 20 ms', plan: { link: { jitterMs: 20 } }, stoi: 0.985, delayMs: 90 },
  {
    ...{ network: 'jitter 20 ms, loss 5 %', plan: { link: { jitterMs: 20, loss: 0.05 } } },
    ...{ stoi: 0.975, delayMs: 90, compare: true },
  },
  {
    ...{ network: 'jitter 20 ms, loss 10 %', plan: { link: { jitterMs: 20, loss: 0.1 } } },
    ...{ stoi: 0.96, delayMs: 90, compare: true },
  },
  {
    ...{ network: 'jitter 20 ms, loss 20 %', plan: { link: { jitterMs: 20, loss: 0.2 } } },
    ...{ stoi: 0.93, delayMs: 90, compare: true },
  },
  {
    ...{ network: 'jitter 20 ms, bursts of 60 ms, 5 %', plan: { link: bursts(60, 0.05) } },
    ...{ stoi: 0.9, delayMs: 90, compare: true },
  },
  {
    ...{ network: 'jitter 20 ms, bursts of 200 ms, 10 %', plan: { link: bursts(200, 0.1) } },
    ...{ stoi: 0.8, delayMs: 90, compare: true },
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
    voices = VOICES.map(([voice, text]) => speech(CALL_S, voice, text))
  })
  afterAll(() => {
    writeTable(rows)
  })

  test.for(CASES)('$network', { timeout: 300_000 }, ({ network, plan, compare, ...bounds }) => {
    const calls = voices.map((spoken, seed) => networkCall({ ...plan, spoken, seed: seed + 1 }))
    const settled = worstOf(calls.map((call) => measureCall(call, SETTLED_S)))
    const whole = worstOf(calls.map((call) => measureCall(call)))
    const plain =
      compare === true &&
      worstOf(
        voices.map((spoken, seed) =>
          measureCall(networkCall({ ...plan, spoken, seed: seed + 1, plain: true }), SETTLED_S),
        ),
      )
    rows.push({ network, settled, whole, ...(plain && { plain }), ...framesOf(calls) })
    expect(settled.stoi).toBeGreaterThanOrEqual(bounds.stoi)
    expect(settled.delayMs).toBeLessThanOrEqual(bounds.delayMs ?? Infinity)
    expect(settled.delayP95Ms).toBeLessThanOrEqual(bounds.delayP95Ms ?? Infinity)
  })
})
