import type { Page } from '@playwright/test'
import { systemRandom } from '../../electron/base/random.ts'
import { rendererDir } from '../../electron/cli/shell/renderer-files.ts'
import { startShellServer } from '../../electron/cli/shell/server.ts'
import type { AppSettings } from '../../electron/contract/services.ts'
import { fakeParts, type FakeParts } from '../support/fake-bridge.ts'

/**
 * The real browser shell in front of fake services: for pages whose state a test decides. It stays the browser whatever
 * PALABRE_SHELL asks for: an app in Electron brings its own services, and their state nobody decides.
 */
export interface FakeShell extends FakeParts {
  readonly url: string
  close(): Promise<void>
}

export async function startFakeShell(settings: Partial<AppSettings> = {}): Promise<FakeShell> {
  const parts = fakeParts(settings)
  const server = await startShellServer({
    port: 0,
    rendererDir: await rendererDir(),
    random: systemRandom,
    attach: parts.attach,
  })
  return { ...parts, url: server.url, close: () => server.close() }
}

/** Everything the page complains of: errors of scripts, of the console, and broken policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  return complaints
}
