import { describe, expect, it } from 'vitest'
import { FRAME_LENGTHS_MS } from '../../../../../electron/contract/engine.ts'
import { frameCodeOf, frameMsOf, isFrameCode } from '../../../../../electron/voice/packet/frame-code.ts'

describe('frame code', () => {
  it('names every frame length and nothing else', () => {
    for (const frameMs of FRAME_LENGTHS_MS) expect(frameMsOf(frameCodeOf(frameMs))).toBe(frameMs)
    const named = Array.from({ length: 256 }, (_, code) => code).filter(isFrameCode)
    expect(named.length).toBe(FRAME_LENGTHS_MS.length)
    expect(named.map(frameMsOf)).toEqual([...FRAME_LENGTHS_MS])
    expect(frameMsOf(FRAME_LENGTHS_MS.length)).toBeUndefined()
  })
})
