import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { missing } from './support/requirement.ts'
import {
  playwrightSecondTries,
  vitestSecondTries,
  type PlaywrightSuite,
  type VitestReport,
} from './support/second-tries.ts'
import { chosenShell, shellInWords, type Shell } from './support/shell-choice.ts'

/**
 * `npm test`: every suite in turn, then one line with the sum. Suites that need a part this machine lacks
 * say so; with PALABRE_REQUIRE_PARTS=1 a skipped test is a failure. With `--e2e` first: the app in its shell alone, and of
 * that what further words name.
 */

interface Sum {
  passed: number
  failed: number
  skipped: number
  /** Names of those that passed at their second try. */
  again: readonly string[]
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

function readReport(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

/** What a report counted; a suite that ended without one counts as one failure. */
function sumOf(
  ok: boolean,
  counts: readonly [unknown, unknown, unknown] | undefined,
  again: readonly string[] = [],
): Sum {
  const [passed, failed, skipped] = (counts ?? [0, 0, 0]).map(Number)
  const sum = { passed: passed ?? 0, failed: failed ?? 0, skipped: skipped ?? 0, again }
  if (!ok && sum.failed === 0) sum.failed = 1
  return sum
}

function runVitest(words: readonly string[]): Sum {
  const file = join(OUTPUT, 'vitest.json')
  const ok = run('vitest', [
    'run',
    '--config',
    'tests/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...words,
  ])
  const report = readReport(file) as (VitestReport & Record<string, unknown>) | undefined
  if (report === undefined) return sumOf(ok, undefined)
  const { numPassedTests, numFailedTests, numPendingTests } = report
  return sumOf(ok, [numPassedTests, numFailedTests, numPendingTests], vitestSecondTries(report))
}

/** More workers than this wait for each other's browsers, services and disks. */
const MOST_WORKERS = 4

/** The app in the chosen shell: what bears company first, then what wants the machine for itself. */
function runEndToEnd(words: readonly string[]): Sum[] {
  const reason = missing('chromium')
  if (reason !== undefined) {
    process.stderr.write(`skipped: tests in the browser, because ${reason}\n`)
    return [{ passed: 0, failed: 0, skipped: 1, again: [] }]
  }
  if (words.length > 0) return [runPlaywright('some', words)]
  const workers = String(Math.min(availableParallelism(), MOST_WORKERS))
  return [
    runPlaywright('together', ['--project', 'together', '--workers', workers]),
    runPlaywright('alone', ['--project', 'alone'], { PALABRE_BUILT: '1' }),
  ]
}

function runPlaywright(name: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Sum {
  const file = join(OUTPUT, `playwright-${name}.json`)
  const ok = run('playwright', ['test', '--config', 'tests/playwright.config.ts', ...words], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    ...env,
  })
  const report = readReport(file) as (PlaywrightSuite & Record<string, unknown>) | undefined
  const stats = report?.['stats'] as Record<string, unknown> | undefined
  if (report === undefined || stats === undefined) return sumOf(ok, undefined)
  const passed = Number(stats['expected']) + Number(stats['flaky'])
  return sumOf(ok, [passed, stats['unexpected'], stats['skipped']], playwrightSecondTries(report))
}

/** The shell that is asked for; ends with one sentence where it is not there. */
function shellOrEnd(): Shell {
  try {
    return chosenShell()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}

const words = process.argv.slice(2)
const isEndToEnd = words[0] === '--e2e'
const runsAll = words.length === 0
const shell = shellOrEnd()
rmSync(OUTPUT, { recursive: true, force: true })
mkdirSync(OUTPUT, { recursive: true })
const sums = [
  ...(isEndToEnd ? [] : [runVitest(words)]),
  ...(isEndToEnd || runsAll ? runEndToEnd(words.slice(1)) : []),
]
const total = sums.reduce((a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  again: [...a.again, ...b.again],
}))
if ((isEndToEnd || runsAll) && missing('chromium') === undefined)
  process.stdout.write(`The app was tested ${shellInWords(shell)}.\n`)
process.stdout.write(
  `${String(total.passed)} passed, ${String(total.failed)} failed, ${String(total.skipped)} skipped\n`,
)
for (const name of total.again) process.stdout.write(`passed at its second try: ${name}\n`)
if (required && total.skipped > 0) process.stderr.write('A skipped test is a failure here.\n')
process.exitCode = total.failed > 0 || (required && total.skipped > 0) ? 1 : 0
