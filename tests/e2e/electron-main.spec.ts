import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, test } from '@playwright/test'
import { requirePart } from '../support/requirement.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

const ROOT = join(import.meta.dirname, '../..')
const REGISTER = join(ROOT, 'tests/support/electron-stub/register.ts')

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}

test('the built main process opens its page, and its services answer through the preload', async () => {
  const built = spawnSync(join(ROOT, 'node_modules/.bin/electron-vite'), ['build', '--logLevel', 'error'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(built.status, built.stderr).toBe(0)
  const data = await mkdtemp(join(tmpdir(), 'palabre-main-'))
  const debugPort = String(await freePort())
  const main = spawn(process.execPath, ['--import', REGISTER, join(ROOT, 'out/main/index.js')], {
    env: { ...process.env, STUB_CDP_PORT: debugPort, XDG_DATA_HOME: data },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  main.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  const ended = new Promise<number | null>((resolve) => main.once('exit', resolve))
  try {
    const connect = () => chromium.connectOverCDP(`http://127.0.0.1:${debugPort}`)
    let browser: Awaited<ReturnType<typeof connect>> | undefined
    await expect
      .poll(async () => (browser = await connect().catch(() => undefined)) !== undefined, { timeout: 15_000 })
      .toBe(true)
    const pages = () => (browser?.contexts() ?? []).flatMap((context) => context.pages())
    await expect.poll(() => pages().some((page) => page.url().startsWith('http://127.0.0.1'))).toBe(true)
    const page = pages().find((one) => one.url().startsWith('http://127.0.0.1'))
    if (page === undefined) throw new Error('There is no window.')

    await page.getByRole('textbox', { name: 'Your name' }).fill('Ada')
    await page.getByRole('button', { name: 'Host' }).click()
    await expect(page.locator('[data-member="Ada"]')).toBeVisible({ timeout: 15_000 })
    await page.getByRole('button', { name: 'Leave' }).click()
    await expect(page.getByText('You are hosting')).toBeVisible()
    await page.close()
    expect(await ended, errors).toBe(0)
    expect(errors).toBe('')
  } finally {
    main.kill('SIGKILL')
    await rm(data, { recursive: true, force: true })
  }
})
