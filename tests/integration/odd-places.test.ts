import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { levelDb, readWav, writeWav } from '../support/audio-measure.ts'
import { runCli } from '../support/run-cli.ts'
import { spawnHost } from '../support/running-host.ts'
import { TalkProcess } from '../support/running-talk.ts'
import { speech } from '../support/speech.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A comma in numbers, letters whose small and large forms are others, and another calendar's names. */
const LOCALES = ['tr_TR.UTF-8', 'de_DE.UTF-8', 'ar_EG.UTF-8']
const HEARD_DB = -50

let place: Awaited<ReturnType<typeof temporaryFolder>>
const closers: (() => unknown)[] = []
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const close of closers.splice(0).reverse()) await close()
  await place.remove()
})

it.each(LOCALES)(
  'a call works with %s, names of every script, and a folder with spaces and emoji',
  async (locale) => {
    const folder = join(place.folder, 'Données de İpek 🎧 здесь')
    mkdirSync(folder)
    const file = (name: string) => join(folder, name)
    writeWav(file('söylenen söz.wav'), speech(1))
    // Of the host and the guests, which are children of this process.
    for (const name of ['LANG', 'LC_ALL']) vi.stubEnv(name, locale)
    const words = [
      '--data',
      file('ev sahibi 主'),
      '--name',
      'İstanbul’da 家',
      '--bind',
      '127.0.0.1',
      '--port',
      '0',
    ]
    const host = await spawnHost(...words, '--no-discovery')
    closers.push(() => host.end('SIGKILL'))
    const { invite } = host.ready
    const talk = (...more: string[]) => {
      const guest = new TalkProcess(invite, more)
      closers.push(() => guest.end('SIGKILL'))
      return guest
    }
    const listener = talk(
      '--name',
      'ııİi 🦊',
      '--input',
      'silence',
      '--output',
      `wav:${file('duyulan ses.wav')}`,
    )
    await listener.ready()
    const speaker = talk(
      '--name',
      'Владимир',
      '--input',
      `wav:${file('söylenen söz.wav')}`,
      '--no-dsp',
      '--output',
      'null',
    )
    await speaker.until(({ event }) => event === 'inputEnded', 30_000)
    expect(await speaker.end()).toBe(0)
    expect(await listener.end()).toBe(0)
    expect(levelDb(readWav(file('duyulan ses.wav')).samples)).toBeGreaterThan(HEARD_DB)
    const names = listener.lines.flatMap(({ members = [] }) => members).map(({ nickname }) => nickname)
    expect(new Set(names)).toEqual(new Set(['ııİi 🦊', 'Владимир']))
    const shown = await runCli(['token', 'list', '--data', file('ev sahibi 主'), '--json'])
    expect(JSON.parse(shown.stdout)).toEqual({ items: [] })
  },
)
