import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../electron/base/logger.ts'
import { DEFAULT_SETTINGS, type AppSettings } from '../../../../electron/contract/services.ts'
import { openSettings } from '../../../../electron/main/settings.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palabre-settings-'))
  file = join(folder, 'deeper', 'settings.json')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const open = () => openSettings(file, silentLogger)

const RECENT = { fingerprint: 'A'.repeat(43), name: 'Ada’s place', invite: 'palabre://h/?k=&t=', lastMs: 1 }

describe('settings', () => {
  it('begins with the defaults and keeps what is saved', async () => {
    const first = await open()
    expect(first.get()).toEqual(DEFAULT_SETTINGS)
    await first.save({ nickname: 'Ada', theme: 'dark' })
    expect((await open()).get()).toEqual({ ...DEFAULT_SETTINGS, nickname: 'Ada', theme: 'dark' })
    expect(await readdir(join(folder, 'deeper'))).toEqual(['settings.json'])
  })

  it('asks nobody for first steps who has a name from before there were some', async () => {
    await (await open()).save({ nickname: 'Ada' })
    const older = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
    delete older['welcomed']
    await writeFile(file, JSON.stringify(older))
    expect((await open()).get().welcomed).toBe(true)
    await writeFile(file, JSON.stringify({ ...older, nickname: '' }))
    expect((await open()).get().welcomed).toBe(false)
  })

  it('keeps what was chosen of voice, keys and appearance', async () => {
    const chosen: Partial<AppSettings> = {
      ...{ gateOpenDb: -42, hangMs: 500, releaseMs: 0, processing: { echo: false } },
      ...({ profile: 'lan' } as const),
      ...({ downlink: 'mix', talkKeyStyle: 'doubleTap', contrast: 'more', motion: 'less' } as const),
      textSize: 'large',
      ...{ announceHost: false, lanGuests: false, keepVoiceOut: true, welcomed: true },
    }
    await (await open()).save(chosen)
    expect((await open()).get()).toEqual({ ...DEFAULT_SETTINGS, ...chosen })
  })

  it.each([
    { gateOpenDb: -81 },
    { gateOpenDb: -42.5 },
    { hangMs: 2_001 },
    { releaseMs: -1 },
    { processing: { echo: 'off' } },
    { processing: { reverb: true } },
    { processing: [] },
    { profile: 'moon' },
    { downlink: 'up' },
    { talkKeyStyle: 'shout' },
    { contrast: 'less' },
    { textSize: 'huge' },
    { keepVoiceOut: 'yes' },
  ])('refuses %j', async (change) => {
    const settings = await open()
    await expect(settings.save(change as object)).rejects.toMatchObject({ code: 'message-malformed' })
    expect(settings.get()).toEqual(DEFAULT_SETTINGS)
  })

  it('keeps lists whole', async () => {
    const lists = { recentHosts: [RECENT], linkHosts: ['example.org'] }
    await (await open()).save(lists)
    expect((await open()).get()).toEqual({ ...DEFAULT_SETTINGS, ...lists })
  })

  it('keeps the last of many changes made at once', async () => {
    const settings = await open()
    await Promise.all(['a', 'b', 'c', 'd'].map((nickname) => settings.save({ nickname })))
    expect((await open()).get().nickname).toBe('d')
  })

  it('repairs an impossible field alone', async () => {
    await (await open()).save({ nickname: 'Ada' })
    const stored = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
    await writeFile(file, JSON.stringify({ ...stored, port: 'many', theme: 'pink', extra: 1 }))
    expect((await open()).get()).toEqual({ ...DEFAULT_SETTINGS, nickname: 'Ada' })
  })

  it.each([
    ['damaged', '{"version":1,'],
    ['damaged', '[1]'],
    ['newer', '{"version":2,"nickname":"Ada"}'],
  ])('puts a %s file aside and goes on', async (why, text) => {
    await (await open()).save({})
    await writeFile(file, text)
    expect((await open()).get()).toEqual(DEFAULT_SETTINGS)
    expect(await readFile(`${file}.${why}`, 'utf8')).toBe(text)
  })

  it.each([
    { port: 70_000 },
    { theme: 'pink' },
    { version: 2 },
    { unknown: 1 },
    { nickname: 'x'.repeat(65) },
    { talkMode: 'shouting' },
    { recentHosts: [{ ...RECENT, fingerprint: 'short' }] },
    { recentHosts: Array.from({ length: 9 }, () => RECENT) },
    { recentHosts: [null] },
    { linkHosts: ['x'.repeat(254)] },
    { linkHosts: 'example.org' },
    { shortcuts: { talk: 'F5' } },
    { startAtLogin: 1 },
  ])('refuses the change %j', async (change) => {
    const settings = await open()
    await expect(settings.save(change as never)).rejects.toMatchObject({ code: 'message-malformed' })
    expect(settings.get()).toEqual(DEFAULT_SETTINGS)
  })

  it('says so where the folder cannot be written', async () => {
    await writeFile(join(folder, 'deeper'), 'a file where a folder should be')
    await expect(open()).rejects.toMatchObject({ code: 'data-unwritable' })
  })
})
