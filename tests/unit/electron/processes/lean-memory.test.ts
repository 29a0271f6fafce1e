import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { giveMemoryBack } from '../../../../electron/processes/lean-memory.ts'

describe('lean memory', () => {
  it('collects what nobody holds, and leaves no door to the collector open', async () => {
    const gone = new WeakRef(Array.from({ length: 1_000 }, (_, index) => ({ index })))
    const kept = new WeakRef(holder)
    // A reference that was looked at stays until the turn has ended.
    await new Promise(setImmediate)
    giveMemoryBack()
    expect(gone.deref()).toBeUndefined()
    expect(kept.deref()).toBe(holder)
    expect(runInNewContext('typeof gc')).toBe('undefined')
  })

  it('may be asked for again and again', () => {
    for (let times = 0; times < 3; times += 1) giveMemoryBack()
    expect(holder.length).toBe(1)
  })
})

const holder = ['held by this file']
