import { expect, test, type Page } from '@playwright/test'
import type { AppSettings } from '../../electron/contract/services.ts'
import { plainChannel } from '../support/channels.ts'
import { fakeMessage } from '../support/fake-community.ts'
import { fakeMember, fakeRoom, FAKE_INVITE } from '../support/fake-services.ts'
import { requirePart } from '../support/requirement.ts'
import { complaintsOf, startFakeShell, type FakeShell } from './fake-shell.ts'
import { expectAccessible, expectFits, shot } from './look.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

const CHANNELS = [
  plainChannel(1, 'Lobby', 0),
  { ...plainChannel(2, 'Workshop', 1), description: 'Work in progress.' },
  { ...plainChannel(3, 'Soldering bench', 0), parentId: 2, locked: true },
  { ...plainChannel(4, 'Games', 2), memberLimit: 8 },
  { ...plainChannel(5, 'One evening only', 0), parentId: 4, temporary: true },
  plainChannel(6, 'Quiet corner', 3),
]
const ROOM = fakeRoom(
  [
    fakeMember(1, 'Ada', { role: 'owner' }),
    fakeMember(2, 'Grace Hopper', { priority: true }),
    fakeMember(3, 'Émile', { muted: true }),
    fakeMember(4, 'Tomoko', { path: 'tcp' }),
    fakeMember(5, 'Kofi', { muted: true, deafened: true }),
    fakeMember(8, 'Maximiliane von Hohenstein', { serverMuted: true }),
    fakeMember(6, 'Inés', { channelId: 2 }),
    fakeMember(7, 'Linus', { channelId: 3 }),
  ],
  { channels: CHANNELS },
)
const MESSAGES = [
  fakeMessage(1, 'Grace Hopper', 'Does anybody have the measurements of last week?', { authorId: 2 }),
  fakeMessage(2, 'Tomoko', 'They are at https://example.org/measurements (all of them).', { authorId: 4 }),
  fakeMessage(3, 'Tomoko', 'And http://example.org is not a link.', { authorId: 4 }),
  fakeMessage(4, 'Ada', 'Thank you!\nI will look at them tonight.', {
    ...{ authorId: 1, editedAt: 1, createdAt: Date.now() - 3_600_000 },
  }),
  fakeMessage(5, 'Émile', 'x', { authorId: 3, deleted: true, text: '', createdAt: Date.now() - 3_500_000 }),
]
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
  shell.voice.community.messages = [...MESSAGES]
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
  await expect(page.locator('[data-path="slow"]')).toContainText('Voice over TCP')
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
  const nameOf = () =>
    page.evaluate(() => {
      const { activeElement } = document
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent.trim() ?? ''
    })
  while (!seen.includes('Leave') && seen.length < 40) {
    await page.keyboard.press('Tab')
    const shadow = await page.evaluate(() => {
      const element = document.activeElement ?? document.body
      // A field in a box shows the focus on the box.
      return [element, element.parentElement ?? element].map((one) => getComputedStyle(one).boxShadow)
    })
    expect(shadow.some((one) => one !== 'none')).toBe(true)
    seen.push(await nameOf())
    if (seen.at(-1) === 'Mute') await page.keyboard.press('Space')
  }
  const wanted = ['Invite', 'New channel', 'Volume of Tomoko', 'Messages', 'Write to Lobby', 'Chat', 'Leave']
  expect(seen).toEqual(expect.arrayContaining(wanted))
  expect(shell.voice.asked).toEqual([['setFlags', { muted: true, deafened: false }]])
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
