import { readFile } from 'node:fs/promises'
import { expect, test, type Download, type Page } from '@playwright/test'
import { requirePart } from '../support/requirement.ts'
import { complaintsOf, type FakeShell } from './fake-shell.ts'
import { expectAccessible, expectFits, LOOKS, shot } from './look.ts'
import { openBehind, statsAt, talkAWhile } from './metrics-scene.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

let shell: FakeShell
test.afterEach(() => shell.close())

const chart = (page: Page, id: string) => page.locator(`[data-chart="${id}"]`)
const openMetrics = (page: Page) => page.getByRole('button', { name: /^(Metrics|Mesures)$/ }).click()
const pixelsOf = (page: Page, id: string) =>
  chart(page, id)
    .locator('.plot canvas')
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
/** The figures on the axis of time tell what is seen. */
const summaryOf = (page: Page, id: string) => chart(page, id).locator('.frame').getAttribute('aria-label')

async function textOf(download: Promise<Download>): Promise<string> {
  return readFile(await (await download).path(), 'utf8')
}

for (const { theme, language, size, name } of LOOKS) {
  test(`looks right: ${name}`, async ({ page }) => {
    const complaints = complaintsOf(page)
    await page.setViewportSize(size)
    shell = await openBehind(page, { theme, language })
    await talkAWhile(page, shell)
    await openMetrics(page)
    await expect(chart(page, 'delay').locator('.plot canvas')).toBeVisible()
    await expectFits(page)
    await expectAccessible(page)
    await shot(page, `metrics-call-${name}`)
    await chart(page, 'bitrate').scrollIntoViewIfNeeded()
    await shot(page, `metrics-call-below-${name}`)
    await page.getByRole('tab').nth(1).click()
    await expect(chart(page, 'packets').locator('.plot canvas')).toBeVisible()
    await expect(page.getByRole('cell', { name: 'Tomoko' })).toBeAttached()
    await expectFits(page)
    await expectAccessible(page)
    await shot(page, `metrics-host-${name}`)
    await page.getByRole('cell', { name: 'Tomoko' }).scrollIntoViewIfNeeded()
    await shot(page, `metrics-host-below-${name}`)
    await page.getByRole('button', { name: /^(Tables|Tableaux)$/ }).click()
    await expect(chart(page, 'packets').getByRole('row')).not.toHaveCount(1)
    await expectFits(page)
    await expectAccessible(page)
    await shot(page, `metrics-table-${name}`)
    expect(complaints).toEqual([])
  })
}

test('high contrast and little motion are respected', async ({ page }) => {
  await page.emulateMedia({ contrast: 'more', reducedMotion: 'reduce' })
  shell = await openBehind(page, { theme: 'dark' })
  await talkAWhile(page, shell, 60)
  await openMetrics(page)
  await expect(chart(page, 'delay').locator('.plot canvas')).toBeVisible()
  await expectAccessible(page)
  await shot(page, 'metrics-contrast')
  // With little motion the charts stand still between two looks five seconds apart.
  await page.clock.pauseAt(Date.now() + 60_000)
  await page.clock.runFor(5_000)
  const before = await pixelsOf(page, 'delay')
  shell.tellVoice.onStats(statsAt(61))
  await page.clock.runFor(2_000)
  expect(await pixelsOf(page, 'delay')).toBe(before)
  await page.clock.runFor(5_000)
  expect(await pixelsOf(page, 'delay')).not.toBe(before)
})

test('are reached by keyboard from the call and from Home, and left again', async ({ page }) => {
  shell = await openBehind(page)
  await talkAWhile(page, shell, 3)
  const button = page.getByRole('button', { name: 'Metrics' })
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: 'My call' })).toHaveAttribute('aria-selected', 'true')
  const seen: string[] = []
  while (!seen.some((one) => one.startsWith('Round trip')) && seen.length < 40) {
    await page.keyboard.press('Tab')
    seen.push(
      await page.evaluate(
        () =>
          document.activeElement?.getAttribute('aria-label') ??
          document.activeElement?.textContent.trim() ??
          '',
      ),
    )
  }
  expect(seen).toEqual(
    expect.arrayContaining(['Back to the call', 'Save as CSV', '1 min', 'Pause', 'Tables']),
  )
  await page.getByRole('button', { name: 'Back to the call' }).press('Enter')
  await page.getByRole('button', { name: 'Leave' }).click()
  // The call has a button of that name, too.
  await expect(page.getByText('You are hosting')).toBeVisible()
  await page.getByRole('button', { name: 'Metrics' }).press('Enter')
  await expect(page.getByRole('tab', { name: 'My host' })).toHaveAttribute('aria-selected', 'true')
  await expect(chart(page, 'packets')).toBeVisible()
  await page.getByRole('button', { name: 'Back', exact: true }).press('Enter')
  await expect(page.getByText('You are hosting')).toBeVisible()
})

test('a stretch is chosen, zoomed into by dragging and by keys, and left again', async ({ page }) => {
  shell = await openBehind(page)
  await talkAWhile(page, shell)
  await openMetrics(page)
  await page.getByRole('button', { name: 'Pause' }).click()
  const whole = await summaryOf(page, 'delay')
  expect(whole).toMatch(/Delay, mouth to ear: now \d+\sms, from \d+\sms to \d+\sms/)
  const plot = await chart(page, 'delay').locator('.u-over').boundingBox()
  if (plot === null) throw new Error('No chart is there.')
  await page.mouse.move(plot.x + plot.width * 0.3, plot.y + 40)
  await page.mouse.down()
  await page.mouse.move(plot.x + plot.width * 0.4, plot.y + 60, { steps: 5 })
  await page.mouse.up()
  const reset = page.getByRole('button', { name: 'Whole range' })
  await expect(reset).toBeVisible()
  await expect.poll(() => summaryOf(page, 'delay')).not.toBe(whole)
  await shot(page, 'metrics-zoomed')
  await reset.click()
  await expect(reset).toHaveCount(0)
  expect(await summaryOf(page, 'delay')).toBe(whole)
  await chart(page, 'jitter').locator('.frame').focus()
  await page.keyboard.press('+')
  await page.keyboard.press('ArrowLeft')
  await expect(reset).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(reset).toHaveCount(0)
  await page.getByRole('button', { name: '1 min' }).click()
  await expect.poll(() => summaryOf(page, 'delay')).not.toBe(whole)
  await expect(page.getByRole('button', { name: '1 min' })).toHaveAttribute('aria-pressed', 'true')
})

test('the delay of one voice or the own part is chosen', async ({ page }) => {
  shell = await openBehind(page)
  await talkAWhile(page, shell, 10)
  await openMetrics(page)
  await page.getByRole('combobox', { name: 'Voice' }).click()
  await page.getByRole('option', { name: 'Tomoko' }).click()
  await expect(chart(page, 'delay').getByText('Jitter buffer')).toBeVisible()
  await page.getByRole('combobox', { name: 'Voice' }).click()
  await page.getByRole('option', { name: 'My own part' }).click()
  await expect(chart(page, 'delay').getByRole('heading')).toHaveText('Delay, my own part')
  await expect(chart(page, 'delay').getByText('Jitter target')).toBeVisible()
})

test('what is not seen is not drawn', async ({ page }) => {
  shell = await openBehind(page)
  await page.setViewportSize({ width: 800, height: 600 })
  await talkAWhile(page, shell, 20)
  await openMetrics(page)
  await chart(page, 'roundTrip').scrollIntoViewIfNeeded()
  const last = await pixelsOf(page, 'roundTrip')
  const first = await pixelsOf(page, 'delay')
  for (let second = 21; second < 26; second += 1) {
    shell.tellVoice.onStats(statsAt(second))
    await page.clock.fastForward(1_000)
  }
  await expect.poll(() => pixelsOf(page, 'roundTrip')).not.toBe(last)
  expect(await pixelsOf(page, 'delay')).toBe(first)
  await chart(page, 'delay').scrollIntoViewIfNeeded()
  await expect.poll(() => pixelsOf(page, 'delay')).not.toBe(first)
})

test('figures are taken away as CSV, and a diagnostic file is saved', async ({ page }) => {
  shell = await openBehind(page)
  await talkAWhile(page, shell, 30)
  await openMetrics(page)
  const calls = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as CSV' }).click()
  const lines = (await textOf(calls)).trim().split('\r\n')
  expect(lines.length).toBeGreaterThan(20)
  expect(lines[0]).toContain('own capture')
  expect(lines[0]).toContain('Tomoko jitter')
  await page.getByRole('tab', { name: 'My host' }).click()
  await expect(chart(page, 'packets')).toBeVisible()
  const hosts = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as CSV' }).click()
  expect(await textOf(hosts)).toMatch(/^time,members,packetsIn/)
  const bundle = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Diagnostic file' }).click()
  expect(JSON.parse(await textOf(bundle))).toEqual({ format: 'palabre-diagnostics' })
  await expect(page.getByText('Diagnostic file saved', { exact: true })).toBeVisible()
  await shot(page, 'metrics-saved')
  const [, history] = shell.app.asked.find(([name]) => name === 'diagnostics') ?? []
  expect(JSON.stringify(history)).not.toContain('Tomoko')
})
