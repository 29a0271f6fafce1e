import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromBase64Url, verify } from '../../../../electron/base/crypto.ts'
import { systemRandom } from '../../../../electron/base/random.ts'
import { ephemeralIdentity, loadIdentity } from '../../../../electron/session/identity.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palabre-identity-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

describe('identity', () => {
  it('is made at first run, for its owner only, and is the same ever after', async () => {
    const file = join(folder, 'deep', 'identity.json')
    const first = await loadIdentity(file, systemRandom)
    const second = await loadIdentity(file, systemRandom)
    expect(first.damagedCopy).toBeUndefined()
    expect(second.identity.publicKey).toBe(first.identity.publicKey)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'deep'))).toEqual(['identity.json'])
  })

  it('signs what others can check', () => {
    const identity = ephemeralIdentity(systemRandom)
    const message = new TextEncoder().encode('hello')
    expect(verify(identity.sign(message), message, fromBase64Url(identity.publicKey))).toBe(true)
    expect(identity.publicKey).not.toBe(ephemeralIdentity(systemRandom).publicKey)
  })

  it.each([
    ['nothing in it', ''],
    ['half of a file', '{"version":1,"algorithm":"ed25519","se'],
    ['a short seed', '{"version":1,"algorithm":"ed25519","seed":"AAAA"}'],
    ['another version', `{"version":2,"algorithm":"ed25519","seed":"${'A'.repeat(43)}"}`],
    ['no object', 'null'],
  ])('keeps a damaged file (%s) aside before it makes a fresh one', async (_name, content) => {
    const file = join(folder, 'identity.json')
    await writeFile(file, content)
    const { damagedCopy, identity } = await loadIdentity(file, systemRandom)
    expect(await readFile(damagedCopy ?? '', 'utf8')).toBe(content)
    expect((await loadIdentity(file, systemRandom)).identity.publicKey).toBe(identity.publicKey)
  })

  it('names a folder that cannot be written', async () => {
    const file = join(folder, 'file')
    await writeFile(file, 'in the way')
    await expect(loadIdentity(join(file, 'identity.json'), systemRandom)).rejects.toMatchObject({
      code: 'data-unwritable',
    })
  })

  it('does not replace what it cannot read', async () => {
    const file = join(folder, 'identity.json')
    await mkdir(file)
    await expect(loadIdentity(file, systemRandom)).rejects.toMatchObject({ code: 'data-unwritable' })
    expect((await stat(file)).isDirectory()).toBe(true)
  })
})
