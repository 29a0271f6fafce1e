import { expect, test, type Page } from '@playwright/test'
import { plainChannel } from '../support/channels.ts'
import { fakeMessage } from '../support/fake-community.ts'
import { fakeMember, fakeRoom } from '../support/fake-services.ts'
import { requirePart } from '../support/requirement.ts'
import { complaintsOf, startFakeShell, type FakeShell } from './fake-shell.ts'
import { expectAccessible, shot } from './look.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

const CHANNELS = [
  plainChannel(1, 'Lobby', 0),
  plainChannel(2, 'Workshop', 1),
  { ...plainChannel(3, 'Bench', 0), parentId: 2, locked: true },
]
const ADA = fakeMember(1, 'Ada', { role: 'owner' })
const BO = fakeMember(2, 'Bo')
const CY = fakeMember(3, 'Cy')

let shell: FakeShell
let complaints: string[]
test.afterEach(async () => {
  await shell.close()
  expect(complaints).toEqual([])
})

async function enter(page: Page, members = [ADA, BO, CY]): Promise<void> {
  complaints = complaintsOf(page)
  shell = await startFakeShell({ nickname: 'Ada' })
  shell.voice.room = fakeRoom(members, { channels: CHANNELS })
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(shell.url)
  await expect(page.getByRole('heading', { name: 'Palabre' })).toBeVisible()
  shell.voice.become({ state: 'ready', room: shell.voice.room })
  await expect(page.getByRole('button', { name: 'Leave' })).toBeVisible()
}

const channel = (page: Page, name: string) =>
  page.getByRole('treeitem').and(page.locator(`[data-channel="${name}"]`))
const person = (page: Page, name: string) =>
  page.getByRole('treeitem').and(page.locator(`[data-person="${name}"]`))
const asked = (name: string) => shell.voice.asked.filter(([one]) => one === name).map(([, ...rest]) => rest)
const requests = () => asked('ask').map(([request]) => request)

test.describe('channels', () => {
  test('are walked and entered by keyboard, nested ones too', async ({ page }) => {
    await enter(page)
    await channel(page, 'Lobby').focus()
    await page.keyboard.press('End')
    await expect(channel(page, 'Bench')).toBeFocused()
    await page.keyboard.press('ArrowLeft')
    await expect(channel(page, 'Workshop')).toBeFocused()
    await page.keyboard.press('ArrowLeft')
    await expect(channel(page, 'Bench')).toHaveCount(0)
    await page.keyboard.press('ArrowRight')
    await expect(channel(page, 'Bench')).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(channel(page, 'Workshop')).toHaveAttribute('aria-current', 'true')
    expect(asked('join')).toEqual([[2]])
  })

  test('with a password ask for it, and again where it is wrong', async ({ page }) => {
    await enter(page)
    shell.voice.refuse = 'password-required'
    await channel(page, 'Bench').click()
    const dialog = page.getByRole('dialog', { name: 'Bench is locked' })
    await expect(dialog.getByRole('textbox', { name: 'Password' })).toBeFocused()
    await expectAccessible(page)
    await shot(page, 'password')
    shell.voice.refuse = 'password-wrong'
    await page.keyboard.type('sesam')
    await page.keyboard.press('Enter')
    await expect(dialog.locator('.problem')).toBeVisible()
    await dialog.getByRole('textbox').fill('sesame')
    await page.keyboard.press('Enter')
    await expect(dialog).toHaveCount(0)
    await expect(channel(page, 'Bench')).toHaveAttribute('aria-current', 'true')
    expect(asked('join')).toEqual([[3], [3, 'sesam'], [3, 'sesame']])
  })

  test('are made and changed by those who may', async ({ page }) => {
    await enter(page)
    await page.getByRole('button', { name: 'New channel' }).click()
    await page.getByRole('button', { name: 'New channel' }).last().click()
    await expect(page.getByText('Give the channel a name.')).toBeVisible()
    await page.getByRole('textbox', { name: 'Name' }).fill('Music')
    await page.getByRole('switch', { name: 'Ask for a password' }).click()
    await page.getByRole('textbox', { name: 'Password' }).fill('violin')
    await expectAccessible(page)
    await shot(page, 'channel-new')
    await page.getByRole('button', { name: 'New channel' }).last().click()
    await expect(channel(page, 'Music')).toBeVisible()
    await channel(page, 'Workshop').click({ button: 'right' })
    await shot(page, 'channel-menu')
    await page.getByRole('menuitem', { name: 'Edit…' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Forge')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(channel(page, 'Forge')).toBeVisible()
    expect(requests()).toMatchObject([
      { type: 'createChannel', channel: { name: 'Music', password: 'violin' } },
      { type: 'changeChannel', channelId: 2, change: { name: 'Forge', memberLimit: 0 } },
    ])
  })

  test('offer nothing to those who may not', async ({ page }) => {
    await enter(page, [{ ...ADA, role: 'guest' }, BO, CY])
    shell.voice.community.rights.clear()
    await expect(page.getByRole('button', { name: 'New channel' })).toHaveCount(0)
    await channel(page, 'Workshop').click({ button: 'right' })
    await expect(page.getByRole('menuitem')).toHaveText(['Go there'])
    await page.keyboard.press('Escape')
    await person(page, 'Bo').click()
    await expect(page.getByRole('menuitem', { name: 'Move to' })).toHaveCount(0)
  })
})

test('a recording is begun and ended by those who may, in the sight of all', async ({ page }) => {
  await enter(page, [{ ...ADA, role: 'member' }, BO, { ...CY, refusesRecording: true }])
  shell.voice.community.rights = new Set(['text', 'record', 'refuseRecording'])
  // Another channel and back: the rights are asked about anew.
  await channel(page, 'Workshop').click()
  await channel(page, 'Lobby').click()
  await expect(person(page, 'Cy').getByText('keeps their voice out of recordings')).toBeAttached()
  await channel(page, 'Lobby').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Record this channel' }).click()
  const banner = page.getByRole('status').filter({ hasText: 'This channel is being recorded.' })
  await expect(banner).toContainText('Started by Ada')
  await expect(channel(page, 'Lobby').getByText('being recorded, started by Ada')).toBeAttached()
  await person(page, 'Ada').click()
  await page.getByRole('menuitemcheckbox', { name: 'Keep my voice out of recordings' }).click()
  await expect(banner).toContainText('Your voice is kept out.')
  await expectAccessible(page)
  await shot(page, 'recording')
  await channel(page, 'Lobby').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Stop the recording' }).click()
  await expect(banner).toHaveCount(0)
  await expect(page.getByText('The recording of Lobby has ended.').first()).toBeVisible()
  await expect(page.locator('.notice')).toHaveCSS('display', 'flex')
  await expectAccessible(page)
  await shot(page, 'recording-ended')
  expect(requests()).toEqual([
    { type: 'startRecording', channelId: 1 },
    { type: 'refuseRecording', on: true },
    { type: 'stopRecording', channelId: 1 },
  ])
})

test.describe('people', () => {
  test('are moved with the mouse and by the menu', async ({ page }) => {
    await enter(page)
    await person(page, 'Bo').dragTo(channel(page, 'Workshop'))
    await expect(channel(page, 'Workshop')).toContainText('1')
    await person(page, 'Ada').dragTo(person(page, 'Bo'))
    await expect(channel(page, 'Workshop')).toHaveAttribute('aria-current', 'true')
    await person(page, 'Cy').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Move to' }).press('ArrowRight')
    await shot(page, 'member-menu')
    await page.getByRole('menuitemcheckbox', { name: 'Workshop' }).press('Enter')
    await expect(channel(page, 'Workshop')).toContainText('3')
    expect(requests()).toEqual([
      { type: 'move', sourceId: 2, channelId: 2 },
      { type: 'move', sourceId: 3, channelId: 2 },
    ])
    expect(asked('join')).toEqual([[2]])
  })

  test('are silenced for all, given priority, and removed after a question', async ({ page }) => {
    await enter(page)
    const choose = async (name: string): Promise<void> => {
      await person(page, 'Bo').click({ button: 'right' })
      await page.getByRole(/…$/.test(name) ? 'menuitem' : 'menuitemcheckbox', { name }).click()
    }
    await choose('Mute for everybody')
    await expect(person(page, 'Bo').getByText('muted for everybody')).toBeAttached()
    await choose('Priority speaker')
    await expect(person(page, 'Bo').getByText('priority speaker')).toBeAttached()
    await choose('Remove from the host…')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove from the host…' }).click()
    await expect.poll(requests).toEqual([
      { type: 'serverMute', userId: 2, on: true },
      { type: 'priority', sourceId: 2, on: true },
      { type: 'kick', sourceId: 2, reason: '' },
    ])
  })

  test('who leave do not take the focus along', async ({ page }) => {
    await enter(page)
    await page.getByRole('button', { name: 'Volume of Bo' }).focus()
    await page.getByRole('button', { name: 'Volume of Bo' }).press('Enter')
    await expect(page.getByRole('slider')).toBeVisible()
    shell.voice.become({ state: 'ready', room: fakeRoom([ADA, CY], { channels: CHANNELS }) })
    await expect(page.getByRole('button', { name: 'Volume of Cy' })).toBeFocused()
    await person(page, 'Cy').focus()
    shell.voice.become({ state: 'ready', room: fakeRoom([ADA], { channels: CHANNELS }) })
    await expect(person(page, 'Cy')).toHaveCount(0)
    await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(false)
  })
})

test.describe('text', () => {
  test('is written, changed and taken away', async ({ page }) => {
    await enter(page)
    const field = page.getByRole('textbox', { name: 'Write to Lobby' })
    await field.fill('Good evning')
    await field.press('Shift+Enter')
    await field.pressSequentially('all')
    await field.press('Enter')
    await expect(page.getByText('Good evning')).toBeVisible()
    await expect(field).toHaveValue('')
    await field.press('ArrowUp')
    await page.getByRole('textbox', { name: 'Edit' }).fill('Good evening')
    await page.keyboard.press('Enter')
    await expect(page.getByText('(edited)')).toBeVisible()
    await page.getByText('Good evening').hover()
    await page.getByRole('button', { name: 'Remove' }).click()
    await expect(page.getByText('Removed')).toBeVisible()
    expect(requests()).toEqual([
      { type: 'say', place: { channelId: 1 }, text: 'Good evning\nall' },
      { type: 'editMessage', messageId: 1, text: 'Good evening' },
      { type: 'removeMessage', messageId: 1 },
    ])
  })

  test('stays a text: links ask once for each host, and only encrypted ones', async ({ page, context }) => {
    await enter(page)
    await context.route('https://example.org/**', (route) => route.fulfill({ body: 'there' }))
    shell.voice.community.write(
      fakeMessage(
        1,
        'Bo',
        'See https://example.org/a, javascript:alert(1) <b>bold</b> http://example.org/b',
        {
          authorId: 2,
        },
      ),
    )
    await expect(page.getByRole('link')).toHaveText(['https://example.org/a'])
    await expect(page.locator('[data-message="1"]')).toContainText('<b>bold</b>')
    await page.getByRole('link').click()
    await expect(page.getByRole('alertdialog', { name: 'Open example.org?' })).toBeVisible()
    await shot(page, 'link-question')
    const opened = context.waitForEvent('page')
    await page.getByRole('button', { name: 'Open, and do not ask again' }).click()
    await (await opened).close()
    await expect(page.getByRole('alertdialog')).toHaveCount(0)
    const again = context.waitForEvent('page')
    await page.getByRole('link').click()
    await (await again).close()
    expect(shell.app.stored.linkHosts).toEqual(['example.org'])
  })

  test('of before comes when one scrolls, and stays where it is', async ({ page }) => {
    complaints = []
    await enter(page, [{ ...ADA, channelId: 2 }, BO, CY])
    shell.voice.community.messages = Array.from({ length: 130 }, (_, at) =>
      fakeMessage(at + 1, 'Bo', `message ${String(at + 1)}`, { authorId: 2 }),
    )
    await channel(page, 'Lobby').click()
    await expect(page.getByText('message 130', { exact: true })).toBeInViewport()
    await expect(page.getByText('message 81', { exact: true })).toBeAttached()
    await expect(page.getByText('message 80', { exact: true })).toHaveCount(0)
    const list = page.getByRole('region', { name: 'Messages' })
    await list.evaluate((element) => {
      element.scrollTo({ top: 100 })
    })
    await expect(page.getByText('message 31', { exact: true })).toBeAttached()
    await expect(page.getByText('message 84', { exact: true })).toBeInViewport()
    await list.evaluate((element) => {
      element.scrollTo({ top: 100 })
    })
    await expect(page.getByText('message 1', { exact: true })).toBeAttached()
    await page.getByRole('button', { name: 'To the newest' }).click()
    await expect(page.getByText('message 130', { exact: true })).toBeInViewport()
  })

  test('is counted while nobody looks, of the channel and of one person', async ({ page }) => {
    await enter(page)
    await page.getByRole('button', { name: 'Close the chat' }).click()
    shell.voice.community.write(fakeMessage(1, 'Bo', 'Anybody here?', { authorId: 2 }))
    shell.voice.community.write(
      fakeMessage(2, 'Cy', 'A word with you', { authorId: 3, channelId: null, toUserId: 1 }),
    )
    await page.getByRole('button', { name: 'Chat, 2 new messages' }).click()
    await expect(page.getByText('Anybody here?', { exact: true })).toBeVisible()
    await expect(page.getByText('New', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: /^Cy/ }).click()
    await expect(page.getByText('A word with you', { exact: true })).toBeVisible()
    await expectAccessible(page)
    await shot(page, 'chat-direct')
    await expect(page.getByRole('button', { name: 'Chat', exact: true })).toBeVisible()
    await page.getByRole('textbox', { name: 'Write to Cy' }).fill('Yes?')
    await page.keyboard.press('Enter')
    await expect.poll(requests).toEqual([{ type: 'say', place: { userId: 3 }, text: 'Yes?' }])
  })
})

test('push-to-talk: chosen in the bar, held by key, by pointer, and let go with the window', async ({
  page,
}) => {
  await enter(page)
  await page.getByRole('button', { name: 'Way of talking: Open microphone' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Push to talk' }).click()
  const hold = page.getByRole('button', { name: 'Hold to talk' })
  await expect(hold).toBeVisible()
  await page.keyboard.down('ControlRight')
  await expect(page.getByRole('button', { name: 'Talking', exact: true })).toBeVisible()
  await shot(page, 'talking')
  await page.keyboard.up('ControlRight')
  await hold.hover()
  await page.mouse.down()
  await expect(page.getByRole('button', { name: 'Talking', exact: true })).toBeVisible()
  await page.mouse.up()
  await expect(hold).toBeVisible()
  expect(asked('setTalking')).toEqual([[true], [false], [true], [false]])
  expect(asked('setMode')).toEqual([['ptt', { openDb: null, hangMs: 300, releaseMs: 200 }]])
  expect(shell.app.stored.talkMode).toBe('ptt')
})
