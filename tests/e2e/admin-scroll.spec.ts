import { expect, test } from '@playwright/test'
import { requirePart } from '../support/requirement.ts'
import { manageFromHome, startOwner } from './big-host-person.ts'
import { median, watchTasks } from './long-tasks.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

/** While one scrolls a list no task of the page may be longer, ms: a jerk that is seen. */
const SCROLL_TASK_MS = 100
const ROUNDS = 5
/** Turns of the wheel in a round, and how far each goes, pixels. */
const TURNS = 20
const TURN_PIXELS = 400

test('five thousand people are scrolled through without a jerk, and only what is in sight is drawn', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const ada = await startOwner(browser, 'Ada')
  try {
    const page = await manageFromHome(ada)
    await page.locator('.scroller').hover()
    const tasks = await watchTasks(page)
    const rounds: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let turn = 0; turn < TURNS; turn += 1) {
        await page.mouse.wheel(0, TURN_PIXELS)
        await page.evaluate(() => new Promise(requestAnimationFrame))
      }
      rounds.push(Math.max(0, ...(await tasks())))
    }
    const places = page.locator('.row')
    await expect.poll(() => places.count()).toBeLessThan(80)
    await expect
      .poll(async () => Number(await places.last().getAttribute('aria-rowindex')), { timeout: 20_000 })
      .toBeGreaterThan(300)
    console.log(
      `scrolling: longest task ${rounds.map((ms) => ms.toFixed(0)).join(', ')} ms (0: none over 50)`,
    )
    expect(median(rounds)).toBeLessThanOrEqual(SCROLL_TASK_MS)
  } finally {
    await ada.close()
  }
})
