import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useSoundTestStore } from '../../../../renderer/stores/sound-test.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'

let fake: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
})

describe('tests of the own sound', () => {
  it('follow the steps of a trial, and keep what it found', async () => {
    const test = useSoundTestStore()
    const tried = test.tryVoice()
    expect([test.step, test.busy]).toEqual(['recording', true])
    fake.tellVoice.onTestStep('playing')
    await settle()
    await tried
    expect(test.trial).toEqual(fake.voice.tried)
    expect([test.step, test.busy, test.error]).toEqual([undefined, false, undefined])
  })

  it('tell their step, and why nothing can be heard', async () => {
    const test = useSoundTestStore()
    fake.tellVoice.onTestStep('speech')
    await settle()
    expect(test.step).toBe('speech')
    fake.voice.refuse = 'native-missing'
    await test.watch(true)
    expect(test.error?.code).toBe('native-missing')
  })

  it('answer the threshold that was measured, and say why there is none', async () => {
    const test = useSoundTestStore()
    expect(await test.calibrate()).toEqual(fake.voice.measured)
    fake.voice.refuse = 'device-failed'
    expect(await test.calibrate()).toBeUndefined()
    expect(test.error?.code).toBe('device-failed')
  })

  it('let one hear oneself until the call ends, or nobody looks any more', async () => {
    const test = useSoundTestStore()
    await test.setLoopback('host')
    fake.voice.become({ state: 'closed' })
    await settle()
    expect(test.loopback).toBe('off')
    await test.setLoopback('local')
    await test.end()
    expect(fake.voice.asked).toEqual([
      ['setLoopback', 'host'],
      ['setLoopback', 'local'],
      ['setLoopback', 'off'],
    ])
  })

  it('stay off where that is refused', async () => {
    const test = useSoundTestStore()
    fake.voice.refuse = 'device-failed'
    await test.setLoopback('local')
    expect(test.loopback).toBe('off')
  })
})
