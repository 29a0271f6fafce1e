import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { autostartFile, setAutostart } from '../../../../../electron/main/start/login-entry.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

it('knows where a desktop looks', () => {
  expect(autostartFile('/home/ada', {})).toBe('/home/ada/.config/autostart/palabre.desktop')
  expect(autostartFile('/home/ada', { XDG_CONFIG_HOME: '/conf' })).toBe('/conf/autostart/palabre.desktop')
})

it('writes an entry and takes it away again', async () => {
  const { folder, remove } = await temporaryFolder()
  try {
    const file = join(folder, 'autostart', 'palabre.desktop')
    await setAutostart(file, '/home/ada/My "Apps"/100% Palabre$.AppImage', true)
    const text = await readFile(file, 'utf8')
    expect(text).toContain('[Desktop Entry]\nType=Application\n')
    expect(text).toContain('Exec="/home/ada/My \\\\"Apps\\\\"/100%% Palabre\\\\$.AppImage" --hidden\n')
    await setAutostart(file, '', false)
    await setAutostart(file, '', false)
    await expect(stat(file)).rejects.toThrow()
  } finally {
    await remove()
  }
})
