import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { speech, writeWav } from '../support/audio-measure.ts'
import { spawnHost } from '../support/running-host.ts'
import { spawnTalk, type TalkLine, type TalkProcess } from '../support/running-talk.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let folder = ''
let remove: () => Promise<void>
const closers: (() => unknown)[] = []
beforeEach(async () => {
  ;({ folder, remove } = await temporaryFolder())
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  await remove()
})

async function talk(...args: string[]): Promise<TalkProcess> {
  const host = await spawnHost('--data', join(folder, 'host'), '--bind', '127.0.0.1', '--no-discovery')
  closers.push(() => host.end('SIGKILL'))
  const running = spawnTalk(host.ready.invite, '--output', 'null', ...args)
  closers.push(() => running.end('SIGKILL'))
  await running.ready()
  return running
}

/** The next statistics that fit. */
function stats(running: TalkProcess, fits: (line: TalkLine) => boolean): Promise<TalkLine> {
  return running.until((line) => line.event === 'stats' && fits(line), 15_000, running.lines.length)
}

test('a program presses the key, lets it go, and chooses another mode', { timeout: 60_000 }, async () => {
  const bot = await talk('--input', 'tone:440', '--mode', 'ptt')
  expect((await stats(bot, () => true)).framesSent).toBe(0)
  bot.say({ talk: true })
  await stats(bot, ({ framesSent = 0 }) => framesSent > 50)
  bot.say({ talk: false })
  await stats(bot, () => true)
  const { framesSent: held = NaN } = await stats(bot, () => true)
  expect((await stats(bot, () => true)).framesSent).toBe(held)
  bot.say({ talk: 'loud' })
  await expect.poll(() => bot.errors).toContain('not understood: {"talk":"loud"}')
  bot.say({ mode: 'continuous' })
  await stats(bot, ({ framesSent = 0 }) => framesSent > held + 50)
  expect(await bot.end()).toBe(0)
})

test('every step that is on tells its cost and its delay', { timeout: 60_000 }, async () => {
  const file = join(folder, 'in.wav')
  writeWav(file, speech(5, 'en'))
  const running = await talk(
    ...['--input', `wav:${file}`, '--loop', '--frame-ms', '10'],
    ...['--processing', 'highPass,echo,suppressor,gain'],
  )
  const { processing = [] } = await stats(running, ({ framesSent = 0 }) => framesSent > 150)
  expect(processing.map(({ stage, on, delayMs }) => [stage, on, delayMs])).toEqual([
    ['highPass', true, 0],
    ['echo', true, 2.5],
    ['suppressor', true, 10],
    ['gain', true, 0],
  ])
  for (const { stage, costUs } of processing) {
    expect(costUs, stage).toBeGreaterThan(0)
    // A frame's own time, on a machine that others use.
    expect(costUs, stage).toBeLessThan(10_000)
  }
  expect(await running.end()).toBe(0)
})
