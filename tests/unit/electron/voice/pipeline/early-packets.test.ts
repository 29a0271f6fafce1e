import { describe, expect, it } from 'vitest'
import { PIPELINE_CONFIG } from '../../../../../electron/voice/pipeline/config.ts'
import { EarlyPackets } from '../../../../../electron/voice/pipeline/early-packets.ts'

const { earlyMs, earlyMost } = PIPELINE_CONFIG

function waiting() {
  const gone: string[] = []
  const early = new EarlyPackets((reason) => gone.push(reason))
  const handed = () => {
    const packets: [number, number][] = []
    early.retry(([first = NaN], arrivedMs) => packets.push([first, arrivedMs]))
    return packets
  }
  return { early, gone, handed }
}

describe('packets before their key', () => {
  it('are handed out in order, each as of when it came, once', () => {
    const { early, gone, handed } = waiting()
    const slab = Uint8Array.of(1, 2, 3, 4)
    early.keep(slab, 1, 2, 100, 'stale-epoch')
    early.keep(slab, 3, 1, 120, 'unknown-source')
    slab.fill(0)
    expect([handed(), handed(), gone]).toEqual([
      [
        [2, 100],
        [4, 120],
      ],
      [],
      [],
    ])
  })

  it('may be kept again by who takes them, and keep their places', () => {
    const { early, handed } = waiting()
    for (const first of [1, 2, 3]) early.keep(Uint8Array.of(first), 0, 1, first, 'stale-epoch')
    early.retry((bytes, arrivedMs) => {
      if (bytes[0] !== 2) early.keep(bytes, 0, 1, arrivedMs, 'stale-epoch')
    })
    expect(handed().map(([first]) => first)).toEqual([1, 3])
  })

  it('are given up under their reasons when the time is over, when too many wait, and at the end', () => {
    const { early, gone, handed } = waiting()
    early.keep(Uint8Array.of(1), 0, 1, 0, 'stale-epoch')
    early.keep(Uint8Array.of(2), 0, 1, 10, 'unknown-source')
    early.expire(earlyMs)
    expect(gone).toEqual([])
    early.expire(earlyMs + 5)
    expect([gone, handed().map(([first]) => first)]).toEqual([['stale-epoch'], [2]])
    for (let count = 0; count <= earlyMost; count += 1)
      early.keep(Uint8Array.of(count), 0, 1, 0, 'bad-target')
    expect(gone).toEqual(['stale-epoch', 'bad-target'])
    early.clear()
    expect([gone.length, handed()]).toEqual([2 + earlyMost, []])
  })
})
