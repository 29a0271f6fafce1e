import { expect, test, type Page } from '@playwright/test'
import type { AppSettings } from '../../electron/contract/services.ts'
import { en } from '../../renderer/i18n/en.ts'
import { fr } from '../../renderer/i18n/fr.ts'
import { NO_STATS } from '../support/fake-engine-worker.ts'
import { FAKE_INVITE } from '../support/fake-services.ts'
import { requirePart } from '../support/requirement.ts'
import { complaintsOf, startFakeShell, type FakeShell } from './fake-shell.ts'
import { expectAccessible, expectFits, LOOKS, shot } from './look.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

let shell: FakeShell
test.afterEach(() => shell.close())

const SECTIONS = Object.keys(en.settings.sections) as readonly (keyof typeof en.settings.sections)[]
const WORDS = { en, fr }

const STATS = {
  ...NO_STATS,
  ownDelay: { capture: 8.2, processing: 12.5, frame: 10, codec: 2.5, network: null, mix: 1.5, playback: 9.1 },
  processing: [
    { stage: 'highPass', on: true, costUs: 2.1, delayMs: 0 },
    { stage: 'echo', on: true, costUs: 204, delayMs: 2.5 },
    { stage: 'suppressor', on: true, costUs: 158, delayMs: 10 },
    { stage: 'gain', on: false, costUs: 0, delayMs: 0 },
  ],
} as const

async function open(page: Page, settings: Partial<AppSettings> = {}): Promise<void> {
  shell = await startFakeShell({ nickname: 'Ada', ...settings })
  await page.goto(shell.url)
  await expect(page.getByRole('heading', { name: 'Palabre' })).toBeVisible()
  await page.keyboard.press('Control+,')
  await expect(page.getByRole('dialog')).toBeVisible()
}

const WINDOW_ONLY = { route: 'window', cause: 'wayland', cannot: ['other-programs'] } as const

const go = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click()
const section = (page: Page) => page.getByRole('tabpanel')
const saved = () => shell.app.asked.flatMap(([name, change]) => (name === 'saveSettings' ? [change] : []))

for (const { theme, language, size, name } of LOOKS) {
  test(`every section can be read and used: ${name}`, async ({ page }) => {
    test.setTimeout(240_000)
    const complaints = complaintsOf(page)
    await page.setViewportSize(size)
    await open(page, { talkMode: 'vad', gateOpenDb: -42, theme, language })
    shell.app.shell = 'electron'
    shell.app.lacks = { startAtLogin: null, tray: null, notices: null }
    shell.app.update = { state: 'current' }
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Palabre' })).toBeVisible()
    await page.keyboard.press('Control+,')
    for (const part of SECTIONS) {
      await go(page, WORDS[language].settings.sections[part])
      shell.tellVoice.onLevels({ captureDb: -24, inputDb: -30, open: true, sending: false, speakers: [] })
      shell.tellVoice.onStats(STATS)
      await expectFits(page)
      if (language === 'en') await expectAccessible(page)
      await shot(page, `settings-${part}-${name}`)
    }
    expect(complaints).toEqual([])
  })
}

test('they are opened, walked through and left by keyboard alone', async ({ page }) => {
  await open(page)
  await page.getByRole('tab', { name: 'Audio devices' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('tab', { name: 'Voice' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('End')
  await expect(page.getByRole('tab', { name: 'About' })).toHaveAttribute('aria-selected', 'true')
  await expect(section(page).getByText('Palabre 0.1.0')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('button', { name: 'Settings' }).click()
  await expect(page.getByRole('tab', { name: 'About' })).toHaveAttribute('aria-selected', 'true')
})

test('in a call they lie over it, and the call is there when they are left', async ({ page }) => {
  await open(page)
  await page.keyboard.press('Escape')
  await page.getByRole('textbox', { name: 'Join by invite' }).fill(FAKE_INVITE)
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByRole('textbox', { name: /^Write to/ }).fill('half a sentence')
  await page.getByRole('button', { name: 'Settings' }).click()
  await go(page, 'Network')
  await expect(section(page).getByText('Voice over UDP')).toBeVisible()
  await go(page, 'Your machines')
  await page.getByRole('button', { name: 'Make a code' }).click()
  await expect(section(page).getByText('K7MP-2XQ9')).toBeVisible()
  await expectAccessible(page)
  await shot(page, 'settings-machines-in-call')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('textbox', { name: /^Write to/ })).toHaveValue('half a sentence')
})

test('what is changed holds at once, a section goes back, and that can be undone', async ({ page }) => {
  await open(page)
  await go(page, 'Appearance')
  await page.getByRole('radio', { name: 'Dark' }).click()
  await page.getByRole('switch', { name: 'More contrast' }).click()
  const marks = () =>
    page.evaluate(() => Object.fromEntries(Object.entries(document.documentElement.dataset)))
  expect(await marks()).toMatchObject({ theme: 'dark', contrast: 'more' })
  await expectAccessible(page)
  await page.getByRole('combobox', { name: 'Size of text' }).click()
  await page.getByRole('option', { name: 'Largest' }).click()
  await page.setViewportSize({ width: 800, height: 600 })
  await expectFits(page)
  await shot(page, 'settings-largest-text')
  await page.getByRole('button', { name: 'Reset section' }).click()
  await expect.poll(marks).toMatchObject({ contrast: 'system', textSize: 'normal' })
  await shot(page, 'settings-reset')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(marks).toMatchObject({ theme: 'dark', contrast: 'more', textSize: 'largest' })
  expect(shell.app.stored).toMatchObject({ theme: 'dark', contrast: 'more', textSize: 'largest' })
})

test('a key is bound by pressing it, does one thing, and is taken away', async ({ page }) => {
  await open(page)
  shell.app.route = WINDOW_ONLY
  await go(page, 'Keys')
  await expect(section(page).getByText('Keys work in this window only.')).toBeVisible()
  await page.getByRole('button', { name: 'Mute: No key' }).click()
  await page.keyboard.press('Control+Shift+M')
  await expect(page.getByRole('button', { name: 'Mute: Ctrl + Shift + M' })).toBeVisible()
  await page.getByRole('button', { name: 'Deafen: No key' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.getByRole('button', { name: 'Deafen: No key' }).click()
  await page.keyboard.press('Control+Shift+M')
  await expect(page.getByRole('button', { name: 'Mute: No key' })).toBeVisible()
  await page.getByRole('button', { name: 'Take the key away: Deafen' }).click()
  await expect(page.getByRole('button', { name: 'Deafen: No key' })).toBeVisible()
  expect(shell.app.stored.shortcuts).toEqual({})
})

test('a bound key mutes in a call', async ({ page }) => {
  await open(page, { shortcuts: { mute: { code: 'F8', modifiers: [] } } })
  shell.app.route = WINDOW_ONLY
  await page.keyboard.press('Escape')
  await page.getByRole('textbox', { name: 'Join by invite' }).fill(FAKE_INVITE)
  await page.getByRole('button', { name: 'Join' }).click()
  await expect(page.getByRole('button', { name: 'Mute', exact: true })).toBeVisible()
  await page.keyboard.press('F8')
  await expect(page.getByRole('button', { name: 'Unmute' })).toBeVisible()
})

test('what is kept here is counted, and cleared after a question', async ({ page }) => {
  await open(page, { linkHosts: ['example.org'] })
  await go(page, 'Privacy')
  await expect(section(page).getByText('Keys of 2 addresses')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the keys of hosts' }).click()
  await shot(page, 'settings-clear')
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(section(page).getByText('No keys of hosts')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the websites' }).click()
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(section(page).getByText('No websites')).toBeVisible()
  expect(shell.voice.asked).toContainEqual(['forget', 'hosts'])
  expect(saved()).toContainEqual({ linkHosts: [] })
})

test('a running host is started again as it is set now', async ({ page }) => {
  await open(page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Host' }).click()
  await page.getByRole('button', { name: 'Settings' }).click()
  await go(page, 'Hosting')
  await expect(page.getByRole('button', { name: 'Start it again' })).toHaveCount(0)
  await page.getByRole('textbox', { name: 'Port' }).fill('seven')
  await expect(section(page).getByText('A number from 0 to 65535.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Port' }).fill('7800')
  await page.getByRole('textbox', { name: 'Name of your place' }).fill('The den')
  await page.getByRole('switch', { name: 'Show your host' }).click()
  await page.getByRole('button', { name: 'Start it again' }).click()
  const starts = () => shell.host.asked.flatMap(([name, options]) => (name === 'start' ? [options] : []))
  await expect.poll(() => starts().length).toBe(2)
  expect(starts()[1]).toMatchObject({ name: 'The den', port: 7800, discovery: false, lanGuests: false })
  await expect(page.getByRole('button', { name: 'Start it again' })).toHaveCount(0)
})

test('the licences of what is shipped can be read', async ({ page }) => {
  await open(page)
  await go(page, 'About')
  const opus = section(page).locator('details').filter({ hasText: 'libopus' })
  await opus.getByText('libopus', { exact: true }).click()
  await expect(opus.getByText('Redistribution and use')).toBeVisible()
})

test.describe('the first steps', () => {
  async function begin(page: Page, settings: Partial<AppSettings> = {}): Promise<void> {
    shell = await startFakeShell({ welcomed: false, ...settings })
    await page.goto(shell.url)
    await expect(page.getByRole('main')).toBeVisible()
  }

  test('ask for a name, try the sound, find a threshold, and end on the first page', async ({ page }) => {
    const complaints = complaintsOf(page)
    await begin(page)
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ada')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Can you hear and be heard?' })).toBeFocused()
    await page.getByRole('button', { name: 'Try your voice' }).click()
    await expect(page.getByText('That is how others hear you.')).toBeVisible()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('radio', { name: 'Only speech' }).click()
    await page.getByRole('button', { name: 'Measure' }).click()
    await expect(page.getByText('lie well apart')).toBeVisible()
    await page.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByRole('button', { name: 'Host' })).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveValue('Ada')
    expect(shell.app.stored).toMatchObject({
      nickname: 'Ada',
      talkMode: 'vad',
      gateOpenDb: -48,
      welcomed: true,
    })
    await page.reload()
    await expect(page.getByRole('button', { name: 'Host' })).toBeVisible()
    expect(complaints).toEqual([])
  })

  test('may be skipped, and gone through again from the settings', async ({ page }) => {
    await begin(page)
    await page.getByRole('button', { name: 'Skip', exact: true }).click()
    await page.getByRole('button', { name: 'Skip', exact: true }).click()
    await page.getByRole('button', { name: 'Skip', exact: true }).click()
    await expect(page.getByRole('button', { name: 'Host' })).toBeVisible()
    await page.keyboard.press('Control+,')
    await go(page, 'About')
    await page.getByRole('button', { name: 'First steps again' }).click()
    await page.getByRole('button', { name: 'Skip all' }).click()
    await expect(page.getByRole('button', { name: 'Host' })).toBeVisible()
  })

  for (const { theme, language, size, name } of LOOKS) {
    test(`can be read and used: ${name}`, async ({ page }) => {
      await page.setViewportSize(size)
      await begin(page, { theme, language, talkMode: 'vad', gateOpenDb: -42 })
      for (const step of ['name', 'sound', 'talk']) {
        await expect(page.locator(`[data-step="${step}"]`)).toBeVisible()
        shell.tellVoice.onLevels({ captureDb: -24, inputDb: -30, open: true, sending: false, speakers: [] })
        await expectFits(page)
        await expectAccessible(page)
        await shot(page, `welcome-${step}-${name}`)
        await page
          .getByRole('button', { name: WORDS[language].welcome.next })
          .or(page.getByRole('button', { name: WORDS[language].welcome.done }))
          .click()
      }
      await expect(page.getByRole('heading', { name: 'Palabre' })).toBeVisible()
    })
  }
})
