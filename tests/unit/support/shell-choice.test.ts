import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chosenShell, installedElectron, ROOT } from '../../support/shell-choice.ts'

let dist: string
beforeEach(async () => {
  dist = await mkdtemp(join(tmpdir(), 'palabre-dist-'))
})
afterEach(() => rm(dist, { recursive: true, force: true }))

const NOT_INSTALLED = /^PALABRE_SHELL asks for Electron, which is not installed here: [^\n]*\.$/

describe('the shell that the app is tested in', () => {
  it('is the browser unless another is asked for', () => {
    expect(chosenShell({})).toBe('browser')
    expect(chosenShell({ PALABRE_SHELL: 'browser' })).toBe('browser')
    expect(chosenShell({ PALABRE_SHELL: 'stand-in' })).toBe('stand-in')
  })

  it.each(['', 'Electron', 'chrome', 'electron '])('is not “%s”', (PALABRE_SHELL) => {
    expect(() => chosenShell({ PALABRE_SHELL })).toThrow(/it can be browser, electron, stand-in\.$/)
  })

  it('is Electron only where its executable is there', async () => {
    const env = { PALABRE_SHELL: 'electron', ELECTRON_OVERRIDE_DIST_PATH: dist }
    expect(() => chosenShell(env)).toThrow(NOT_INSTALLED)
    await writeFile(join(dist, 'version'), 'v45.4.1')
    expect(() => chosenShell(env)).toThrow(NOT_INSTALLED)
    await writeFile(join(dist, 'electron'), '#!/bin/sh\n')
    await chmod(join(dist, 'electron'), 0o755)
    expect(chosenShell(env)).toBe('electron')
    expect(installedElectron(env)).toEqual({ path: join(dist, 'electron'), version: '45.4.1' })
  })

  it('ends the tests with that sentence, and none of them passes in another shell', () => {
    const env = { ...process.env, PALABRE_SHELL: 'electron', ELECTRON_OVERRIDE_DIST_PATH: dist }
    const all = spawnSync(process.execPath, ['tests/run.ts', '--e2e'], { cwd: ROOT, env, encoding: 'utf8' })
    expect(all.status).toBe(1)
    expect(all.stderr.trim()).toMatch(NOT_INSTALLED)
    expect(all.stdout).toBe('')
    const playwright = join(ROOT, 'node_modules/@playwright/test/cli.js')
    const words = [playwright, 'test', '--config', 'tests/playwright.config.ts', '--list']
    const some = spawnSync(process.execPath, words, { cwd: ROOT, env, encoding: 'utf8' })
    expect(some.status).toBe(1)
    expect(some.stdout + some.stderr).toContain(
      'PALABRE_SHELL asks for Electron, which is not installed here',
    )
    expect(some.stdout).not.toContain('spec.ts:')
  })
})
