import { defineConfig } from '@playwright/test'
import { chromiumPath } from './support/requirement.ts'
import { chosenShell } from './support/shell-choice.ts'

// What the app under test hosts is nobody's business on the network of this machine.
process.env['PALABRE_DISCOVERY'] ??= 'off'

// Says at once where the shell that is asked for is not there.
chosenShell()

/**
 * Specs that bear company: what they show does not hang on how soon something comes, and each test has its own ports and
 * folders. The others play in real time, or bound the time of the page: one at a time, with the machine for themselves.
 */
const TOGETHER = '{admin,community,design,heap,metrics,pages,settings}.spec.ts'

/**
 * The app in a real browser. `tests/run.ts` runs first `together`, with a worker for each core, then `alone`; whoever runs
 * single specs has one worker for all.
 */
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './support/build-app.setup.ts',
  workers: 1,
  timeout: 60_000,
  // Another program that takes the cores for a moment is nobody's fault; `npm test` names who needed it.
  retries: 1,
  // How soon something comes is asked where it matters; here a busy machine may take its time.
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'output/playwright.json' }]],
  projects: [
    { name: 'together', testMatch: TOGETHER, fullyParallel: true, outputDir: 'output/playwright/together' },
    { name: 'alone', testIgnore: TOGETHER, testMatch: '*.spec.ts', outputDir: 'output/playwright/alone' },
  ],
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
