import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { ROOT } from './shell-choice.ts'

/** Bundles the whole app, once before the first test: every shell shows this page, and nobody builds it again meanwhile. */
export default function buildApp(): void {
  // `npm run test:e2e` runs Playwright twice, and builds for both.
  if (process.env['PALABRE_BUILT'] === '1') return
  const built = spawnSync(join(ROOT, 'node_modules/.bin/electron-vite'), ['build', '--logLevel', 'error'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(`The app could not be built: ${built.stderr}`)
}
