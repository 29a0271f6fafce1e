import { expect, type Browser } from '@playwright/test'
import { startProgram } from '../support/program.ts'
import { dataIn, readClipboard, serviceOf, type OpenedApp } from './opened-app.ts'

/** The app as the browser shell shows it, in a context of its own. */
export async function openInBrowser(
  browser: Browser,
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<OpenedApp> {
  const program = await startProgram(['app', '--no-open', '--json', '--data', dataIn(home)], env)
  const context = await browser.newContext({ locale: 'en-US' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  await page.goto(String(program.ready['url']))
  return {
    page,
    clipboard: () => readClipboard(page),
    servicePid: (service) => Promise.resolve(serviceOf(Number(program.ready['pid']), service)),
    async close() {
      await context.close()
      expect(await program.end()).toBe(0)
    },
  }
}
