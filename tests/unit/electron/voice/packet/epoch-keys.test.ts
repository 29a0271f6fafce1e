import { describe, expect, it } from 'vitest'
import { EpochKeys } from '../../../../../electron/voice/packet/epoch-keys.ts'
import { sourceKey } from '../../../../../electron/voice/packet/source-key.ts'

const NONCE = new Uint8Array(16).fill(1)
const SECRETS = [10, 11, 12].map((value) => new Uint8Array(32).fill(value))
const secret = (index: number): Uint8Array => SECRETS[index] ?? new Uint8Array(32)

describe('epoch keys', () => {
  it('has none before the first epoch', () => {
    const keys = new EpochKeys(3000)
    expect(keys.current).toBeUndefined()
    expect(keys.key(0, 1, NONCE, 0)).toBeUndefined()
  })

  it('keeps the epoch before for exactly the grace time', () => {
    const keys = new EpochKeys(3000)
    keys.renew(1, secret(0), 0)
    keys.renew(2, secret(1), 1000)
    expect(keys.current).toBe(2)
    expect(keys.key(1, 5, NONCE, 3999)).toEqual(sourceKey(secret(0), 5, NONCE))
    expect(keys.key(1, 5, NONCE, 4000)).toBeUndefined()
    expect(keys.key(2, 5, NONCE, 4000)).toEqual(sourceKey(secret(1), 5, NONCE))
  })

  it('gives each epoch its grace where several follow each other within it', () => {
    const keys = new EpochKeys(3000)
    for (const index of [0, 1, 2]) keys.renew(index, secret(index), 250 * index)
    expect(keys.key(0, 5, NONCE, 3249)).toEqual(sourceKey(secret(0), 5, NONCE))
    expect(keys.key(0, 5, NONCE, 3250)).toBeUndefined()
    expect(keys.key(1, 5, NONCE, 3499)).toEqual(sourceKey(secret(1), 5, NONCE))
    expect(keys.key(1, 5, NONCE, 3500)).toBeUndefined()
    expect(keys.current).toBe(2)
  })

  it('keeps no more epochs than a host draws in the grace time, the newest of a number', () => {
    const keys = new EpochKeys(3000)
    for (let turn = 0; turn < 300; turn++) keys.renew(turn % 256, secret(turn % 3), 0)
    const live = Array.from({ length: 256 }, (_, epoch) => epoch).filter((epoch) =>
      keys.key(epoch, 5, NONCE, 1),
    )
    expect(live).toEqual(Array.from({ length: 17 }, (_, index) => 27 + index))
  })

  it('derives once, and again after a source came back with another nonce', () => {
    const keys = new EpochKeys(3000)
    keys.renew(255, secret(0), 0)
    const key = keys.key(255, 5, NONCE, 0)
    expect(keys.key(255, 5, NONCE, 0)).toBe(key)
    keys.forget(5)
    expect(keys.key(255, 5, new Uint8Array(16), 0)).not.toEqual(key)
  })

  it('is not changed through the caller’s buffer', () => {
    const own = new Uint8Array(32).fill(3)
    const keys = new EpochKeys(3000)
    keys.renew(1, own, 0)
    own.fill(0)
    expect(keys.key(1, 5, NONCE, 0)).toEqual(sourceKey(new Uint8Array(32).fill(3), 5, NONCE))
  })

  it('differs by source, nonce and secret', () => {
    const all = [
      sourceKey(secret(0), 1, NONCE),
      sourceKey(secret(0), 256, NONCE),
      sourceKey(secret(1), 1, NONCE),
      sourceKey(secret(0), 1, new Uint8Array(16)),
    ].map((key) => Buffer.from(key).toString('hex'))
    expect(new Set(all).size).toBe(all.length)
  })
})
