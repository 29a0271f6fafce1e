import { chromium } from '@playwright/test'
import { describe, expect, it } from 'vitest'
import { chromiumPath, requirePart } from '../support/requirement.ts'
import { runHost } from '../support/running-host.ts'

/** The page that shows the API, in a real browser, under the policy the host sends with it. */
describe.skipIf(requirePart('chromium'))('the viewer of the document', () => {
  it('shows every operation, asks one, and needs nothing that its policy forbids', async () => {
    const host = await runHost()
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage({ ignoreHTTPSErrors: true })
      const complaints: string[] = []
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      const elsewhere: string[] = []
      const origin = `https://127.0.0.1:${String(host.status.port)}`
      page.on('request', (request) => {
        if (!request.url().startsWith(origin) && !request.url().startsWith('data:'))
          elsewhere.push(request.url())
      })
      await page.goto(`${origin}/docs/`)
      await page.waitForSelector('.opblock')
      expect(await page.locator('.opblock').count()).toBeGreaterThan(50)
      await page.locator('#operations-health-get_api_v1_health').click()
      await page.getByRole('button', { name: 'Try it out' }).click()
      await page.getByRole('button', { name: 'Execute' }).click()
      const status = page.locator('.live-responses-table tbody .response-col_status').first()
      expect(await status.innerText()).toContain('200')
      expect([complaints, elsewhere]).toEqual([[], []])
    } finally {
      await browser.close()
      await host.close()
    }
  })
})
