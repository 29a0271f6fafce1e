import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { receiveFile } from '../../../../electron/host/receive-file.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let file: string
beforeEach(async () => {
  place = await temporaryFolder()
  file = join(place.folder, 'x')
})
afterEach(() => place.remove())

const pieces = (...lengths: number[]): Readable =>
  Readable.from(lengths.map((length) => Buffer.alloc(length)))

it('writes what comes, up to the limit', async () => {
  await receiveFile(pieces(3, 4, 3), file, 10)
  expect(readFileSync(file).length).toBe(10)
})

it('leaves nothing of what is too large, cut off, or cannot be written', async () => {
  await expect(receiveFile(pieces(3, 4, 4), file, 10)).rejects.toMatchObject({ code: 'message-too-large' })
  const cut = pieces(3, 4)
  cut.once('data', () => cut.destroy())
  await expect(receiveFile(cut, file, 10)).rejects.toMatchObject({ code: 'backup-invalid' })
  expect(existsSync(file)).toBe(false)
  const nowhere = join(place.folder, 'none', 'x')
  await expect(receiveFile(pieces(1), nowhere, 10)).rejects.toMatchObject({ code: 'data-unwritable' })
})
