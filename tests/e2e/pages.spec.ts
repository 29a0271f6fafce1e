import { expect, test, type Page } from '@playwright/test'
import type { AppSettings } from '../../electron/contract/services.ts'
import { fakeMember, fakeRoom, FAKE_INVITE } from '../support/fake-services.ts'
import { requirePart } from '../support/requirement.ts'
import { complaintsOf, startFakeShell, type FakeShell } from './fake-shell.ts'
import { expectAccessible, expectFits, shot } from './look.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

const ROOM = fakeRoom([
  fakeMember(1, 'Ada', { role: 'owner' }),
  fakeMember(2, 'Grace Hopper'),
  fakeMember(3, 'Émile', { muted: true }),
  fakeMember(4, 'Tomoko'),
  fakeMember(5, 'Kofi', { muted: true, deafened: true }),
  fakeMember(6, 'Inés', { channelId: 2 }),
  fakeMember(7, 'Linus', { channelId: 2 }),
])
const LEVELS = {
  captureDb: -24,
  sending: false,
  speakers: [{ sourceId: 4, levelDb: -20, speaking: true }],
}

let shell: FakeShell

async function open(page: Page, settings: Partial<AppSettings>): Promise<void> {
  shell = await startFakeShell({ nickname: 'Ada', ...settings })
  await page.goto(shell.url)
  await expect(page.getByRole('heading', { name: 'Palabre' })).toBeVisible()
}

async function enterCall(page: Page): Promise<void> {
  shell.voice.room = ROOM
  shell.voice.become({ state: 'ready', room: ROOM })
  // Told again and again, as the engine does: a page that is still joining hears the next one.
  await expect(async () => {
    shell.tellVoice.onLevels(LEVELS)
    await expect(page.locator('[data-member="Tomoko"][data-speaking="true"]')).toBeVisible({ timeout: 250 })
  }).toPass({ timeout: 10_000 })
}

test.afterEach(() => shell.close())

const SIZES = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
]

for (const theme of ['light', 'dark'] as const) {
  for (const language of ['en', 'fr'] as const) {
    for (const size of SIZES) {
      const name = `${theme}-${language}-${String(size.width)}x${String(size.height)}`
      test(`looks right: ${name}`, async ({ page }) => {
        const complaints = complaintsOf(page)
        await page.setViewportSize(size)
        await open(page, { theme, language })
        await expectFits(page)
        await expectAccessible(page)
        await shot(page, `home-${name}`)

        await enterCall(page)
        await expectFits(page)
        await expectAccessible(page)
        await shot(page, `call-${name}`)

        await page.getByRole('button', { name: /^(Settings|Réglages)/ }).click()
        await expect(page.getByRole('dialog')).toBeVisible()
        await expectAccessible(page)
        await shot(page, `settings-${name}`)
        await page.keyboard.press('Escape')

        await page.getByRole('button', { name: /^(Invite|Inviter)$/ }).click()
        await expect(page.getByRole('dialog').getByRole('textbox')).toHaveValue(FAKE_INVITE)
        await shot(page, `invite-${name}`)
        expect(complaints).toEqual([])
      })
    }
  }
}

test('home: an own host, a refused invite and a missing name', async ({ page }) => {
  await open(page, {})
  await page.getByRole('textbox', { name: 'Join by invite' }).fill('palabre://nonsense')
  await page.getByRole('button', { name: 'Join' }).click()
  await expect(page.getByText('not complete or not an invite')).toBeVisible()
  await page.getByRole('textbox', { name: 'Your name' }).fill('')
  await page.getByRole('button', { name: 'Host' }).click()
  await expect(page.getByText('Give yourself a name first.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused()
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada')
  await page.getByRole('button', { name: 'Host' }).click()
  await page.getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByText('You are hosting')).toBeVisible()
  await shot(page, 'home-hosting')
  await page.getByRole('button', { name: 'Stop hosting' }).click()
  await expect(page.getByText('Everybody will be disconnected.')).toBeVisible()
  await page.getByRole('button', { name: 'Stop hosting' }).click()
  await expect(page.getByRole('button', { name: 'Host' })).toBeVisible()
})

test('call: says over TCP with the cause, a lost connection, and an error with its next step', async ({
  page,
}) => {
  await open(page, {})
  await enterCall(page)
  const tcp = { ...ROOM, path: 'tcp', pathCause: 'no answer from UDP port 7780' } as const
  shell.voice.become({ state: 'ready', room: tcp })
  await expect(page.getByText('Voice over TCP')).toBeVisible()
  await expect(page.getByText('no answer from UDP port 7780').first()).toBeVisible()
  await shot(page, 'call-tcp')
  const error = { code: 'host-unreachable', message: 'm', next: 'n' } as const
  shell.voice.become({ state: 'resuming', room: ROOM, attempt: 1, retryInMs: 500, error })
  await expect(page.getByText('The connection was lost.')).toBeVisible()
  await expect(page.locator('[data-speaking="true"]')).toHaveCount(0)
  await shot(page, 'call-resuming')
  shell.voice.become({ state: 'closed', error: { code: 'kicked', message: 'm', next: 'n' } })
  await expect(page.getByRole('alert')).toHaveText(
    'You were removed from the host. Ask the owner of the host.',
  )
})

test('call: everything by keyboard, focus seen', async ({ page }) => {
  await open(page, {})
  await enterCall(page)
  const seen: string[] = []
  for (let step = 0; step < 10; step += 1) {
    await page.keyboard.press('Tab')
    const shadow = await page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body).boxShadow,
    )
    expect(shadow).not.toBe('none')
    seen.push(await page.evaluate(() => document.activeElement?.textContent.trim() ?? ''))
    if (seen.at(-1)?.startsWith('Mute') === true) await page.keyboard.press('Space')
    if (seen.at(-1)?.startsWith('Workshop') !== true) continue
    await page.keyboard.press('Enter')
    // Others are shown there: what the next key reaches must not go away under it.
    await expect(page.locator('[data-channel="Workshop"][aria-current="true"]')).toBeVisible()
  }
  expect(seen.some((text) => text.startsWith('Leave'))).toBe(true)
  expect(shell.voice.asked).toEqual([
    ['join', 2],
    ['setFlags', { muted: true, deafened: false }],
  ])
})

test('the link opens the page once, and a page without it says what to do', async ({ page, browser }) => {
  await open(page, {})
  expect(page.url()).not.toContain('token')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Palabre' })).toBeVisible()
  const stranger = await browser.newPage()
  await stranger.goto(shell.url)
  await expect(stranger.getByText('This page is not open to you yet.')).toBeVisible()
  await stranger.close()
})

test('a light goes on within 100 ms of the level that says so', async ({ page }) => {
  await open(page, {})
  await enterCall(page)
  await page.evaluate(() => {
    const tile = document.querySelector('[data-member="Grace Hopper"]')
    new MutationObserver(() => {
      document.title = String(Date.now())
    }).observe(tile as Element, { attributes: true, attributeFilter: ['data-speaking'] })
  })
  const sentMs = Date.now()
  shell.tellVoice.onLevels({ ...LEVELS, speakers: [{ sourceId: 2, levelDb: -20, speaking: true }] })
  await expect(page.locator('[data-member="Grace Hopper"]')).toHaveAttribute('data-speaking', 'true')
  expect(Number(await page.title()) - sentMs).toBeLessThan(100)
})
