import process from 'node:process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect as usual, test, type Page } from '@playwright/test'
import { en } from '../../renderer/i18n/en.ts'
import { fr } from '../../renderer/i18n/fr.ts'
import { BIG } from '../support/big-host.ts'
import { requirePart } from '../support/requirement.ts'
import { host, HOST_LIMIT_MS, manageFromHome, startOwner, type Owner } from './big-host-person.ts'
import { complaintsOf } from './fake-shell.ts'
import { expectAccessible, expectFits, shot } from './look.ts'
import { SHELL, startPerson } from './real-shell.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

// Each test fills a host, and starts it and the services: on a busy machine that takes its time.
test.describe.configure({ timeout: 180_000 })

/** Real services answer, on a machine that may have other work. */
const expect = usual.configure({ timeout: 20_000 })

let ada: Owner
test.beforeEach(async ({ browser }) => {
  ada = await startOwner(browser, 'Ada')
})
test.afterEach(() => ada.close())

const grid = (page: Page, name: string) => page.getByRole('grid', { name })
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })
const section = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('navigation').getByRole('button', { name }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible()
}
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })
const choose = async (page: Page, field: string, option: string): Promise<void> => {
  await page.getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

test('five thousand people: counted, paged, sorted, filtered and walked by keyboard', async () => {
  const page = await manageFromHome(ada)
  await expect(page.getByRole('heading', { name: 'Users 5,001' })).toBeVisible()
  await expect(grid(page, 'Users')).toHaveAttribute('aria-rowcount', String(BIG.users + 2))

  await test.step('sorts by a column, both ways', async () => {
    await page.getByRole('button', { name: 'Name' }).click()
    await expect(page.locator('.row').first()).toContainText('Ada')
    await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending')
    await page.getByRole('button', { name: 'Name' }).click()
    await expect(page.locator('.row').first()).toContainText('Jonas')
  })

  await test.step('finds by a part of a name, and by more', async () => {
    await page.getByRole('searchbox').fill('emeka 44')
    await expect(page.getByRole('heading', { name: /^Users \d\d?$/ })).toBeVisible()
    await page.getByRole('button', { name: 'Filters' }).click()
    await choose(page, 'Role', 'Guest')
    await expect(page.locator('.row').first()).toContainText('Guest')
    await expect(page.locator('.row').filter({ hasText: 'Member' })).toHaveCount(0)
    await page.getByRole('searchbox').fill('nobody at all')
    await expect(page.getByText('Nothing fits these filters.')).toBeVisible()
    await page.getByRole('button', { name: 'Clear filters' }).first().click()
    await expect(page.getByRole('heading', { name: 'Users 5,001' })).toBeVisible()
  })

  await test.step('by keyboard: rows, far down, and into one', async () => {
    await page.locator('.row').first().focus()
    await page.keyboard.press('ArrowDown')
    await expect(page.locator('[data-row="1"]')).toBeFocused()
    await page.keyboard.press('End')
    await expect(page.locator('[data-row="99"]')).toBeFocused()
    await page.keyboard.press('PageUp')
    await page.keyboard.press('Home')
    await expect(page.locator('[data-row="0"]')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
  })
})

test('people are given roles, muted, renamed, banned with an end, and let in again', async () => {
  const page = await manageFromHome(ada)
  await page.getByRole('searchbox').fill('Bo 1251')
  await row(page, 'Bo 1251').click()
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByText('laptop')).toBeVisible()
  await choose(page, 'Role', 'Admin')
  await sheet.getByRole('checkbox', { name: 'Steward' }).click()
  await sheet.getByRole('switch', { name: 'Mute for everybody' }).click()
  await sheet.getByRole('textbox', { name: 'Name' }).fill('Bo the Second 1251')
  await sheet.getByRole('button', { name: 'Rename' }).click()
  await expect(dialog(page, 'Bo the Second 1251')).toBeVisible()

  await test.step('why they may', async () => {
    await sheet.getByRole('button', { name: 'Why may they' }).click()
    const why = dialog(page, /^Why may/)
    await choose(page, 'What', 'Manage channels')
    await expect(why.getByText('The role Admin grants it.')).toBeVisible()
    await choose(page, 'What', 'Manage the host')
    await expect(why.getByText('may not do this')).toBeVisible()
    await expectAccessible(page)
    await shot(page, 'admin-explain')
    await page.keyboard.press('Escape')
  })

  await test.step('banned until a day', async () => {
    await sheet.getByRole('button', { name: 'Ban' }).click()
    const ban = dialog(page, 'New ban')
    await ban.getByRole('radio', { name: 'Both' }).click()
    await ban.getByRole('textbox', { name: 'Address' }).fill('not an address')
    await ban.getByRole('textbox', { name: 'Reason' }).fill('Fireworks')
    await choose(page, 'For how long', 'Until a day…')
    await ban.getByLabel('Last day').fill('2020-01-01')
    await ban.getByRole('button', { name: 'Ban', exact: true }).click()
    await expect(ban.getByText('Choose a day to come.')).toBeVisible()
    await ban.getByLabel('Last day').fill(`${String(new Date().getFullYear() + 2)}-01-01`)
    await ban.getByRole('button', { name: 'Ban', exact: true }).click()
    await expect(ban.getByRole('alert')).toHaveAttribute('data-code', 'range-invalid')
    await ban.getByRole('textbox', { name: 'Address' }).fill('203.0.113.0/24')
    await choose(page, 'For how long', 'A week')
    await ban.getByRole('button', { name: 'Ban', exact: true }).click()
    await expect(ban).toHaveCount(0)
    await page.keyboard.press('Escape')
  })

  await test.step('lifted after a question', async () => {
    await section(page, 'Bans')
    const fresh = row(page, '203.0.113.0/24')
    await expect(fresh).toBeVisible()
    await fresh.getByRole('button', { name: 'Lift' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Lift' }).click()
    await expect(fresh).toHaveCount(0)
    await expect(page.locator('.row').first()).toContainText('Bo the Second')
  })

  await test.step('all of it is in the log, which is taken away as a file', async () => {
    await section(page, 'Log')
    await expect(page.locator('.row').first()).toContainText('Lifted a ban')
    await page.getByRole('button', { name: 'Filters' }).click()
    await choose(page, 'What', 'Renamed')
    await expect(page.locator('.row')).toHaveCount(1)
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'As a table' }).click()
    await expect(page.getByText('audit.csv is in your downloads')).toBeVisible()
    expect(await readFile(join(ada.downloads, 'audit.csv'), 'utf8')).toContain('user.rename')
  })
})

test('invites, roles and channels are made, changed and taken away', async () => {
  const page = await manageFromHome(ada)

  await test.step('an invite', async () => {
    await section(page, 'Invites')
    await page.getByRole('button', { name: 'New invite' }).click()
    await choose(page, 'Makes', 'Guest')
    await page.getByRole('textbox', { name: 'How many people' }).fill('3')
    await page.getByRole('dialog').getByRole('button', { name: 'Make' }).click()
    await page.getByRole('button', { name: 'Copy link' }).click()
    expect(await ada.clipboard()).toMatch(/^palabre:\/\//)
    await page.keyboard.press('Escape')
    const made = page.locator('.row').first()
    await expect(made).toContainText('0 of 3')
    await made.getByRole('button', { name: 'Withdraw' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click()
    await expect(made).toContainText('Withdrawn')
  })

  await test.step('a role, cell by cell and by keyboard', async () => {
    await section(page, 'Roles')
    await page.getByRole('button', { name: 'New role' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Judge')
    await page.getByRole('dialog').getByRole('button', { name: 'Make' }).click()
    await page.getByRole('button', { name: 'Judge may not: Ban others' }).click()
    await expect(page.getByRole('button', { name: 'Judge may: Ban others' })).toBeFocused()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Space')
    await expect(page.getByRole('button', { name: 'Judge may: Remove others' })).toBeVisible()
    // It says that it is disabled, and stays in the walk of the arrow keys.
    await page.getByRole('button', { name: 'Admin may: Come in' }).click({ force: true })
    await expect(page.getByRole('button', { name: 'Admin may: Come in' })).toBeVisible()
    await page.getByRole('button', { name: 'Judge', exact: true }).click()
    await page.getByRole('button', { name: 'Remove…' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await expect(page.getByRole('button', { name: 'Judge', exact: true })).toHaveCount(0)
  })

  await test.step('the host, of which somebody else may be first', async () => {
    // An app in Electron shows its administration in one window alone.
    if (SHELL !== 'browser') return
    await section(page, 'Host')
    const other = await page.context().newPage()
    await other.goto(new URL('/', page.url()).href)
    await other.getByRole('button', { name: 'Manage' }).click()
    await section(other, 'Host')
    const members = (one: Page) => one.getByRole('spinbutton', { name: 'Members at a time' })
    await members(other).fill('77')
    await other.getByRole('button', { name: 'Save' }).click()
    await expect(other.getByText('Saved.')).toBeVisible()
    await other.close()
    await members(page).fill('88')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Somebody else changed it')).toBeVisible()
    await page.getByRole('button', { name: 'Load what is there now' }).click()
    await expect(members(page)).toHaveValue('77')
  })

  await test.step('the sound and the rights of a channel', async () => {
    await section(page, 'Channels')
    await row(page, 'Games').click()
    const sheet = dialog(page, 'Games')
    await sheet.getByRole('textbox', { name: 'Most bits' }).fill('1000')
    await sheet.getByRole('button', { name: 'Save' }).click()
    await expect(sheet.getByText('A number from 0 to 512.')).toBeVisible()
    await sheet.getByRole('textbox', { name: 'Most bits' }).fill('32')
    await choose(page, 'Frame', '20 ms')
    await sheet.getByRole('button', { name: 'Save' }).click()
    // The list below the sheet shows that the host has it.
    await expect(page.locator('.row').filter({ hasText: 'Games' })).toContainText('32 kbit/s · 20 ms')
    await sheet.getByRole('tab', { name: 'Rights' }).click()
    const cell = (state: string) => sheet.getByRole('button', { name: `Be heard for Guest: ${state}` })
    await cell('as roles and channels').click()
    await cell('allowed').click()
    await expect(cell('denied')).toBeVisible()
    await sheet.getByRole('button', { name: 'Add a person' }).click()
    await sheet.getByRole('textbox', { name: 'Person' }).fill('Hana 7')
    await sheet.getByRole('button', { name: /^Hana 7 / }).click()
    await sheet.getByRole('button', { name: 'Come in for Hana 7' }).click()
    await expect(sheet.getByRole('button', { name: 'Come in for Hana 7: allowed' })).toBeVisible()
    await shot(page, 'admin-channel-rights')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(row(page, 'Games')).toContainText('32 kbit/s · 20 ms')
  })
})

test('backups are made before one’s eyes, taken away, and bring the host back; recordings are fetched', async () => {
  const page = await manageFromHome(ada)
  await section(page, 'Backups')
  await choose(page, 'By itself', 'Every 12 hours')
  await page.getByRole('button', { name: 'Make a backup' }).click()
  await expect(row(page, 'By hand')).toBeVisible()
  await row(page, 'By hand').getByRole('button', { name: 'Download' }).click()
  await expect(page.getByText('is in your downloads')).toBeVisible()
  const [taken = ''] = await readdir(ada.downloads)
  expect(taken).toMatch(/\.palabre$/)
  await page.locator('input[type="file"]').setInputFiles(join(ada.downloads, taken))
  await expect(page.getByText(`${taken} was tried and is among the backups.`)).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Backups 2' })).toBeVisible()

  await section(page, 'Bans')
  await page.locator('.row').first().getByRole('button', { name: 'Lift' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Lift' }).click()
  await expect(page.getByRole('heading', { name: 'Bans 1,999' })).toBeVisible()
  await section(page, 'Backups')
  await row(page, 'By hand').first().getByRole('button', { name: 'Bring back' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Bring back' }).click()
  await expect(async () => {
    await section(page, 'Bans')
    await expect(page.getByRole('heading', { name: 'Bans 2,000' })).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })

  await section(page, 'Jobs')
  await expect(row(page, 'Make a backup').first()).toBeVisible()

  await section(page, 'Recordings')
  await page.locator('.row').first().click()
  await page.getByRole('button', { name: 'Download: Only Bo 1' }).click()
  await expect(page.getByText('track-1.opus is in your downloads')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.locator('.row')).toHaveCount(BIG.recordings - 1)
})

test('an admin of another’s host manages it from the call, as far as they may; a member sees nothing of it', async ({
  browser,
}) => {
  await host(ada)
  const { page } = ada
  await page.getByRole('button', { name: 'Manage this host' }).click()
  await section(page, 'Invites')
  const link = async (role: string): Promise<string> => {
    await page.getByRole('button', { name: 'New invite' }).click()
    await choose(page, 'Makes', role)
    await page.getByRole('dialog').getByRole('button', { name: 'Make' }).click()
    const invite = await page.getByRole('textbox', { name: 'Invite link' }).inputValue()
    await page.keyboard.press('Escape')
    return invite
  }
  const grace = await startPerson(browser, 'Grace')
  const hedy = await startPerson(browser, 'Hedy')
  try {
    for (const [person, invite] of [
      [grace, await link('Admin')],
      [hedy, await link('Member')],
    ] as const) {
      await person.page.getByRole('textbox', { name: 'Join by invite' }).fill(invite)
      await person.page.getByRole('button', { name: 'Join' }).click()
      await expect(person.page.getByRole('button', { name: 'Leave' })).toBeVisible({ timeout: HOST_LIMIT_MS })
    }
    await expect(hedy.page.getByText('Voice over UDP')).toBeVisible()
    await expect(hedy.page.getByRole('button', { name: 'Manage this host' })).toHaveCount(0)
    await grace.page.getByRole('button', { name: 'Manage this host' }).click()
    const parts = grace.page.getByRole('navigation').getByRole('button')
    await expect(parts).toHaveText(['Users', 'Bans', 'Invites', 'Roles', 'Channels', 'Log'])
    await grace.page.getByRole('searchbox').fill('Hedy')
    await row(grace.page, 'Hedy').click()
    await grace.page.getByRole('button', { name: 'Remove from the host' }).click()
    await grace.page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await expect(hedy.page.getByRole('alert')).toHaveAttribute('data-code', 'kicked')
    await grace.page.keyboard.press('Escape')
    await grace.page.getByRole('searchbox').fill('Ada')
    await grace.page.getByRole('button', { name: 'Filters' }).click()
    await choose(grace.page, 'Role', 'Owner')
    await grace.page.locator('.row').first().click()
    await expect(grace.page.getByText('They stand as high as you or higher')).toBeVisible()
    await expect(grace.page.getByRole('dialog').getByRole('button', { name: 'Ban' })).toHaveCount(0)
    await grace.page.keyboard.press('Escape')
    await grace.page.getByRole('button', { name: 'Back to the call' }).click()
    await expect(grace.page.getByRole('button', { name: 'Leave' })).toBeVisible()
  } finally {
    await grace.close()
    await hedy.close()
  }
})

const SIZES = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
] as const
const PARTS = [
  'users',
  'bans',
  'invites',
  'rolesPage',
  'channels',
  'audit',
  'hostPage',
  'jobs',
  'backups',
  'recordings',
] as const

test('every part fits, is open to everybody, and looks as it should', async () => {
  test.setTimeout(400_000)
  const page = await manageFromHome(ada)
  await section(page, 'Backups')
  await page.getByRole('button', { name: 'Make a backup' }).click()
  await expect(row(page, 'By hand')).toBeVisible()
  const complaints = complaintsOf(page)
  for (const language of ['en', 'fr'] as const) {
    if (language === 'fr') await speakFrench(page)
    for (const [at, part] of PARTS.entries()) {
      await page.getByRole('navigation').getByRole('button').nth(at).click()
      await expect(page.locator('section[aria-label] .wait')).toHaveCount(0)
      await expect(page.getByRole('grid').or(page.locator('main form fieldset').first())).toBeVisible()
      for (const scheme of schemesOf(language)) {
        await page.emulateMedia({ colorScheme: scheme })
        for (const size of SIZES) {
          await page.setViewportSize(size)
          await shot(page, `admin-${part}-${scheme}-${String(size.width)}-${language}`)
          await expectFits(page)
          const main = page.locator('main')
          // Tables find their widths with their first rows.
          await expect.poll(() => main.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
        }
        await expectAccessible(page)
      }
    }
  }
  expect(complaints).toEqual([])
})

/** English in light and French in dark; both in both with PALABRE_LONG. */
function schemesOf(language: 'en' | 'fr'): readonly ('light' | 'dark')[] {
  if (process.env['PALABRE_LONG'] !== undefined) return ['light', 'dark']
  return language === 'en' ? ['light'] : ['dark']
}

/** Chooses the language as a person does, in the settings that lie over the page. */
async function speakFrench(page: Page): Promise<void> {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: en.settings.sections.language, exact: true }).click()
  await page.getByRole('radio', { name: en.settings.languages.fr }).click()
  await expect(page.getByRole('tab', { name: fr.settings.sections.language, exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}
