import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, type Browser, type Page } from '@playwright/test'
import type { Order, Sight } from '../support/electron-stub/control.ts'
import { ROOT } from '../support/shell-choice.ts'
import { dataIn, envOf, readClipboard, serviceOf, type OpenedApp } from './opened-app.ts'

const REGISTER = join(ROOT, 'tests/support/electron-stub/register.ts')

/** The built app, run under Node with a stand-in for Electron; it was built before the first test. */
export interface StandInApp {
  readonly dataDir: string
  /** The window whose address ends so. */
  page(ending?: string): Promise<Page>
  /** Does something to the app from outside; answers what came of it. */
  order(order: Order): Promise<unknown>
  look(): Promise<Sight>
  readonly pid: number
  readonly errors: () => string
  /** Its exit code, when it has ended by itself. */
  readonly ended: Promise<number | null>
  /** Ends it however it stands, and removes its data unless they are kept for another start. */
  remove(): Promise<void>
}

/** Starts the app in a home of its own, or in one that is there already. */
export async function startStandIn(env: NodeJS.ProcessEnv = {}, args: string[] = []): Promise<StandInApp> {
  const home = env['XDG_DATA_HOME'] ?? (await mkdtemp(join(tmpdir(), 'palabre-main-')))
  await mkdir(dataIn(home), { recursive: true })
  // Somebody who has gone through the first steps before, and hosts on a port that nobody else has.
  const settings = { version: 1, welcomed: true, port: await freePort() }
  await writeFile(join(dataIn(home), 'settings.json'), JSON.stringify(settings))
  return await launch(home, env, args)
}

/** The app of a person, in a home that is prepared. */
export async function openInStandIn(home: string, env: NodeJS.ProcessEnv): Promise<OpenedApp> {
  const app = await launch(home, env, [])
  const page = await app.page()
  return {
    page,
    clipboard: () => readClipboard(page),
    servicePid: (service) => Promise.resolve(serviceOf(app.pid, service)),
    async close() {
      void app.order({ do: 'quit' }).catch(() => {})
      expect(await app.ended, app.errors()).toBe(0)
    },
  }
}

async function launch(home: string, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<StandInApp> {
  const debugPort = String(await freePort())
  const child = spawn(process.execPath, ['--import', REGISTER, join(ROOT, 'out/main/index.js'), ...args], {
    env: { ...process.env, STUB_CDP_PORT: debugPort, ...envOf(home), ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr?.on('data', (text: Buffer) => (errors += text.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const order = (one: Order): Promise<unknown> => askChild(child, one)
  let browser: Browser | undefined
  return {
    dataDir: dataIn(home),
    pid: child.pid ?? 0,
    order,
    look: async () => (await order({ do: 'look' })) as Sight,
    errors: () => errors,
    ended,
    async page(ending = '/') {
      browser ??= await attach(debugPort)
      return await pageAt(browser, ending)
    },
    async remove() {
      child.kill('SIGKILL')
      await ended
      await rm(home, { recursive: true, force: true })
    },
  }
}

async function attach(debugPort: string): Promise<Browser> {
  const connect = () => chromium.connectOverCDP(`http://127.0.0.1:${debugPort}`)
  let browser: Browser | undefined
  await expect
    .poll(async () => (browser = await connect().catch(() => undefined)) !== undefined, { timeout: 20_000 })
    .toBe(true)
  if (browser === undefined) throw new Error('There is no browser.')
  return browser
}

async function pageAt(browser: Browser, ending: string): Promise<Page> {
  const find = () =>
    browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((page) => page.url().startsWith('http://127.0.0.1') && page.url().endsWith(ending))
  await expect.poll(() => find() !== undefined, { timeout: 20_000 }).toBe(true)
  const page = find()
  if (page === undefined) throw new Error('There is no window.')
  return page
}

function askChild(child: ChildProcess, order: Order): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('exit', reject)
    child.once('message', (message) => {
      child.off('exit', reject)
      resolve((message as { answer: unknown }).answer)
    })
    child.send({ order })
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}
