import { afterEach, beforeEach, expect, it } from 'vitest'
import { HOST_CONFIG } from '../../../../../electron/host/config.ts'
import { recordingSettings } from '../../../../../electron/host/recording-limits.ts'
import { USUAL_AUDIO } from '../../../../../electron/host/services/channel-tree.ts'
import { SettingsService } from '../../../../../electron/host/services/settings-service.ts'
import { acting, HOST_ACTOR, OfflineCommunity } from '../../../../support/offline-community.ts'

const USUAL = {
  ...{ name: 'Den', messageDays: 90, auditDays: 0, memberLimit: 50, lanGuests: false, backupHours: 3 },
  names: [] as string[],
  ...recordingSettings(HOST_CONFIG.recording),
}
let offline: OfflineCommunity
beforeEach(async () => {
  offline = await OfflineCommunity.open()
})
afterEach(() => offline.close())

function service(name = 'Den', change: Partial<typeof USUAL> = {}): SettingsService {
  const { store, community } = offline
  const { audit, permissions } = community
  const usual = { ...USUAL, ...change, name }
  return new SettingsService({ state: store.state, audit, permissions, usual, usualAudio: USUAL_AUDIO })
}

it('keeps what was decided, and the name where hosts have it', () => {
  const settings = service()
  const heard: string[] = []
  settings.onChange(({ name }) => heard.push(name))
  settings.change(HOST_ACTOR, { name: 'Cave', messageDays: 3, names: ['cave.example'] })
  settings.changeAudio(HOST_ACTOR, { kind: 'music', topN: 5 })
  expect(heard).toEqual(['Cave'])
  expect(offline.store.state.get('hostName')).toBe('Cave')
  const later = service('Cave')
  expect(later.now).toEqual({ ...USUAL, name: 'Cave', messageDays: 3, names: ['cave.example'] })
  // What nobody has decided follows what is usual.
  expect(service('Cave', { memberLimit: 7, messageDays: 8 }).now).toMatchObject({
    memberLimit: 7,
    messageDays: 3,
  })
  expect(later.audio).toEqual({ ...USUAL_AUDIO, kind: 'music', topN: 5 })
})

it.each(['{"messageDays":-4}', '{"names":"no list"}', '[]', '7'])('does not trip over %s', (text) => {
  offline.store.state.set('settings', text)
  offline.store.state.set('channelDefaults', text)
  expect([service().now, service().audio]).toEqual([USUAL, USUAL_AUDIO])
})

it('is changed by who manages the host', () => {
  const [owner, admin] = [offline.user('Ada', 'owner'), offline.user('Bob', 'admin')]
  const settings = service()
  const denied = expect.objectContaining({ code: 'permission-denied' }) as Error
  expect(() => settings.change(acting(admin), { memberLimit: 2 })).toThrow(denied)
  expect(() => settings.changeAudio(acting(admin), { topN: 2 })).toThrow(denied)
  expect(settings.change(acting(owner), { memberLimit: 2 }).memberLimit).toBe(2)
  expect(offline.store.audit.latest(2)).toMatchObject([{ action: 'host.change', actorName: 'Ada' }])
})

it('bounds the members, the messages and the log', () => {
  const { community, store, clock } = offline
  community.settings.change(HOST_ACTOR, { memberLimit: 1, messageDays: 1, auditDays: 1 })
  const user = offline.user('First')
  offline.enter(user)
  expect(() => offline.enter(offline.user('Second'))).toThrow(
    expect.objectContaining({ code: 'host-full' }) as Error,
  )
  community.chat.say(user, { channelId: 1 }, 'soon gone')
  clock.advance(2 * 86_400_000)
  community.settings.change(HOST_ACTOR, { memberLimit: 2 })
  community.chat.sweep()
  expect(community.audit.sweep(1, 1)).toBe(true)
  expect(community.audit.sweep(1, 10)).toBe(false)
  expect(community.audit.sweep(0, 10)).toBe(false)
  expect(community.chat.history(user, { channelId: 1 }, 5)).toEqual([])
  expect(store.audit.latest(9)).toHaveLength(1)
})
