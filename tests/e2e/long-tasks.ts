import type { Page } from '@playwright/test'

/**
 * Tasks of a page that keep somebody waiting. The machine may be busy with something else, which is not the page's fault:
 * a bound holds for the median of several rounds, and a test prints them all.
 */

/** What a browser calls a long task, ms: a shorter one is not told. */
export const LONG_TASK_MS = 50

/** The long tasks of the page since the last look, ms; the first look counts from now on. */
export async function watchTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const tasks: number[] = []
    Object.assign(window, { tasks })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    }).observe({ type: 'longtask' })
  })
  return () => page.evaluate(() => (window as unknown as { tasks: number[] }).tasks.splice(0))
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
