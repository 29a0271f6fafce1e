import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KnownHosts } from '../../../../electron/session/known-hosts.ts'
import { bytesText } from '../../../support/fake-gateway.ts'

let folder = ''
let file = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palabre-known-'))
  file = join(folder, 'known-hosts.json')
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

describe('known hosts', () => {
  it('remembers a fingerprint per host and port over restarts', async () => {
    const [one, other] = [bytesText(32, 1), bytesText(32, 2)]
    const hosts = await KnownHosts.load(file)
    expect(hosts.familiarity('House.lan', 7780, one)).toBe('new')
    await hosts.remember('House.lan', 7780, one)
    const again = await KnownHosts.load(file)
    expect(again.familiarity('house.LAN', 7780, one)).toBe('known')
    expect(again.familiarity('house.lan', 7780, other)).toBe('changed')
    expect(again.familiarity('house.lan', 7781, other)).toBe('new')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it.each(['', 'null', '{"hosts":[1,2]}', '{"hosts":{"a:1":"short"}}'])(
    'starts empty from %j',
    async (text) => {
      await writeFile(file, text)
      const hosts = await KnownHosts.load(file)
      expect(hosts.familiarity('a', 1, bytesText(32, 1))).toBe('new')
    },
  )
})
