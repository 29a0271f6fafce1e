import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { missing } from './support/requirement.ts'

/**
 * `npm test`: every suite in turn, then one line with the sum. Suites that need a part this machine lacks
 * say so; with PALABRE_REQUIRE_PARTS=1 a skipped test is a failure.
 */

interface Sum {
  passed: number
  failed: number
  skipped: number
}

const OUTPUT = join(import.meta.dirname, 'output')
const required = process.env['PALABRE_REQUIRE_PARTS'] === '1'

/** Runs a tool of this project's own node_modules; false where it failed. */
function run(tool: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  const result = spawnSync(tool, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  })
  return result.status === 0
}

function readReport(file: string): Record<string, unknown> | undefined {
  if (!existsSync(file)) return undefined
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
}

/** What a report counted; a suite that ended without one counts as one failure. */
function sumOf(ok: boolean, counts: readonly [unknown, unknown, unknown] | undefined): Sum {
  const [passed, failed, skipped] = (counts ?? [0, 0, 0]).map(Number)
  const sum = { passed: passed ?? 0, failed: failed ?? 0, skipped: skipped ?? 0 }
  if (!ok && sum.failed === 0) sum.failed = 1
  return sum
}

function runVitest(): Sum {
  const file = join(OUTPUT, 'vitest.json')
  const ok = run('vitest', [
    'run',
    '--config',
    'tests/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...process.argv.slice(2),
  ])
  const report = readReport(file)
  if (report === undefined) return sumOf(ok, undefined)
  const { numPassedTests, numFailedTests, numPendingTests } = report
  return sumOf(ok, [numPassedTests, numFailedTests, numPendingTests])
}

function runPlaywright(): Sum {
  const reason = missing('chromium')
  if (reason !== undefined) {
    process.stderr.write(`skipped: tests in the browser, because ${reason}\n`)
    return { passed: 0, failed: 0, skipped: 1 }
  }
  const file = join(OUTPUT, 'playwright.json')
  const ok = run('playwright', ['test', '--config', 'tests/playwright.config.ts'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  })
  const stats = readReport(file)?.['stats'] as Record<string, unknown> | undefined
  if (stats === undefined) return sumOf(ok, undefined)
  return sumOf(ok, [
    stats['expected'],
    Number(stats['unexpected']) + Number(stats['flaky']),
    stats['skipped'],
  ])
}

rmSync(OUTPUT, { recursive: true, force: true })
mkdirSync(OUTPUT, { recursive: true })
const sums = [runVitest(), ...(process.argv.length > 2 ? [] : [runPlaywright()])]
const total = sums.reduce((a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
}))
process.stdout.write(
  `${String(total.passed)} passed, ${String(total.failed)} failed, ${String(total.skipped)} skipped\n`,
)
if (required && total.skipped > 0) process.stderr.write('A skipped test is a failure here.\n')
process.exitCode = total.failed > 0 || (required && total.skipped > 0) ? 1 : 0
