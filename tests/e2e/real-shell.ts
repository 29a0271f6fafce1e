import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { chosenShell, type Shell } from '../support/shell-choice.ts'
import { openInBrowser } from './browser-app.ts'
import { openInStandIn } from './electron-app.ts'
import { dataIn, type OpenedApp } from './opened-app.ts'
import { openInElectron } from './real-electron.ts'

/** The shell that the people of these tests have; PALABRE_SHELL chooses it. */
export const SHELL: Shell = chosenShell()

/** One person: the app with a data folder of its own, in the chosen shell, and its page. */
export interface Person extends OpenedApp {
  /** Where everything of it is kept. */
  readonly folder: string
}

export async function startPerson(
  browser: Browser,
  name: string,
  env: NodeJS.ProcessEnv = {},
  isNew = false,
  prepare: (folder: string) => void = () => {},
): Promise<Person> {
  const home = await mkdtemp(join(tmpdir(), 'palabre-e2e-'))
  const folder = dataIn(home)
  await mkdir(folder)
  prepare(folder)
  // Somebody who has gone through the first steps.
  if (!isNew) await writeFile(join(folder, 'settings.json'), JSON.stringify({ version: 1, welcomed: true }))
  const app = await open(browser, home, env)
  const { page } = app
  await page.setViewportSize({ width: 1280, height: 800 })
  if (!isNew) await page.getByRole('textbox', { name: 'Your name' }).fill(name)
  return {
    ...app,
    folder,
    async close() {
      await app.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

function open(browser: Browser, home: string, env: NodeJS.ProcessEnv): Promise<OpenedApp> {
  switch (SHELL) {
    case 'browser':
      return openInBrowser(browser, home, env)
    case 'electron':
      return openInElectron(home, env)
    case 'stand-in':
      return openInStandIn(home, env)
  }
}
