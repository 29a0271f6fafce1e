import { defineConfig } from '@playwright/test'
import base from './playwright.config.ts'

/** The pictures of the README, made anew by `npm run screenshots`. */
export default defineConfig({
  ...base,
  testDir: 'screenshots',
  outputDir: 'output/playwright',
  reporter: 'list',
  projects: [{ name: 'screenshots' }],
})
