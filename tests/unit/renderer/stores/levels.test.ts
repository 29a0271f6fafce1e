import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useLevelsStore } from '../../../../renderer/stores/levels.ts'
import { useServicesStore } from '../../../../renderer/stores/services.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'

let fake: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
})

describe('levels store', () => {
  it('lights who speaks, and puts the lights out when the call ends', async () => {
    const levels = useLevelsStore()
    fake.tellVoice.onLevels({
      captureDb: -20,
      sending: true,
      speakers: [
        { sourceId: 4, levelDb: -18, speaking: true },
        { sourceId: 5, levelDb: -90, speaking: false },
      ],
    })
    await settle()
    expect([...levels.speaking]).toEqual([4])
    expect(levels.captureDb).toBe(-20)
    fake.voice.become({ state: 'closed' })
    await settle()
    expect(levels.speaking.size).toBe(0)
    expect(levels.ownLight).toBe(false)
  })

  it('shows the own light for speech that is sent, not for silence or while muted', async () => {
    const levels = useLevelsStore()
    const tell = async (captureDb: number, sending: boolean): Promise<boolean> => {
      fake.tellVoice.onLevels({ captureDb, sending, speakers: [] })
      await settle()
      return levels.ownLight
    }
    expect(await tell(-80, true)).toBe(false)
    expect(await tell(-20, false)).toBe(false)
    expect(await tell(-20, true)).toBe(true)
    expect(await tell(-80, true)).toBe(true)
  })

  it('stops listening with its scope', async () => {
    const levels = useLevelsStore()
    levels.$dispose()
    fake.tellVoice.onLevels({ captureDb: -20, sending: true, speakers: [] })
    await settle()
    expect(levels.ownLight).toBe(false)
  })
})

describe('services store', () => {
  it('tells a lost shell from a service that is being restarted', async () => {
    const services = useServicesStore()
    expect(services.trouble).toBeUndefined()
    fake.tellApp.onService({ service: 'voice', running: false })
    await settle()
    expect(services.trouble).toBe('service')
    fake.setOpen(false)
    expect(services.trouble).toBe('shell')
    fake.setOpen(true)
    fake.tellApp.onService({ service: 'voice', running: true })
    await settle()
    expect(services.trouble).toBeUndefined()
  })
})
