import { expect, test, type Page } from '@playwright/test'
import type { AppSettings } from '../../electron/contract/services.ts'
import type { SessionStats, SpeakerStats } from '../../electron/contract/stats.ts'
import { plainChannel } from '../support/channels.ts'
import { fakeMessage } from '../support/fake-community.ts'
import { NO_STATS } from '../support/fake-engine-worker.ts'
import { fakeLanHost, fakeMember, fakeRoom, FAKE_INVITE } from '../support/fake-services.ts'
import { requirePart } from '../support/requirement.ts'
import { complaintsOf, startFakeShell, type FakeShell } from './fake-shell.ts'
import { expectAccessible, expectFits, LOOKS, shot } from './look.ts'

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

const RECENT = ['Ada’s place', 'The old workshop where we used to meet', 'Chez Émile'].map((name, at) => ({
  ...{ name, fingerprint: 'ABC'.charAt(at).repeat(43), lastMs: Date.now() - (at + 1) ** 3 * 5_000_000 },
  invite: `palabre://192.168.1.${String(at)}/?k=${'ABC'.charAt(at).repeat(43)}&t=t`,
}))

const NEARBY = [fakeLanHost('The big table'), fakeLanHost('Hall 2', { open: false })]

async function open(page: Page, settings: Partial<AppSettings>): Promise<void> {
  shell = await startFakeShell({ nickname: 'Ada', ...settings })
  shell.voice.answering.set(RECENT[0]?.invite ?? '', 'Ada’s place')
  shell.voice.see(NEARBY)
  await page.goto(shell.url)
  await expect(page.getByRole('heading', { name: 'Palabre' })).toBeVisible()
}

const SPEAKER: SpeakerStats = {
  ...{ sourceId: 4, nickname: 'Tomoko', packetsReceived: 900, lost: 9, late: 1, duplicate: 0, reordered: 0 },
  ...{
    recoveredByRedundancy: 8,
    recoveredByFec: 0,
    concealed: 1,
    comfortNoise: 0,
    accelerated: 0,
    expanded: 0,
  },
  ...{ jitterMs: 6.3, driftPpm: 0, targetDelayMs: 20, lossPercent: 1.2, concealedPercent: 0.1, heldMs: 18 },
  mouthToEarMs: { capture: 9, frame: 10, codec: 3, network: 12, held: 18, mix: 2, playback: 8, total: 62 },
  ...{ bufferMs: 20, levelDb: -20, speaking: true, matchDb: 0 },
}
const STATS: SessionStats = {
  ...NO_STATS,
  rttMs: 23.4,
  speakers: [
    SPEAKER,
    { ...SPEAKER, sourceId: 2, nickname: 'Grace Hopper', concealedPercent: 2 },
    { ...SPEAKER, sourceId: 3, nickname: 'Émile', concealedPercent: 9 },
  ],
}

async function enterCall(page: Page): Promise<void> {
  shell.voice.room = ROOM
  shell.voice.community.messages = [...MESSAGES]
  shell.voice.become({ state: 'ready', room: ROOM })
  // Told again and again, as the engine does: a page that is still joining hears the next one.
  await expect(async () => {
    shell.tellVoice.onLevels(LEVELS)
    shell.tellVoice.onStats(STATS)
    await expect(page.locator('[data-member="Tomoko"][data-speaking="true"]')).toBeVisible({ timeout: 250 })
  }).toPass({ timeout: 10_000 })
}

test.afterEach(() => shell.close())

for (const { theme, language, size, name } of LOOKS) {
  test(`looks right: ${name}`, async ({ page }) => {
    const complaints = complaintsOf(page)
    await page.setViewportSize(size)
    await open(page, { theme, language, recentHosts: RECENT })
    await expect(page.locator('[data-host][data-state="away"]')).toHaveCount(2)
    await expectFits(page)
    await expectAccessible(page)
    await shot(page, `home-${name}`)

    await enterCall(page)
    await expectFits(page)
    await expectAccessible(page)
    await shot(page, `call-${name}`)

    await page.getByRole('button', { name: /^Volume (of|de) Tomoko/ }).click()
    await expect(page.getByText(/62\sms/)).toBeVisible()
    await expectAccessible(page)
    await shot(page, `volume-${name}`)
    await page.keyboard.press('Escape')
    if (size.width < 1000) {
      await page.getByRole('button', { name: /^(Chat|Discussion)/ }).click()
      await expect(page.getByRole('link')).toBeVisible()
      await expectFits(page)
      await expectAccessible(page)
      await shot(page, `chat-${name}`)
    }

    await page.getByRole('button', { name: /^(Settings|Réglages)/ }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page)
    await shot(page, `settings-${name}`)
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: /^(Invite|Inviter)$/ }).click()
    await expect(page.getByRole('dialog').getByRole('textbox')).toHaveValue(FAKE_INVITE)
    await page.locator('summary').click()
    await expectAccessible(page)
    await shot(page, `invite-${name}`)
    expect(complaints).toEqual([])
  })
}

test('home: a host of this network is one press away, and goes when it goes', async ({ page }) => {
  await open(page, {})
  const nearby = page.getByRole('region', { name: 'On this network' })
  await expect(nearby.getByRole('button')).toHaveCount(2)
  await expect(nearby.getByText('by invite only')).toBeVisible()
  shell.voice.see(NEARBY.slice(0, 1))
  await expect(nearby.getByRole('button')).toHaveCount(1)
  await nearby.getByRole('button', { name: /The big table/ }).click()
  await expect(page.getByRole('heading', { name: 'Palabre' })).toBeHidden()
  expect(shell.voice.asked.filter(([name]) => name === 'joinHost')).toEqual([
    ['joinHost', { fingerprint: NEARBY[0]?.fingerprint, nickname: 'Ada' }],
  ])
})

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

test('home: back to a host one was at with one press, and forgotten with another', async ({ page }) => {
  await open(page, { recentHosts: RECENT })
  await expect(page.locator('[data-host="Ada’s place"]')).toHaveAttribute('data-state', 'there')
  await page.getByRole('button', { name: 'Forget Chez Émile' }).click()
  const recent = page.getByRole('region', { name: 'Recent hosts' })
  await expect(recent.locator('[data-host]')).toHaveCount(2)
  await page.getByRole('button', { name: /^Ada’s place/ }).click()
  await expect(page.getByRole('button', { name: 'Leave' })).toBeVisible()
  expect(shell.voice.asked.filter(([name]) => name === 'connect')).toEqual([
    ['connect', { invite: RECENT[0]?.invite, nickname: 'Ada' }],
  ])
  await page.getByRole('button', { name: 'Leave' }).click()
  await shot(page, 'home-recent')
  expect(shell.app.stored.recentHosts.map(({ name }) => name)).toEqual([
    'Ada’s place',
    'The old workshop where we used to meet',
  ])
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
  expect(shell.voice.asked.filter(([name]) => name !== 'lookForHosts')).toEqual([
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
