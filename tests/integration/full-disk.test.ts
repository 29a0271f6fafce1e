import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { toBase64Url } from '../../electron/base/crypto.ts'
import { HOST_CONFIG } from '../../electron/host/config.ts'
import type { Host } from '../../electron/host/host.ts'
import { freshKey, RawGuest } from '../support/raw-guest.ts'
import { runHost } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A disk of its own needs the rights of root on Linux; everywhere else the same is held by unit tests of the storage. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0

async function onSmallDisk(test: (folder: string) => Promise<void>): Promise<void> {
  const { folder, remove } = await temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'tmpfs', folder])
  try {
    await test(folder)
  } finally {
    execFileSync('umount', ['-l', folder])
    await remove()
  }
}

/** Writes until there is no room; answers how to make room again. */
function fill(folder: string): () => void {
  const file = join(folder, 'ballast')
  try {
    writeFileSync(file, Buffer.alloc(8 * 1024 * 1024))
  } catch {
    // Meant to fail: as much as there was room for is written.
  }
  return () => {
    rmSync(file)
  }
}

function ask(
  { status }: Host,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; code: unknown }> {
  const { port, ownerToken } = status
  return new Promise((resolve, reject) => {
    const headers = { 'authorization': `Bearer ${ownerToken}`, 'content-type': 'application/json' }
    const options = {
      method,
      headers,
      host: '127.0.0.1',
      port,
      path: `/api/v1${path}`,
      rejectUnauthorized: false,
    }
    const sent = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const answer = (text === '' ? {} : JSON.parse(text)) as { code?: unknown }
        resolve({ status: response.statusCode ?? 0, code: answer.code })
      })
    })
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

describe.skipIf(!canMount)('a full disk', () => {
  it('lets the call go on, is told to those who manage the host, and writes resume by themselves', async () => {
    await onSmallDisk(async (folder) => {
      const key = freshKey()
      const host = await runHost({
        ...{ folder, options: { owners: [toBase64Url(key.publicKey)] } },
        config: { probeMs: 50, jobs: HOST_CONFIG.jobs },
      })
      try {
        const { invite } = host.status
        const owner = await RawGuest.enter({ invite, key }, { nickname: 'Owner' })
        const guest = await RawGuest.enter({ invite }, { nickname: 'Guest' })
        const makeRoom = fill(folder)
        const ban = { range: '192.0.2.0/24', reason: 'x'.repeat(200) }
        const tries = async (): Promise<unknown> => (await ask(host, 'POST', '/bans', ban)).code
        await expect.poll(tries, { timeout: 30_000, interval: 0 }).toBe('data-unwritable')
        expect(await owner.next('warned')).toMatchObject({ code: 'data-unwritable' })
        expect(await ask(host, 'GET', '/ready')).toEqual({ status: 503, code: 'service-stopped' })
        expect((await ask(host, 'GET', '/health')).status).toBe(200)
        // Those who are here stay, hear of each other, and the voice has its router.
        expect((await guest.request({ type: 'flags', muted: true, deafened: false })).type).toBe('ok')
        expect(await owner.next('memberChanged')).toMatchObject({
          member: { nickname: 'Guest', muted: true },
        })
        expect(guest.messages.filter(({ type }) => type === 'warned' || type === 'closing')).toEqual([])
        makeRoom()
        await expect
          .poll(async () => (await ask(host, 'GET', '/ready')).status, { timeout: 20_000 })
          .toBe(200)
        expect((await ask(host, 'POST', '/bans', ban)).status).toBe(201)
        await owner.close()
        await guest.close()
      } finally {
        await host.close()
      }
    })
  })
})
