import { describe, expect, it } from 'vitest'
import { Backoff } from '../../../../electron/base/backoff.ts'
import { Closers } from '../../../../electron/base/disposable.ts'
import { Emitter } from '../../../../electron/base/emitter.ts'
import { seededRandom } from '../../../support/seeded-random.ts'

describe('Closers', () => {
  it('closes in reverse order, once, and all even where one fails', async () => {
    const closers = new Closers()
    const order: number[] = []
    for (const n of [1, 2, 3]) {
      closers.add(() => {
        order.push(n)
        if (n === 2) throw new Error('two')
      })
    }
    await expect(closers.close()).rejects.toThrow('two')
    await expect(closers.close()).rejects.toThrow('two')
    expect(order).toEqual([3, 2, 1])
  })

  it('closes at once what is added too late', async () => {
    const closers = new Closers()
    await closers.close()
    let closed = false
    closers.add(() => {
      closed = true
    })
    await closers.close()
    expect(closed).toBe(true)
  })
})

describe('Emitter', () => {
  it('tells every listener although one throws', () => {
    const errors: unknown[] = []
    const emitter = new Emitter<number>((error) => errors.push(error))
    const seen: number[] = []
    emitter.on(() => {
      throw new Error('first')
    })
    const remove = emitter.on((value) => seen.push(value))
    emitter.emit(1)
    remove()
    emitter.emit(2)
    expect(seen).toEqual([1])
    expect(errors).toHaveLength(2)
  })

  it('lets a listener remove itself while it is called', () => {
    const emitter = new Emitter<number>()
    const seen: string[] = []
    const remove = emitter.on(() => {
      seen.push('a')
      remove()
    })
    emitter.on(() => seen.push('b'))
    emitter.emit(1)
    emitter.emit(2)
    expect(seen).toEqual(['a', 'b', 'b'])
  })
})

describe('Backoff', () => {
  const config = { firstMs: 100, mostMs: 1000, factor: 2, jitter: 0.5 }

  it('grows to its limit, less at most the share of chance', () => {
    const backoff = new Backoff(config, seededRandom(1))
    for (const full of [100, 200, 400, 800, 1000, 1000]) {
      const delay = backoff.next()
      expect(delay).toBeLessThanOrEqual(full)
      expect(delay).toBeGreaterThanOrEqual(full / 2)
    }
    expect(backoff.attempt).toBe(6)
  })

  it('begins again after a success', () => {
    const backoff = new Backoff({ ...config, jitter: 0 }, seededRandom(1))
    backoff.next()
    backoff.next()
    backoff.reset()
    expect(backoff.next()).toBe(100)
  })
})
