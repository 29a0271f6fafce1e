import { join } from 'node:path'
import { expect, it } from 'vitest'
import { initial } from '../../../../../electron/storage/migrations/0001-initial.ts'
import { community } from '../../../../../electron/storage/migrations/0002-community.ts'
import { channelDelivery } from '../../../../../electron/storage/migrations/0003-channel-delivery.ts'
import { openDatabase } from '../../../../../electron/storage/database.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

it('leaves the channels there are as they sound, and refuses what is no configuration', async () => {
  const place = await temporaryFolder()
  const file = join(place.folder, 'host.db')
  openDatabase(file, [initial, community]).close()
  const database = openDatabase(file, [initial, community, channelDelivery])
  const rows = database.prepare('SELECT DISTINCT delivery, top_n FROM channels').all()
  expect(rows).toEqual([{ delivery: 'forward', top_n: 0 }])
  expect(() => database.exec("UPDATE channels SET delivery = 'loud'")).toThrow(/CHECK/)
  expect(() => database.exec('UPDATE channels SET top_n = 65')).toThrow(/CHECK/)
  database.close()
  await place.remove()
})
