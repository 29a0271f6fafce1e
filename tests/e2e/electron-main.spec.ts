import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { requirePart } from '../support/requirement.ts'
import { runCli } from '../support/run-cli.ts'
import { startStandIn, type StandInApp } from './electron-app.ts'
import { startProgram } from '../support/program.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

// Always in the stand-in for Electron: nothing presses a tray, a notice or a link of a real desktop from outside.

const tile = (page: Page, name: string) => page.locator(`[data-member="${name}"]`)
const MANY_SCREENS_AWAY = { x: 9_000, y: 4_000, width: 900, height: 640, maximized: false }

/** The link of the host that the app runs, as its card on the first page has it. */
async function ownInvite(app: StandInApp): Promise<string> {
  const settings = JSON.parse(await readFile(join(app.dataDir, 'settings.json'), 'utf8')) as {
    recentHosts: { invite: string }[]
  }
  return settings.recentHosts[0]?.invite ?? ''
}

test('the built app on a desktop: a call in its window, tray and small window, and around them', async () => {
  test.setTimeout(240_000)
  const app = await startStandIn()
  try {
    let page = await app.page()
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ada')
    await page.getByRole('button', { name: 'Host' }).click()
    await expect(tile(page, 'Ada')).toBeVisible({ timeout: 45_000 })
    const invite = await ownInvite(app)

    await test.step('the tray knows the call, and the machine stays awake', async () => {
      const { tray, blockers } = await app.look()
      expect(tray.tip).toMatch(/^Palabre – /)
      expect(tray.entries.find(({ id }) => id === 'leave')?.enabled).toBe(true)
      expect(blockers).toBe(1)
    })

    await test.step('the tray mutes, and the page shows it', async () => {
      await app.order({ do: 'tray', id: 'mute' })
      await expect(page.getByRole('button', { name: 'Unmute' })).toBeVisible()
      await expect
        .poll(async () => (await app.look()).tray.entries.find(({ id }) => id === 'mute')?.label)
        .toBe('Unmute')
    })

    await test.step('a key that a desktop tells unmutes and mutes again', async () => {
      for (const name of ['Mute', 'Unmute']) {
        const runtime = dirname(app.dataDir)
        const told = await runCli(['talk-key', 'mute', '--data', app.dataDir], { XDG_RUNTIME_DIR: runtime })
        expect(told.code, told.stderr).toBe(0)
        await expect(page.getByRole('button', { name, exact: true })).toBeVisible()
      }
    })

    await test.step('the small window stands above others and shows who is here', async () => {
      await page.getByRole('button', { name: 'Small window' }).click()
      const mini = await app.page('?view=mini')
      await expect(tile(mini, 'Ada')).toBeVisible()
      await mini.getByRole('button', { name: 'Unmute' }).click()
      await expect(page.getByRole('button', { name: 'Mute', exact: true })).toBeVisible()
      const { windows } = await app.look()
      expect(windows.find(({ url }) => url.endsWith('?view=mini'))?.options['alwaysOnTop']).toBe(true)
      await mini.screenshot({ path: 'tests/output/screenshots/mini.png' })
    })

    await test.step('who comes in while the window is behind others is told by the desktop', async () => {
      const words = ['talk', invite, '--name', 'Tone', '--input', 'tone:440', '--output', 'null', '--json']
      const guest = await startProgram([...words, '--seconds', '60'])
      const mini = await app.page('?view=mini')
      await expect(tile(mini, 'Tone')).toHaveAttribute('data-speaking', 'true', { timeout: 60_000 })
      await expect
        .poll(async () => (await app.look()).notices.map(({ body }) => body))
        .toContain('Tone has come in.')
      await guest.end()
    })

    await test.step('a closed window is only hidden, and comes back', async () => {
      await app.order({ do: 'close-window' })
      expect((await app.look()).windows[0]?.visible).toBe(false)
      await app.order({ do: 'press-notice' })
      expect((await app.look()).windows[0]?.visible).toBe(true)
    })

    await test.step('a page that crashes is loaded again, into the same call', async () => {
      const before = page
      await app.order({ do: 'crash-page' })
      await expect.poll(() => before.isClosed()).toBe(true)
      page = await app.page()
      await expect(tile(page, 'Ada')).toBeVisible({ timeout: 45_000 })
    })

    await test.step('an invite from outside asks first', async () => {
      await app.order({ do: 'second-instance', words: ['palabre', '--flag', invite] })
      const dialog = page.getByRole('dialog')
      await expect(dialog).toContainText('you leave the call you are in')
      await dialog.getByRole('button', { name: 'Not now' }).click()
      await expect(tile(page, 'Ada')).toBeVisible()
      await app.order({ do: 'open-url', url: 'palabre://not-an-invite' })
      await expect(dialog).toHaveCount(0)
      await app.order({ do: 'open-url', url: invite })
      await expect(dialog).toBeVisible()
      await page.keyboard.press('Escape')
    })

    await test.step('the tray leaves the call', async () => {
      await app.order({ do: 'tray', id: 'leave' })
      await expect(page.getByText('You are hosting')).toBeVisible()
      await expect.poll(async () => (await app.look()).blockers).toBe(0)
      await expect.poll(async () => (await app.look()).windows.length).toBe(1)
    })

    await test.step('quitting ends the services first', async () => {
      void app.order({ do: 'tray', id: 'quit' }).catch(() => {})
      expect(await app.ended, app.errors()).toBe(0)
      expect(app.errors().replaceAll(/.*the page stopped by itself.*\n/g, '')).toBe('')
    })
  } finally {
    await app.remove()
  }
})

test('an app that was started by an invite, on a screen that is smaller than before', async () => {
  const home = await mkdtemp(join(tmpdir(), 'palabre-home-'))
  const guestless = `palabre://127.0.0.1:9/Lobby?k=${'A'.repeat(43)}&t=nothing`
  await mkdir(join(home, 'palabre'))
  await writeFile(join(home, 'palabre', 'windows.json'), JSON.stringify({ main: MANY_SCREENS_AWAY }))
  const app = await startStandIn({ XDG_DATA_HOME: home, STUB_PACKAGED: '1', XDG_CONFIG_HOME: home }, [
    guestless,
  ])
  try {
    const page = await app.page()
    await expect(page.getByRole('dialog')).toContainText('Join Lobby (127.0.0.1)?')
    await page.getByRole('dialog').getByRole('button', { name: 'Join' }).click()
    await expect(page.getByRole('dialog')).toContainText('Give yourself a name first.')
    await page.keyboard.press('Escape')
    const options = (await app.look()).windows[0]?.options ?? {}
    expect([options['width'], options['height'], options['x'], options['y']]).toEqual([
      900,
      640,
      undefined,
      undefined,
    ])
    expect(options['webPreferences']).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    })
    await page.close()
    expect(await app.ended, app.errors()).toBe(0)
    expect(app.errors()).toBe('')
  } finally {
    await app.remove()
    await rm(home, { recursive: true, force: true })
  }
})
