import { expect, test, type CDPSession, type Page } from '@playwright/test'
import { requirePart } from '../support/requirement.ts'
import { enterCrowd, levelsAt, statsAt, TICKS_PER_S } from './talk-scene.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

/** Level ticks of an hour: the page is told them as fast as it takes them in. */
const HOUR_TICKS = 36_000
/** What the heap may hold more after an hour than after a minute, bytes: caches of the engine settle within it. */
const GROWTH_MOST = 2_000_000

/** What the page's heap holds once nothing more can be let go, bytes. */
async function heapOf(page: Page, session: CDPSession): Promise<number> {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)))
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize
}

test('an hour of voices leaves nothing behind', async ({ page }) => {
  test.setTimeout(300_000)
  const shell = await enterCrowd(page)
  const session = await page.context().newCDPSession(page)
  const feed = async (from: number, to: number): Promise<void> => {
    for (let tick = from; tick < to; tick += 1) {
      shell.tellVoice.onLevels(levelsAt(tick))
      if (tick % TICKS_PER_S === 0) shell.tellVoice.onStats(statsAt(tick / TICKS_PER_S))
      // So many at a time as the page takes in: what waits in a queue is no growth of the page.
      if (tick % 200 === 0) await page.evaluate(() => 0)
    }
    await expect
      .poll(() => page.evaluate(() => document.querySelectorAll('[data-speaking="true"]').length))
      .toBeGreaterThan(0)
  }
  const minute = 60 * TICKS_PER_S
  await feed(0, minute)
  const before = await heapOf(page, session)
  await feed(minute, HOUR_TICKS + minute)
  const after = await heapOf(page, session)
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(2)
  console.log(`heap after a minute ${mb(before)} MB, after an hour more ${mb(after)} MB`)
  await shell.close()
  expect(after - before).toBeLessThan(GROWTH_MOST)
})
