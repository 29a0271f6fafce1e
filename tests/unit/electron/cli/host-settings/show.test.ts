import { expect, it } from 'vitest'
import { SETTING_KEYS } from '../../../../../electron/cli/host-settings/catalogue.ts'
import { nearest } from '../../../../../electron/cli/host-settings/nearest.ts'
import { readHostSettings } from '../../../../../electron/cli/host-settings/read.ts'
import { settingsHelp, settingsTable, shownSettings } from '../../../../../electron/cli/host-settings/show.ts'

const read = (...args: string[]) =>
  readHostSettings({ args, env: {}, flags: {}, platform: 'linux', home: '/nowhere', cwd: '/nowhere' })

it('shows each setting once, with what it is and where it comes from', () => {
  const shown = shownSettings(read('--port', '7000', '--name', 'Den'), {})
  expect(shown.map(({ key }) => key)).toEqual(SETTING_KEYS)
  expect(shown).toContainEqual({ key: 'port', value: 7000, origin: '--port' })
  expect(shown).toContainEqual({ key: 'owners', value: [], origin: 'default' })
  const table = settingsTable(shown, '/etc/h.toml').split('\n')
  expect(table[0]).toBe('Configuration file: /etc/h.toml')
  expect(table).toHaveLength(SETTING_KEYS.length + 3)
  expect(table.find((line) => line.startsWith('port '))).toMatch(/^port +7000 +--port$/)
  expect(table.find((line) => line.startsWith('bind '))).toMatch(/^bind +\(all\) +default$/)
})

it('shows what a host kept from before, where nobody said otherwise', () => {
  const kept = { name: 'Old', port: '5000' }
  const shown = shownSettings(read('--name', 'New'), kept)
  expect(shown).toContainEqual({ key: 'name', value: 'New', origin: '--name' })
  expect(shown).toContainEqual({ key: 'port', value: '5000', origin: 'kept from before' })
})

it('helps with every setting', () => {
  const help = settingsHelp()
  for (const key of SETTING_KEYS) expect(help).toMatch(new RegExp(`--(?:no-)?${key.replaceAll('_', '-')}\\b`))
  expect(help.split('\n').every((line) => line.length <= 120)).toBe(true)
})

it('finds what somebody meant', () => {
  expect(nearest('prot', ['name', 'port', 'bind'])).toBe('port')
  expect(nearest('max_member', ['max_members', 'name'])).toBe('max_members')
  expect(nearest('zzzzzz', ['name', 'port'])).toBeUndefined()
})
