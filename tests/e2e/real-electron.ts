import process from 'node:process'
import { _electron, expect } from '@playwright/test'
import { installedElectron, ROOT } from '../support/shell-choice.ts'
import { envOf, type OpenedApp } from './opened-app.ts'

/** The built app in Electron itself, as `npm start` runs it; it was built before the first test. */
export async function openInElectron(home: string, env: NodeJS.ProcessEnv): Promise<OpenedApp> {
  const app = await _electron.launch({
    executablePath: installedElectron().path,
    args: [ROOT, '--lang=en-US', ...switches()],
    cwd: ROOT,
    env: definedOf({ ...process.env, ...envOf(home), ...env }),
  })
  const child = app.process()
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return {
    page: await app.firstWindow(),
    clipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
    async servicePid(service) {
      const name = `palabre ${service}`
      const metrics = await app.evaluate(({ app: main }) => main.getAppMetrics())
      const pid = metrics.find((one) => one.name === name || one.serviceName === name)?.pid
      if (pid === undefined) throw new Error(`The app runs no ${service} service.`)
      return pid
    },
    async close() {
      await app.close()
      expect(await ended).toBe(0)
    },
  }
}

/** Chromium refuses to put what root runs into its sandbox. */
function switches(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
