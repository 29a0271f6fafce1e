import { describe, expect, it } from 'vitest'
import { LossyLink, type Impairment } from '../../support/lossy-link.ts'
import { seededRandom } from '../../support/seeded-random.ts'

/** Sends numbered datagrams of 100 bytes every 10 ms; answers [number, delay] in order of arrival. */
function run(impairment: Impairment, count = 10_000, seed = 1): [number, number][] {
  const link = new LossyLink<number>(impairment, seededRandom(seed))
  const arrived: [number, number][] = []
  for (let n = 0; n < count; n++) link.send(n, 100, n * 10)
  link.receive(Infinity, (n, at) => arrived.push([n, at - n * 10]))
  return arrived
}

const numbers = (arrived: [number, number][]): number[] => arrived.map(([n]) => n)
const inOrder = (list: number[]): boolean => list.every((n, i) => i === 0 || n >= (list[i - 1] ?? 0))

describe('LossyLink', () => {
  it('delivers everything at once without impairment', () => {
    expect(run({}, 100)).toEqual(Array.from({ length: 100 }, (_, n) => [n, 0]))
  })

  it('repeats itself with the same seed, and not with another', () => {
    const impairment = { loss: 0.1, jitterMs: 30, duplicate: 0.01 }
    expect(run(impairment)).toEqual(run(impairment))
    expect(run(impairment)).not.toEqual(run(impairment, 10_000, 2))
  })

  it('loses the stated share', () => {
    expect(run({ loss: 0.05 }).length / 10_000).toBeCloseTo(0.95, 2)
  })

  it('loses in bursts', () => {
    const arrived = new Set(numbers(run({ burst: { enter: 0.01, leave: 0.2, loss: 1 } })))
    let bursts = 0
    for (let n = 1; n < 10_000; n++) if (!arrived.has(n) && arrived.has(n - 1)) bursts += 1
    const lost = 10_000 - arrived.size
    expect(lost / bursts).toBeGreaterThan(4)
    expect(lost / bursts).toBeLessThan(6)
  })

  it('delays and jitters without changing the order', () => {
    const arrived = run({ delayMs: 30, jitterMs: 40 })
    expect(inOrder(numbers(arrived))).toBe(true)
    expect(Math.min(...arrived.map(([, delay]) => delay))).toBeGreaterThanOrEqual(30)
    expect(Math.max(...arrived.map(([, delay]) => delay))).toBeLessThanOrEqual(70)
  })

  it('reorders and duplicates when asked to', () => {
    expect(inOrder(numbers(run({ jitterMs: 40, reorder: 0.1 })))).toBe(false)
    expect(run({ duplicate: 0.1 }).length / 10_000).toBeCloseTo(1.1, 2)
  })

  it('caps the bandwidth with a bounded queue', () => {
    const arrived = run({ bandwidth: 40_000, queueMs: 100 })
    expect(arrived.length / 10_000).toBeCloseTo(0.5, 2)
    expect(Math.max(...arrived.map(([, delay]) => delay))).toBeLessThanOrEqual(121)
  })
})
