import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Browser, type Page } from '@playwright/test'
import { startProgram, type Program } from '../support/program.ts'

/** The process of a service that a browser shell runs. */
export function servicePid(shell: Program, service: 'host' | 'voice'): number {
  const pid = String(shell.ready['pid'])
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  const found = children.find((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(`${service}.process`),
  )
  if (found === undefined) throw new Error(`The shell runs no ${service} service.`)
  return Number(found)
}

/** One person: a browser shell with a data folder of its own, and its page. */
export interface Person {
  readonly page: Page
  readonly program: Program
  /** Where everything of it is kept. */
  readonly folder: string
  close(): Promise<void>
}

export async function startPerson(
  browser: Browser,
  name: string,
  env: NodeJS.ProcessEnv = {},
  isNew = false,
  prepare: (folder: string) => void = () => {},
): Promise<Person> {
  const folder = await mkdtemp(join(tmpdir(), 'palabre-e2e-'))
  prepare(folder)
  // Somebody who has gone through the first steps.
  if (!isNew) await writeFile(join(folder, 'settings.json'), JSON.stringify({ version: 1, welcomed: true }))
  const program = await startProgram(['app', '--no-open', '--json', '--data', folder], env)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  await page.goto(String(program.ready['url']))
  if (!isNew) await page.getByRole('textbox', { name: 'Your name' }).fill(name)
  return {
    page,
    program,
    folder,
    async close() {
      await context.close()
      expect(await program.end()).toBe(0)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
