import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { trayMenu, trayTip, type TrayActs } from '../../../../../electron/main/call/tray-menu.ts'
import { appMenu } from '../../../../../electron/main/windows/app-menu.ts'
import { EN_WORDS } from '../../../../../electron/main/words/en.ts'
import { FR_WORDS } from '../../../../../electron/main/words/fr.ts'
import { wordsFor } from '../../../../../electron/main/words/words.ts'
import { fakeMember, fakeRoom } from '../../../../support/fake-services.ts'

const done: string[] = []
const act = (name: string) => () => void done.push(name)
const ACTS: TrayActs = {
  show: act('show'),
  showMini: act('showMini'),
  toggleMute: act('toggleMute'),
  toggleDeafen: act('toggleDeafen'),
  leave: act('leave'),
  quit: act('quit'),
}
const NO_CALL = { muted: false, deafened: false }
const CALL = { ...NO_CALL, room: fakeRoom([fakeMember(1, 'Ada')]) }

function labels(entries: readonly MenuItemConstructorOptions[]): string[] {
  return entries
    .filter(({ type }) => type !== 'separator')
    .flatMap(({ label = '', submenu }) => [label, ...(Array.isArray(submenu) ? labels(submenu) : [])])
}

const entry = (entries: readonly MenuItemConstructorOptions[], id: string) =>
  entries.find((one) => one.id === id)

describe('the tray', () => {
  it('mutes and leaves only where there is a call', () => {
    const idle = trayMenu(NO_CALL, EN_WORDS, ACTS)
    expect(['mute', 'deafen', 'mini', 'leave'].map((id) => entry(idle, id)?.enabled)).toEqual(
      Array(4).fill(false),
    )
    const busy = trayMenu(CALL, EN_WORDS, ACTS)
    expect(entry(busy, 'leave')?.enabled).toBe(true)
    for (const { click } of busy) (click as (() => void) | undefined)?.()
    expect(done).toEqual(['show', 'toggleMute', 'toggleDeafen', 'showMini', 'leave', 'quit'])
  })

  it('says what a press would do, and where one is', () => {
    const muted = trayMenu({ ...CALL, muted: true, deafened: true }, EN_WORDS, ACTS)
    expect(entry(muted, 'mute')?.label).toBe('Unmute')
    expect(entry(muted, 'deafen')?.label).toBe('Undeafen')
    expect(trayTip(CALL, EN_WORDS)).toBe('Palabre – Ada’s place')
    expect(trayTip(NO_CALL, EN_WORDS)).toBe('Palabre')
  })
})

describe.each(['darwin', 'win32', 'linux'])('the menu of the app on %s', (platform) => {
  it.each([
    ['English', EN_WORDS],
    ['French', FR_WORDS],
  ])('has a label in %s for each entry', (_language, words) => {
    const menu = appMenu(platform, CALL, words, ACTS)
    expect(labels(menu)).not.toContain('')
    expect(labels(menu)).toContain(words.quit)
    expect(labels(menu)).toContain(words.paste)
  })

  it('has its own menu first where the system wants one', () => {
    expect(appMenu(platform, CALL, EN_WORDS, ACTS)[0]?.label).toBe(platform === 'darwin' ? 'Palabre' : 'File')
  })
})

describe('words', () => {
  it('are those chosen, else the first of the system that are there', () => {
    expect(wordsFor('fr', ['en'])).toBe(FR_WORDS)
    expect(wordsFor('system', ['de-DE', 'fr-CA', 'en'])).toBe(FR_WORDS)
    expect(wordsFor('system', ['en-GB', 'fr'])).toBe(EN_WORDS)
    expect(wordsFor('system', ['de'])).toBe(EN_WORDS)
  })

  it('are in French where they are not names', () => {
    const same = Object.entries(EN_WORDS).filter(
      ([key, word]) => FR_WORDS[key as keyof typeof FR_WORDS] === word,
    )
    expect(same.map(([key]) => key).sort()).toEqual(['idle', 'services'])
  })
})
