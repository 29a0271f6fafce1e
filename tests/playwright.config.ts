import { defineConfig } from '@playwright/test'
import { chromiumPath } from './support/requirement.ts'

// What the app under test hosts is nobody's business on the network of this machine.
process.env['PALABRE_DISCOVERY'] ??= 'off'

/** The app in a real browser. Instances take their own ports and folders, yet share the machine: one at a time. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'output/playwright',
  fullyParallel: false,
  workers: 1,
  timeout: 60_000,
  reporter: [['list'], ['json', { outputFile: 'output/playwright.json' }]],
  use: {
    launchOptions: {
      executablePath: chromiumPath(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
