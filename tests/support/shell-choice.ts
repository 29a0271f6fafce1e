import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { electronBinary, type ElectronBinary } from '../../electron/cli/electron-binary.ts'
import { chromiumPath } from './requirement.ts'

/**
 * Which shell shows the app in the tests of `e2e`: `browser`, which is usual; `electron`, the real one; `stand-in`, the
 * built main process under Node with Chromium for its windows. Electron opens windows on the desktop of whoever runs the
 * tests, so it has to be asked for.
 */
export const SHELLS = ['browser', 'electron', 'stand-in'] as const
export type Shell = (typeof SHELLS)[number]

export const ROOT = join(import.meta.dirname, '../..')

type Env = Readonly<Record<string, string | undefined>>

/**
 * The shell that PALABRE_SHELL asks for. Throws one sentence where there is no such shell, or where Electron is asked for
 * and is not installed: a test of another shell must not pass for one of Electron.
 */
export function chosenShell(env: Env = process.env): Shell {
  const wish = env['PALABRE_SHELL'] ?? 'browser'
  const shell = SHELLS.find((one) => one === wish)
  if (shell === undefined) throw new Error(`PALABRE_SHELL is “${wish}”; it can be ${SHELLS.join(', ')}.`)
  if (shell === 'electron') installedElectron(env)
  return shell
}

/** Electron as it is installed; throws one sentence where it is not. */
export function installedElectron(env: Env = process.env): ElectronBinary {
  const binary = electronBinary(ROOT, env)
  if (binary !== undefined) return binary
  throw new Error(
    'PALABRE_SHELL asks for Electron, which is not installed here: fetch it with “npx install-electron”, or leave PALABRE_SHELL out to test in the browser.',
  )
}

/** What the app was tested in, for people. */
export function shellInWords(shell: Shell, env: Env = process.env): string {
  if (shell === 'electron') return `in Electron ${installedElectron(env).version}`
  const { stdout } = spawnSync(chromiumPath(), ['--version'], { encoding: 'utf8' })
  const chromium = /[\d.]+/.exec(stdout)?.[0] ?? ''
  if (shell === 'browser') return `in the browser shell (Chromium ${chromium})`
  return `in a stand-in for Electron (built main process under Node ${process.versions.node}, Chromium ${chromium})`
}
