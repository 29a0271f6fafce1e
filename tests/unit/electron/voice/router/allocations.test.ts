import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../../../support/route-allocations.ts', import.meta.url))

/** Bytes of heap per packet that count as none: what the engine itself does now and then. */
const NEARLY_NONE = 4

describe('routing', () => {
  it.each([
    ['', 'none'],
    ['record', 'all'],
  ])('allocates nothing per packet %s', { timeout: 30_000 }, async (word, recorded) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', PROGRAM, word])
    const result = JSON.parse(stdout) as Record<
      'voiceIn' | 'forged' | 'recorded' | 'heapBytesPerPacket',
      number
    >
    expect(result.recorded).toBe(recorded === 'all' ? result.voiceIn : 0)
    expect(result.forged).toBe(0)
    expect(result.voiceIn).toBeGreaterThanOrEqual(100_000)
    expect(result.heapBytesPerPacket).toBeLessThan(NEARLY_NONE)
  })
})
