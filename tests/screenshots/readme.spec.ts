import { expect, test, type Page } from '@playwright/test'
import { fakeMessage } from '../support/fake-community.ts'
import { fakeLanHost } from '../support/fake-services.ts'
import { openBehind, ROOM, statsAt, talkAWhile } from '../e2e/metrics-scene.ts'

/** What somebody sees of the app before they have it: each page in both themes. */
const FOLDER = 'resources/screenshots'
const TALK = [
  ['Grace Hopper', 'Does anybody have the measurements of last week?'],
  ['Tomoko', 'They are at https://example.org/measurements (all of them).'],
  ['Ada', 'Thank you! I will look at them tonight.'],
] as const
const RECENT = ['The old workshop', 'Chez Émile'].map((name, at) => ({
  ...{ name, fingerprint: 'AB'.charAt(at).repeat(43), lastMs: Date.now() - (at + 1) * 90_000_000 },
  invite: `palabre://192.168.1.${String(at)}/?k=${'AB'.charAt(at).repeat(43)}&t=t`,
}))

const picture = (page: Page, name: string) =>
  page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' })

for (const theme of ['light', 'dark'] as const) {
  test(theme, async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 800 })
    const shell = await openBehind(page, { theme, recentHosts: RECENT })
    shell.voice.answering.set(RECENT[0]?.invite ?? '', 'The old workshop')
    shell.voice.see([fakeLanHost('The big table')])
    await expect(page.getByText('The big table')).toBeVisible()
    await picture(page, `home-${theme}`)

    shell.voice.community.messages = TALK.map(([author, text], at) =>
      fakeMessage(at + 1, author, text, { authorId: idOf(author) }),
    )
    await talkAWhile(page, shell)
    const speakers = [{ sourceId: 4, levelDb: -20, speaking: true }]
    await expect(async () => {
      shell.tellVoice.onLevels({ captureDb: -24, sending: false, speakers })
      await expect(page.locator('[data-member="Tomoko"][data-speaking="true"]')).toBeVisible({ timeout: 250 })
    }).toPass()
    await picture(page, `call-${theme}`)

    await page.getByRole('button', { name: 'Metrics' }).click()
    await expect(page.locator('[data-chart="delay"] canvas').first()).toBeVisible()
    shell.tellVoice.onStats(statsAt(281))
    await page.clock.fastForward(1_000)
    await picture(page, `metrics-${theme}`)

    await page.getByRole('button', { name: 'Back to the call' }).click()
    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    shell.tellVoice.onStats(statsAt(282))
    await expect(page.getByText('Measuring…')).toHaveCount(0)
    await picture(page, `settings-${theme}`)
    await shell.close()
  })
}

function idOf(nickname: string): number {
  return ROOM.members.find((one) => one.nickname === nickname)?.userId ?? 0
}
