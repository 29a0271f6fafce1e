import { expect, it } from 'vitest'
import { openHostKeys } from '../../../../electron/cli/host-keys.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

it('are of a host: a folder in which none ever was has no keys', async () => {
  const { folder, remove } = await temporaryFolder()
  const options = { bind: '127.0.0.1', port: 0, owners: [] }
  await expect(openHostKeys(folder, options)).rejects.toMatchObject({ code: 'host-stopped', detail: folder })
  await remove()
})
