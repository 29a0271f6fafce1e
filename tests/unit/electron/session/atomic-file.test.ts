import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFileAtomically } from '../../../../electron/session/atomic-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palabre-atomic-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

describe('a file written atomically', () => {
  it('is there whole, for its owner only, and nothing beside it', async () => {
    const file = join(folder, 'deep', 'a.json')
    await writeFileAtomically(file, 'old')
    await writeFileAtomically(file, 'new')
    expect(await readFile(file, 'utf8')).toBe('new')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'deep'))).toEqual(['a.json'])
  })

  it('is refused by name where a file stands in the place of its folder', async () => {
    const inTheWay = join(folder, 'file')
    await writeFile(inTheWay, '')
    const file = join(inTheWay, 'a.json')
    await expect(writeFileAtomically(file, '')).rejects.toMatchObject({
      code: 'data-unwritable',
      detail: file,
    })
  })

  it('leaves no draft where it cannot take its place', async () => {
    const file = join(folder, 'a.json')
    await mkdir(file)
    await expect(writeFileAtomically(file, '')).rejects.toMatchObject({ code: 'data-unwritable' })
    expect(await readdir(folder)).toEqual(['a.json'])
  })
})
