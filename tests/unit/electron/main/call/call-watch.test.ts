import { beforeEach, expect, it } from 'vitest'
import { silentLogger } from '../../../../../electron/base/logger.ts'
import { CallWatch, type CallView } from '../../../../../electron/main/call/call-watch.ts'
import type { VoiceServiceEvents } from '../../../../../electron/contract/services.ts'
import { VOICE_CALLS } from '../../../../../electron/contract/voice-calls.ts'
import { portPair, type Port } from '../../../../../electron/processes/port.ts'
import { Audience } from '../../../../../electron/processes/rpc.ts'
import { settle } from '../../../../support/fake-bridge.ts'
import { fakeMember, fakeRoom, FakeVoice } from '../../../../support/fake-services.ts'

let voice: FakeVoice
let events: Audience<VoiceServiceEvents>
let lines: Port[]
let watch: CallWatch
let views: CallView[]

beforeEach(() => {
  events = new Audience<VoiceServiceEvents>()
  voice = new FakeVoice(events.tell)
  lines = []
  views = []
  watch = new CallWatch(() => {
    const [near, far] = portPair()
    events.add(far, voice, VOICE_CALLS)
    lines.push(near)
    return near
  }, silentLogger)
  watch.onChange((view) => views.push(view))
})

const inCall = (change = {}) => ({
  state: 'ready' as const,
  room: fakeRoom([fakeMember(1, 'Ada', change), fakeMember(2, 'Grace', { muted: true })]),
})

it('asks how things stand, and hears what changes', async () => {
  watch.attach()
  await settle()
  expect(watch.view.room).toBeUndefined()
  events.tell.onSession(inCall({ muted: true }))
  await settle()
  expect(watch.view).toMatchObject({ muted: true, deafened: false, room: { hostName: 'Ada’s place' } })
  events.tell.onSession({ state: 'closed' })
  await settle()
  expect(views.at(-1)).toEqual({ muted: false, deafened: false })
})

it('mutes, deafens and leaves as the page does', async () => {
  watch.attach()
  await settle()
  events.tell.onSession(inCall())
  await settle()
  watch.toggleMute()
  watch.toggleDeafen()
  watch.setTalking(true)
  watch.leave()
  await settle()
  expect(voice.asked.filter(([name]) => name !== 'state')).toEqual([
    ['setFlags', { muted: true, deafened: false }],
    ['setFlags', { muted: true, deafened: true }],
    ['setTalking', true],
    ['leave'],
  ])
})

it('changes nothing where there is no call, or no service', async () => {
  watch.toggleMute()
  watch.leave()
  watch.attach()
  await settle()
  watch.toggleMute()
  await settle()
  expect(voice.asked.map(([name]) => name)).not.toContain('setFlags')
})

it('goes on with a service that was started again', async () => {
  watch.attach()
  await settle()
  lines[0]?.close()
  watch.attach()
  await settle()
  events.tell.onSession(inCall())
  await settle()
  expect(watch.view.room).toBeDefined()
})
