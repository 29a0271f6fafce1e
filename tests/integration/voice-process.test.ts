import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { VoiceServiceApi, VoiceServiceEvents } from '../../electron/contract/services.ts'
import { connect } from '../../electron/processes/rpc.ts'
import { forkRunner, type RunningService } from '../../electron/processes/runner.ts'

let folder = ''
let service: RunningService
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palabre-voice-'))
  service = forkRunner.start('voice', folder)
})
afterEach(async () => {
  await service.stop(2_000)
  await rm(folder, { recursive: true })
})

const api = () => connect<VoiceServiceApi, VoiceServiceEvents>(service.open(), {})

describe('the voice service in its process', () => {
  it('answers at several ports, and names its errors', async () => {
    const [one, other] = [api(), api()]
    expect(await one.state()).toEqual({ state: 'idle' })
    expect(await other.publicKey()).toBe(await one.publicKey())
    await expect(one.connect({ invite: 'nonsense', nickname: 'Ada' })).rejects.toMatchObject({
      code: 'invite-malformed',
    })
  })

  it('is the same person after a restart', async () => {
    const key = await api().publicKey()
    await service.stop(2_000)
    service = forkRunner.start('voice', folder)
    expect(await api().publicKey()).toBe(key)
  })

  it('ends when its parent lets go', async () => {
    await api().state()
    const code = new Promise((resolve) => {
      service.onExit(resolve)
    })
    await service.stop(2_000)
    expect(await code).toBe(0)
  })
})
