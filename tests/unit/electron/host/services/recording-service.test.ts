import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RecordingEnd } from '../../../../../electron/contract/recording.ts'
import { HOST_CONFIG } from '../../../../../electron/host/config.ts'
import type { RecordingService } from '../../../../../electron/host/services/recording-service.ts'
import { acting, HOST_ACTOR, OfflineCommunity } from '../../../../support/offline-community.ts'
import type { FakePeer } from '../../../../support/fake-peer.ts'

const LOBBY = 1
const MADE = { durationMs: 5_000, mixBytes: 0, tracks: [] }

let offline: OfflineCommunity
let recordings: RecordingService
beforeEach(async () => {
  offline = await OfflineCommunity.open()
  recordings = offline.community.recordings
  recordings.attach(offline.recorder)
})
afterEach(() => offline.close())

const refused = (code: string) => expect.objectContaining({ code }) as Error

/** What a guest was told of recordings: whether one goes on, and why it ended. */
function told(peer: FakePeer): (RecordingEnd | boolean)[] {
  return peer.events.flatMap((event) =>
    event.type === 'recordingChanged' ? [event.reason ?? event.recording !== null] : [],
  )
}

function mediaTypes(): string[] {
  return offline.media.flatMap(({ type }) =>
    type.startsWith('recording') || type.startsWith('memberR') ? [type] : [],
  )
}

function markOf(channelId: number) {
  return offline.community.tree.find(channelId)?.recording
}

describe('recording a channel', () => {
  it('is seen by everybody before it begins, and by who comes later', () => {
    const admin = offline.user('Ada', 'admin')
    const elsewhere = offline.enter(offline.user('Bob'), 2).peer
    const id = recordings.start(acting(admin), LOBBY)
    const mark = { id, startedBy: 'Ada', startedById: admin.id, startedAt: offline.clock.wallMs() }
    expect(elsewhere.events.at(-1)).toMatchObject({
      type: 'recordingChanged',
      channelId: LOBBY,
      recording: mark,
    })
    expect(offline.media.at(-1)).toEqual({
      ...{ type: 'recordingStarted', channelId: LOBBY, recordingId: id, elapsedMs: 0 },
    })
    expect(markOf(LOBBY)).toEqual(mark)
    offline.community.tree.change(LOBBY, { description: 'still' })
    expect(markOf(LOBBY)).toEqual(mark)
    expect(() => recordings.start(acting(admin), LOBBY)).toThrow(refused('recording-running'))
    recordings.stop(acting(admin), LOBBY)
    expect([told(elsewhere), markOf(LOBBY)]).toEqual([[true, 'stopped'], undefined])
    expect(() => {
      recordings.stop(acting(admin), LOBBY)
    }).toThrow(refused('recording-none'))
  })

  it('needs the right, there', () => {
    const member = offline.user('Bob')
    expect(() => recordings.start(acting(member), LOBBY)).toThrow(refused('permission-denied'))
    offline.community.channelService.decide(
      HOST_ACTOR,
      LOBBY,
      { kind: 'user', id: member.id },
      'record',
      'allow',
    )
    recordings.start(acting(member), LOBBY)
    expect(() => {
      recordings.stop(acting(offline.user('Eve')), LOBBY)
    }).toThrow(refused('permission-denied'))
    expect(() => recordings.start(HOST_ACTOR, 99)).toThrow(refused('channel-unknown'))
    const { rows } = offline.store.lists.page('audit', { filters: [], descending: true, limit: 9 })
    expect(rows[0]).toMatchObject({ action: 'recording.start', actorName: 'Bob', targetName: 'Lobby' })
  })

  it('tells its recorder who is there, who comes and who has come back', () => {
    const [ada, bob] = [offline.user('Ada'), offline.user('Bob')]
    const { sourceId: first, session } = offline.enter(ada)
    const id = recordings.start(HOST_ACTOR, LOBBY)
    offline.enter(bob, 2)
    offline.community.room.leave(session)
    const { sourceId: second } = offline.enter(ada)
    const people = offline.recorder.posted.filter(({ type }) => type === 'person')
    const is = { type: 'person', recordingId: id, userId: ada.id, nickname: 'Ada' }
    expect(people).toEqual([
      { ...is, source: first, deviceId: 0 },
      { ...is, source: second, deviceId: 0 },
    ])
    expect(offline.recorder.posted[0]).toMatchObject({ type: 'start', recordingId: id })
  })

  it('goes on with a new media worker, as late as it is', () => {
    recordings.start(HOST_ACTOR, LOBBY)
    offline.clock.advance(1_500)
    offline.community.room.restore()
    expect(offline.media.filter(({ type }) => type === 'recordingStarted').at(-1)).toMatchObject({
      elapsedMs: 1_500,
    })
  })

  it('ends at its limits, with its channel, and with the host', async () => {
    const { peer } = offline.enter(offline.user('Ada'))
    const id = recordings.start(HOST_ACTOR, LOBBY)
    offline.recorder.events.emit({ type: 'refused', recordingId: id, reason: 'disk-full', detail: '' })
    recordings.start(HOST_ACTOR, LOBBY)
    offline.clock.advance(HOST_CONFIG.recording.mostMs)
    recordings.start(HOST_ACTOR, LOBBY)
    offline.community.room.removeChannel(LOBBY)
    recordings.start(HOST_ACTOR, 2)
    await recordings.close()
    expect(told(peer).filter((one) => one !== true)).toEqual([
      ...['disk-full', 'time-limit', 'channel-removed', 'host-closing'],
    ])
    expect(mediaTypes().filter((type) => type === 'recordingStopped')).toHaveLength(4)
    expect(offline.recorder.stopped).toBe(true)
    expect(() => recordings.start(HOST_ACTOR, 2)).toThrow(refused('service-stopped'))
  })

  it('lasts as long as was decided when it began', () => {
    const { peer } = offline.enter(offline.user('Ada'))
    const { settings } = offline.community
    settings.change(HOST_ACTOR, { recordingHours: 1, recordingMegabytes: 3 })
    recordings.start(HOST_ACTOR, LOBBY)
    expect(offline.recorder.posted[0]).toMatchObject({ limits: { mostBytes: 3 * 1024 ** 2 } })
    settings.change(HOST_ACTOR, { recordingHours: 2 })
    offline.clock.advance(3_600_000)
    recordings.start(HOST_ACTOR, LOBBY)
    offline.clock.advance(3_600_000)
    expect(told(peer)).toEqual([true, 'time-limit', true])
    offline.clock.advance(3_600_000)
    expect(told(peer).at(-1)).toBe('time-limit')
  })

  it('does not begin without room', () => {
    const id = recordings.start(HOST_ACTOR, LOBBY)
    recordings.stop(HOST_ACTOR, LOBBY)
    offline.store.recordings.spooled(id, HOST_CONFIG.recording.totalBytes)
    expect(() => recordings.start(HOST_ACTOR, LOBBY)).toThrow(refused('recording-no-room'))
    expect(markOf(LOBBY)).toBeUndefined()
  })
})

describe('a recording that has ended', () => {
  it('is ready once its files are made, and its spool goes', async () => {
    const id = recordings.start(HOST_ACTOR, LOBBY)
    recordings.stop(HOST_ACTOR, LOBBY)
    expect(recordings.get(id)).toMatchObject({ state: 'finishing', endReason: 'stopped' })
    offline.recorder.events.emit({ type: 'stopped', recordingId: id, bytes: 9 })
    const [asked] = offline.finishing
    if (asked === undefined) throw new Error('nobody was asked to make the files')
    const { wish, end } = asked
    expect(wish).toMatchObject({ recordingId: id, title: 'Lobby' })
    writeFileSync(join(wish.folder, 'spool'), 'x')
    end.resolve(MADE)
    await settled()
    expect(recordings.get(id)).toMatchObject({ state: 'ready', durationMs: 5_000, spoolBytes: 0 })
    expect(existsSync(join(wish.folder, 'spool'))).toBe(false)
    recordings.remove(HOST_ACTOR, id)
    expect(existsSync(wish.folder)).toBe(false)
  })

  it('has failed where its files cannot be made, keeps its spool, and everybody is told', async () => {
    const { peer } = offline.enter(offline.user('Bob'), 2)
    const id = recordings.start(HOST_ACTOR, LOBBY)
    recordings.stop(HOST_ACTOR, LOBBY)
    offline.recorder.events.emit({ type: 'stopped', recordingId: id, bytes: 9 })
    offline.finishing[0]?.end.reject(new Error('no'))
    await settled()
    expect(recordings.get(id)).toMatchObject({ state: 'failed', spoolBytes: 9 })
    const warnings = peer.events.filter(({ type }) => type === 'warned')
    expect(warnings).toMatchObject([{ code: 'recording-failed' }])
  })

  it('is finished at the next start where the host was killed, or closed before', () => {
    const killed = recordings.start(HOST_ACTOR, LOBBY)
    const closed = recordings.start(HOST_ACTOR, 2)
    recordings.stop(HOST_ACTOR, 2)
    recordings.attach(offline.recorder)
    expect(offline.finishing.map(({ wish }) => wish.recordingId)).toEqual([killed, closed])
    expect(recordings.get(killed)).toMatchObject({ state: 'finishing', endReason: 'interrupted' })
  })

  it('is removed when it is old', async () => {
    const id = recordings.start(HOST_ACTOR, LOBBY)
    recordings.stop(HOST_ACTOR, LOBBY)
    offline.recorder.events.emit({ type: 'stopped', recordingId: id, bytes: 9 })
    offline.finishing[0]?.end.resolve(MADE)
    await settled()
    expect(recordings.sweep(10)).toBe(false)
    expect(recordings.get(id).state).toBe('ready')
    offline.clock.advance((HOST_CONFIG.recording.keepDays + 1) * 86_400_000)
    recordings.sweep(10)
    expect(() => recordings.get(id)).toThrow(refused('recording-unknown'))
  })
})

describe('refusing to be recorded', () => {
  it('is seen by all, told to the media worker, and remembered', () => {
    const ada = offline.user('Ada')
    const { session, sourceId } = offline.enter(ada)
    const { peer } = offline.enter(offline.user('Bob'), 2)
    recordings.refuse(session, true)
    expect(peer.events.at(-1)).toMatchObject({ type: 'memberChanged', member: { refusesRecording: true } })
    expect(offline.media.at(-1)).toEqual({ type: 'memberRefusesRecording', sourceId, refuses: true })
    offline.community.room.leave(session)
    const again = offline.enter(ada)
    expect(again.session.member.refusesRecording).toBe(true)
    const added = offline.media.filter(({ type }) => type === 'memberAdded').at(-1)
    expect(added).toMatchObject({ member: { sourceId: again.sourceId, refusesRecording: true } })
    recordings.refuse(again.session, false)
    expect(again.session.member.refusesRecording).toBe(false)
  })

  it('needs the right; where a channel takes it away the wish waits, and holds again before who has it is moved', () => {
    const ada = offline.user('Ada')
    const { session } = offline.enter(ada)
    recordings.refuse(session, true)
    const subject = { kind: 'user', id: ada.id } as const
    offline.community.channelService.decide(HOST_ACTOR, 2, subject, 'refuseRecording', 'deny')
    offline.community.room.join(session, 2)
    expect(session.member.refusesRecording).toBe(false)
    expect(() => {
      recordings.refuse(session, true)
    }).toThrow(refused('permission-denied'))
    offline.community.room.join(session, LOBBY)
    expect(session.member.refusesRecording).toBe(true)
    const last = offline.media.map(({ type }) => type).filter((type) => type.startsWith('member'))
    expect(last.slice(-4)).toEqual([
      ...['memberMoved', 'memberRefusesRecording', 'memberRefusesRecording', 'memberMoved'],
    ])
    offline.community.channelService.decide(HOST_ACTOR, LOBBY, subject, 'refuseRecording', 'deny')
    expect(session.member.refusesRecording).toBe(false)
  })
})

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}
