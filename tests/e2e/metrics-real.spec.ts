import { readdirSync, readFileSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test, type Page } from '@playwright/test'
import { parseInvite } from '../../electron/contract/invite.ts'
import { DATABASE_FILE, OWNER_TOKEN_FILE } from '../../electron/storage/store.ts'
import { requirePart } from '../support/requirement.ts'
import { startProgram } from '../support/program.ts'
import { SHELL, startPerson, type Person } from './real-shell.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

const chart = (page: Page, id: string) => page.locator(`[data-chart="${id}"]`)
const openMetrics = (page: Page) => page.getByRole('button', { name: 'Metrics' }).click()
const value = (page: Page, id: string, at: number) =>
  chart(page, id)
    .locator('.legend .value')
    .nth(at)
    .textContent()
    .then((text) => Number.parseFloat((text ?? '').replace(',', '')))

async function host(person: Person): Promise<string> {
  const { page } = person
  await page.getByRole('button', { name: 'Host' }).click()
  // How soon a host starts is not the question here, on a machine that may be busy.
  await expect(page.getByRole('button', { name: 'Leave' })).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Invite' }).click()
  await page.getByRole('button', { name: 'Copy link' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const invite = await person.clipboard()
  await page.keyboard.press('Escape')
  return invite
}

/** What lies in a data folder and is nobody else's business. */
function secretsIn(folder: string): string[] {
  const database = new Database(join(folder, 'host', DATABASE_FILE), { readonly: true })
  try {
    const valueOf = database.prepare<[string], string>('SELECT value FROM state WHERE key = ?').pluck()
    const pem = (valueOf.get('privateKey') ?? '').split('\n')
    const key = pem.filter((line) => line !== '' && !line.startsWith('-'))
    const owner = readFileSync(join(folder, 'host', OWNER_TOKEN_FILE), 'utf8').trim()
    return [...key, owner, valueOf.get('lobbyToken') ?? '', ...longWords(folder)]
  } finally {
    database.close()
  }
}

/** Everything in small files that could be a key. */
function longWords(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && statSync(path).size < 10_000)
    .flatMap((path) => readFileSync(path, 'utf8').match(/[\w-]{40,}/g) ?? [])
}

test('the figures of a real call and its host, seen by both ends, and a bundle without secrets', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const ada = await startPerson(browser, 'Ada')
  const grace = await startPerson(browser, 'Grace')
  try {
    const invite = await host(ada)
    await grace.page.getByRole('textbox', { name: 'Join by invite' }).fill(invite)
    await grace.page.getByRole('button', { name: 'Join' }).click()
    await expect(grace.page.getByText('Voice over UDP')).toBeVisible()
    const words = ['--input', 'tone:440', '--output', 'null', '--seconds', '60', '--json']
    const tone = await startProgram(['talk', invite, '--name', 'Tone', ...words])
    const lit = grace.page.locator('[data-member="Tone"][data-speaking="true"]')
    await expect(lit).toBeVisible()

    await test.step('a guest sees how the voices arrive', async () => {
      await openMetrics(grace.page)
      await expect(chart(grace.page, 'jitter').getByText('Tone')).toBeVisible()
      await expect.poll(() => value(grace.page, 'bitrate', 1), { timeout: 15_000 }).toBeGreaterThan(5)
      // A frame of 10 or 20 ms is part of every way; what it is in sum depends on the machine.
      await grace.page.getByRole('combobox', { name: 'Voice' }).click()
      await grace.page.getByRole('option', { name: 'My own part' }).click()
      await expect.poll(() => value(grace.page, 'delay', 1)).toBeGreaterThanOrEqual(10)
      await expect(grace.page.getByRole('tab', { name: 'My host' })).toHaveCount(0)
      await grace.page.screenshot({ path: 'tests/output/screenshots/real-metrics-guest.png' })
    })

    await test.step('the host sees its traffic, its load and its members', async () => {
      await openMetrics(ada.page)
      await ada.page.getByRole('tab', { name: 'My host' }).click()
      for (const [id, at] of [
        ...[['packets', 0] as const, ['packets', 1] as const, ['bytes', 1] as const],
        ...[['memory', 0] as const, ['present', 0] as const],
      ]) {
        await expect.poll(() => value(ada.page, id, at), { timeout: 15_000 }).toBeGreaterThan(1)
      }
      const table = ada.page.getByRole('table', { name: 'How members are heard' })
      const row = table.getByRole('row').filter({ hasText: 'Tone' })
      await expect(row).toContainText('Lobby')
      await expect(row).toContainText('UDP')
      await expect(row).toContainText(/\d\sms/, { timeout: 15_000 })
      await ada.page.screenshot({ path: 'tests/output/screenshots/real-metrics-host.png' })
    })

    await test.step('the diagnostic file tells of all that, and no secret', async () => {
      // What the page of a stand-in fetches is kept by the process that runs its browser.
      if (SHELL === 'stand-in') return
      const saved = ada.page.waitForEvent('download')
      await ada.page.getByRole('button', { name: 'Diagnostic file' }).click()
      const text = await readFile(await (await saved).path(), 'utf8')
      expect(JSON.parse(text)).toMatchObject({
        ...{
          format: 'palabre-diagnostics',
          app: { shell: SHELL === 'browser' ? 'browser' : 'electron' },
          restarts: { host: 0, voice: 0 },
        },
        ...{ session: { state: 'ready', path: 'udp' }, host: { state: 'running' } },
        figures: { members: expect.arrayContaining([expect.objectContaining({ path: 'udp' })]) as unknown },
      })
      const secrets = [
        ...secretsIn(ada.folder),
        parseInvite(invite).token ?? '',
        parseInvite(invite).fingerprint,
      ]
      expect(secrets.length).toBeGreaterThan(5)
      expect(secrets.filter((secret) => secret === '' || text.includes(secret))).toEqual([])
      for (const name of ['Ada', 'Grace', 'palabre://']) expect(text).not.toContain(name)
    })

    await test.step('a call that ends leads home', async () => {
      await tone.end()
      await ada.page.getByRole('button', { name: 'Back to the call' }).click()
      await ada.page.getByRole('button', { name: 'Leave' }).click()
      await expect(ada.page.getByText('You are hosting')).toBeVisible()
      await ada.page.getByRole('button', { name: 'Metrics' }).click()
      await expect(ada.page.getByRole('tab', { name: 'My host' })).toHaveAttribute('aria-selected', 'true')
    })
  } finally {
    await Promise.all([grace.close(), ada.close()])
  }
})
