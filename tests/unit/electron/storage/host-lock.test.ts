import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockFolder } from '../../../../electron/storage/host-lock.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let file: string

beforeEach(async () => {
  place = await temporaryFolder()
  file = join(place.folder, 'host.lock')
})
afterEach(() => place.remove())

const busy = expect.objectContaining({
  code: 'data-unwritable',
  detail: expect.stringContaining('another host') as string,
}) as Error

it('belongs to one holder at a time', () => {
  const unlock = lockFolder(file)
  expect(() => lockFolder(file)).toThrow(busy)
  unlock()
  lockFolder(file)()
})

it('is held against other processes, and given back by one that is killed', async () => {
  const child = fork(join(import.meta.dirname, '../../../support/hold-lock.ts'), [file])
  const exited = once(child, 'exit')
  await once(child, 'message')
  expect(() => lockFolder(file)).toThrow(busy)
  child.kill('SIGKILL')
  await exited
  lockFolder(file)()
})
