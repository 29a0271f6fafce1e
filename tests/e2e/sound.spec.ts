import type { ChildProcess } from 'node:child_process'
import { expect, test, type Page } from '@playwright/test'
import { pulseRoute, startPulse, type PulseServer } from '../support/pulse.ts'
import { SinkEar } from '../support/pulse-tape.ts'
import { requirePart } from '../support/requirement.ts'
import { startPerson, type Person } from './real-shell.ts'
import { playTone } from './room-tone.ts'

test.skip(requirePart('chromium'), 'chromium is not installed')
test.skip(requirePart('pulseaudio'), 'pulseaudio is not installed')

/** Real services and a real engine; the microphone hears the sink `room`, and what is played goes to `ears`. */
let pulse: PulseServer
let ear: SinkEar
let ada: Person
let tone: ChildProcess | undefined

test.beforeEach(async () => {
  pulse = await startPulse(['room', 'ears'])
  ear = new SinkEar(pulse, 'ears')
})

test.afterEach(async () => {
  tone?.kill()
  await ada.close()
  await ear.close()
  await pulse.close()
})

const route = () => ({ ...pulse.env, ...pulseRoute({ sink: 'ears', monitorOf: 'room' }) })
const meterOf = (page: Page) =>
  expect.poll(async () => Number(await page.getByRole('meter').first().getAttribute('aria-valuenow')), {
    timeout: 15_000,
  })

test('a first run: a name, a voice that is heard back, and a threshold for it; never again', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  ada = await startPerson(browser, 'Ada', route(), true)
  const { page } = ada
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada')
  await page.getByRole('button', { name: 'Next' }).click()

  await test.step('the level is live without a call, and three seconds come back', async () => {
    await expect(page.getByRole('heading', { name: 'Can you hear and be heard?' })).toBeVisible()
    await meterOf(page).toBeLessThan(-55)
    tone = playTone(pulse, 'room')
    await meterOf(page).toBeGreaterThan(-40)
    await page.getByRole('button', { name: 'Try your voice' }).click()
    await expect(page.getByText('Say something…')).toBeVisible()
    await expect(page.getByText('This is how others hear you…')).toBeVisible({ timeout: 15_000 })
    await ear.hears(-30)
    await expect(page.getByText('That is how others hear you.')).toBeVisible({ timeout: 15_000 })
    tone.kill()
  })

  await test.step('room and voice are measured, and the threshold lies between', async () => {
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('radio', { name: 'Only speech' }).click()
    await page.getByRole('button', { name: 'Measure' }).click()
    await expect(page.getByText('Now speak as you always do…')).toBeVisible({ timeout: 15_000 })
    tone = playTone(pulse, 'room')
    await expect(page.getByText('lie well apart')).toBeVisible({ timeout: 15_000 })
    await expect(page.getByText('You are heard')).toBeVisible()
    tone.kill()
    await expect(page.getByText('Silent', { exact: true })).toBeVisible()
  })

  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('button', { name: 'Host' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveValue('Ada')
  // Nobody looks at the level any more: the devices are let go.
  await expect.poll(async () => (await pulse.streams()).capture, { timeout: 15_000 }).toBe(1)
})

test('the settings of sound: a tone, oneself, one’s delay, what processing costs', async ({ browser }) => {
  test.setTimeout(120_000)
  ada = await startPerson(browser, 'Ada', route())
  const { page } = ada
  await page.keyboard.press('Control+,')
  await expect(page.getByRole('heading', { name: 'Your delay' })).toBeVisible()

  await test.step('two notes reach the headphones', async () => {
    await page.getByRole('button', { name: 'Play a tone' }).click()
    await ear.hears(-30)
  })

  await test.step('the delay of the own devices is told', async () => {
    await expect(page.getByText('All together')).toBeVisible({ timeout: 15_000 })
  })

  await test.step('one hears oneself', async () => {
    tone = playTone(pulse, 'room')
    await page.getByRole('switch', { name: 'Directly' }).click()
    await ear.hears(-30)
    await page.getByRole('switch', { name: 'Directly' }).click()
    await expect.poll(() => ear.levelDb, { timeout: 15_000 }).toBeLessThan(-60)
  })

  await test.step('a step of processing is switched, and costs nothing any more', async () => {
    await page.getByRole('tab', { name: 'Voice', exact: true }).click()
    const suppressor = page.locator('[data-stage="suppressor"]')
    await expect(suppressor.getByText(/of delay$/)).toBeVisible({ timeout: 15_000 })
    await suppressor.getByRole('switch').click()
    await expect(suppressor.getByText('Off: no work, no delay')).toBeVisible({ timeout: 15_000 })
  })
})
