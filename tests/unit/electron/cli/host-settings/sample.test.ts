import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SETTING_KEYS, settingOf } from '../../../../../electron/cli/host-settings/catalogue.ts'
import { readHostSettings } from '../../../../../electron/cli/host-settings/read.ts'
import { LIMITS } from '../../../../../electron/contract/limits.ts'
import { HOST_CONFIG } from '../../../../../electron/host/config.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const SAMPLE = readFileSync(join(import.meta.dirname, '../../../../../resources/host.toml'), 'utf8')
/** A line of the sample that would set something. */
const SETTING = /^# ([a-z_]+) = (.*)$/gm

it('names every setting once, each commented out', () => {
  expect([...SAMPLE.matchAll(SETTING)].map(([, key]) => key).sort()).toEqual([...SETTING_KEYS].sort())
  expect(SAMPLE.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
})

it('would be understood, and says what is usual', async () => {
  const place = await temporaryFolder()
  try {
    const file = join(place.folder, 'all.toml')
    writeFileSync(file, SAMPLE.replaceAll(SETTING, '$1 = $2'))
    const sources = { env: {}, flags: {}, platform: 'linux', home: place.folder, cwd: place.folder }
    const { settings } = readHostSettings({ ...sources, args: ['--config', file] })
    for (const key of SETTING_KEYS) {
      const { usual } = settingOf(key)
      if (usual !== undefined) expect([key, settings[key]]).toEqual([key, usual])
    }
  } finally {
    await place.remove()
  }
})

it('names the bounds that hold', () => {
  expect(SAMPLE).toContain(`Members at the same time, 1 to ${String(LIMITS.members)}.`)
  expect(SAMPLE).toContain(`belong to no member, 1 to ${String(HOST_CONFIG.sockets)}.`)
})
