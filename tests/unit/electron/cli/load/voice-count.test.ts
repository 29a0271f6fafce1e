import { describe, expect, it } from 'vitest'
import { VoiceCount } from '../../../../../electron/cli/load/voice-count.ts'

const ALL = () => Infinity

describe('voice of a load', () => {
  it('is each packet times its listeners, and what came of it', () => {
    const count = new VoiceCount()
    count.offer(1, 7, 3)
    count.offer(1, 7, 3)
    count.offer(2, 8, 1)
    for (let packet = 0; packet < 5; packet += 1) count.deliver(1)
    expect(count.sums(ALL)).toEqual({ offered: 7, delivered: 5 })
  })

  it('leaves out the voices that a channel does not pass on, in each channel by itself', () => {
    const count = new VoiceCount()
    for (const source of [1, 2, 3]) count.offer(source, 7, 10)
    count.offer(4, 8, 10)
    for (const source of [3, 3, 1, 4]) count.deliver(source)
    expect(count.sums(() => 2)).toEqual({ offered: 30, delivered: 4 })
    expect(count.sums(() => 1)).toEqual({ offered: 20, delivered: 3 })
  })

  it('has lost all of a voice of which nothing came where it was to be passed on', () => {
    const count = new VoiceCount()
    count.offer(1, 7, 10)
    count.deliver(9)
    expect(count.sums(() => 4)).toEqual({ offered: 10, delivered: 0 })
  })
})
