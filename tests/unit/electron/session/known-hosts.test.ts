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

  it('knows a key from wherever it was seen, and a strange one at a known address', async () => {
    const [one, other, third] = [1, 2, 3].map((seed) => bytesText(32, seed)) as [string, string, string]
    const hosts = await KnownHosts.load(file)
    await hosts.remember('10.0.0.1', 7780, one)
    await hosts.remember('10.0.0.2', 7780, other)
    const at = (...names: string[]) => names.map((host) => ({ host, port: 7780 }))
    expect(hosts.familiarityOf(at('10.0.0.9'), one)).toBe('known')
    expect(hosts.familiarityOf(at('10.0.0.2'), one)).toBe('known')
    expect(hosts.familiarityOf(at('10.0.0.9', '10.0.0.2'), third)).toBe('changed')
    expect(hosts.familiarityOf(at('10.0.0.9'), third)).toBe('new')
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
