import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { resolveConfig } from 'electron-vite'
import { createServer, type ViteDevServer } from 'vite'
import { rendererDir } from '../../electron/cli/shell/renderer-files.ts'
import { requirePart } from '../support/requirement.ts'
import { complaintsOf } from './fake-shell.ts'
import { expectAccessible, expectFits, shot } from './look.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')

/** The page of components, as the development server shows it. */
async function startDevelopment(): Promise<{ url: string; server: ViteDevServer }> {
  const { config } = await resolveConfig({ logLevel: 'error' }, 'serve', 'development')
  const server = await createServer({ ...config?.renderer, logLevel: 'error', server: { port: 0 } })
  await server.listen()
  return { url: `${server.resolvedUrls?.local[0] ?? ''}design`, server }
}

let place: Awaited<ReturnType<typeof startDevelopment>>
test.beforeAll(async () => {
  place = await startDevelopment()
})
test.afterAll(() => place.server.close())

for (const theme of ['light', 'dark'] as const) {
  for (const contrast of ['no-preference', 'more'] as const) {
    test(`every component in every state: ${theme}, contrast ${contrast}`, async ({ page }) => {
      const complaints = complaintsOf(page)
      await page.emulateMedia({ colorScheme: theme, contrast, reducedMotion: 'reduce' })
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.goto(place.url)
      await expect(page.getByRole('heading', { name: 'Design' })).toBeVisible()
      await page.evaluate(() => document.fonts.ready)
      await expectFits(page)
      await expectAccessible(page)
      await shot(page, `design-${theme}-${contrast}`, true)
      await page.getByRole('button', { name: 'Dropdown' }).click()
      await page.getByRole('menuitem', { name: 'Move to' }).press('ArrowRight')
      await expect(page.getByRole('menuitemcheckbox', { name: 'Lobby' })).toBeVisible()
      await expectAccessible(page)
      await shot(page, `design-menu-${theme}-${contrast}`)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await page.getByRole('combobox', { name: 'Device' }).click()
      await expect(page.getByRole('option', { name: 'Built-in audio' })).toBeVisible()
      await shot(page, `design-select-${theme}-${contrast}`)
      expect(complaints).toEqual([])
    })
  }
}

test('the typeface comes with the app, from nowhere else', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(place.url)
  await page.evaluate(() => document.fonts.load('16px "Figtree Variable"'))
  expect(await page.evaluate(() => document.fonts.check('16px "Figtree Variable"'))).toBe(true)
  const origin = new URL(place.url).origin
  expect(asked.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))).toEqual([])
  expect(asked.some((url) => url.endsWith('.woff2'))).toBe(true)
})

/** Most a page may load as scripts and styles, bytes with gzip: a second over 4 Mbit/s. */
const BUNDLE_MOST = 500_000

test('the build for users is small', async () => {
  const folder = join(await rendererDir(), 'assets')
  const names = (await readdir(folder)).filter((name) => /\.(?:js|css)$/.test(name))
  const sizes = await Promise.all(
    names.map(async (name) => gzipSync(await readFile(join(folder, name)), { level: 9 }).length),
  )
  const total = sizes.reduce((sum, size) => sum + size, 0)
  console.log(`renderer: ${(total / 1000).toFixed(1)} kB with gzip, in ${String(names.length)} files`)
  expect(total).toBeGreaterThan(10_000)
  expect(total).toBeLessThan(BUNDLE_MOST)
})

test('the build for users has no such page', async () => {
  const folder = join(await rendererDir(), 'assets')
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(0)
  for (const name of scripts) {
    expect(await readFile(join(folder, name), 'utf8')).not.toContain('Several lines')
  }
})
