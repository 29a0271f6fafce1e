import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLogger } from '../../../../../electron/base/logger.ts'
import { WINDOW_CONFIG } from '../../../../../electron/main/config.ts'
import { PlaceFile } from '../../../../../electron/main/windows/place-file.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const PLACE = { x: 10, y: 20, width: 900, height: 640, maximized: false }

let place: Awaited<ReturnType<typeof temporaryFolder>>
let file: string
let clock: FakeClock

beforeEach(async () => {
  place = await temporaryFolder()
  file = join(place.folder, 'windows.json')
  clock = new FakeClock()
})

afterEach(() => place.remove())

const open = () => PlaceFile.open({ file, clock, logger: silentLogger })

it('writes once a window stands still, and is read again', async () => {
  const places = await open()
  places.set('main', { ...PLACE, x: 1 })
  clock.advance(WINDOW_CONFIG.restMs - 1)
  places.set('main', PLACE)
  clock.advance(WINDOW_CONFIG.restMs - 1)
  await expect(readFile(file)).rejects.toThrow()
  clock.advance(1)
  await places.close()
  expect((await open()).get('main')).toEqual(PLACE)
})

it('writes at the end what is not written yet', async () => {
  const places = await open()
  places.set('mini', PLACE)
  await places.close()
  expect((await open()).get('mini')).toEqual(PLACE)
  expect((await open()).get('main')).toBeUndefined()
})

it.each(['', 'null', '[]', '{"main":{"width":-1,"height":1}}'])(
  'begins anew with the file %j',
  async (text) => {
    await writeFile(file, text)
    expect((await open()).get('main')).toBeUndefined()
  },
)

it('goes on where nothing can be written', async () => {
  const places = await PlaceFile.open({
    file: join('/dev/null', 'windows.json'),
    clock,
    logger: silentLogger,
  })
  places.set('main', PLACE)
  await places.close()
  expect(places.get('main')).toEqual(PLACE)
})
