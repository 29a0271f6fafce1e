import process from 'node:process'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** What every page has to hold. */

/** No finding of axe that keeps somebody out. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
}

/** Nothing may be cut off or need sideways scrolling at the smallest size. */
export async function expectFits(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
}

/** A picture for people to look at; PALABRE_PICTURES=off spares them where nobody will. */
export async function shot(page: Page, name: string, fullPage = false): Promise<void> {
  if (process.env['PALABRE_PICTURES'] === 'off') return
  await page.screenshot({ path: `tests/output/screenshots/${name}.png`, animations: 'disabled', fullPage })
}

/** How a page is looked at. */
export interface Look {
  readonly theme: 'light' | 'dark'
  readonly language: 'en' | 'fr'
  readonly size: { readonly width: number; readonly height: number }
  /** Of its screenshots. */
  readonly name: string
}

const SIZES = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
]
const IS_LONG = process.env['PALABRE_LONG'] !== undefined

/**
 * Both themes, languages and sizes; each pair of two of these once, and with PALABRE_LONG every combination.
 */
export const LOOKS: readonly Look[] = (['light', 'dark'] as const).flatMap((theme, byTheme) =>
  (['en', 'fr'] as const).flatMap((language, byLanguage) =>
    SIZES.filter((_, bySize) => IS_LONG || (byTheme + byLanguage + bySize) % 2 === 0).map((size) => ({
      ...{ theme, language, size },
      name: `${theme}-${language}-${String(size.width)}x${String(size.height)}`,
    })),
  ),
)
