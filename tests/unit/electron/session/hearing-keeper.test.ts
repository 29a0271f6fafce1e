import { describe, expect, it } from 'vitest'
import type { EngineCommand, EngineSpeaker } from '../../../../electron/contract/engine.ts'
import type { Member } from '../../../../electron/contract/models.ts'
import type { Hearing } from '../../../../electron/contract/services.ts'
import { HearingKeeper } from '../../../../electron/session/hearing-keeper.ts'
import { NO_WISH } from '../../../../electron/session/hearing-file.ts'
import { bytesText, memberOf } from '../../../support/fake-gateway.ts'
import { fakeRoom } from '../../../support/fake-services.ts'

const HOST = bytesText(32, 1)
const LATER = {
  attempt: 1,
  retryInMs: 0,
  error: { code: 'host-unreachable', message: '', next: '' },
} as const

function setUp() {
  const posted: EngineCommand[] = []
  const views: Hearing[] = []
  const keeper = new HearingKeeper({
    engine: { post: (command) => posted.push(command) },
    file: undefined,
    matching: true,
    onChange: (view) => views.push(view),
  })
  keeper.enter(HOST)
  const room = (...members: Member[]) => fakeRoom([memberOf(7, { userId: 70 }), ...members], { you: 7 })
  const show = (...members: Member[]) => {
    keeper.follow({ state: 'ready', room: room(...members) })
  }
  /** The lists of speakers the engine was told, newest last. */
  const told = (): (readonly EngineSpeaker[])[] =>
    posted.filter((command) => command.type === 'speakers').map(({ speakers }) => speakers)
  return { keeper, posted, views, room, show, told }
}

describe('how others are heard', () => {
  it('is told by source id at once, and nothing where nothing changed', async () => {
    const { keeper, show, told, views } = setUp()
    show(memberOf(8, { userId: 80 }), memberOf(9, { userId: 90 }))
    expect(told()).toEqual([[]])
    await keeper.change(80, { gainDb: -6 })
    await keeper.change(80, { muted: true, pan: 0.25, priority: true })
    expect(told().at(-1)).toEqual([{ sourceId: 8, gainDb: -6, muted: true, pan: 0.25, priority: true }])
    show(memberOf(8, { userId: 80 }), memberOf(9, { userId: 90, muted: true }))
    expect(told()).toHaveLength(3)
    expect(views.at(-1)?.users).toEqual([{ userId: 80, gainDb: -6, muted: true, pan: 0.25, priority: true }])
  })

  it('is remembered for whoever comes again under the same key, also in another channel', async () => {
    const { keeper, show, told } = setUp()
    show(memberOf(8, { userId: 80 }))
    await keeper.change(80, { gainDb: 4 })
    show()
    expect(told().at(-1)).toEqual([])
    show(memberOf(23, { userId: 80, nickname: 'another name', channelId: 2 }))
    expect(told().at(-1)).toEqual([{ ...NO_WISH, sourceId: 23, gainDb: 4, pan: 0 }])
  })

  it('is told anew after a loss, even where it is the same', async () => {
    const { keeper, show, told, room } = setUp()
    show(memberOf(8))
    await keeper.change(8, { muted: true })
    keeper.follow({ state: 'resuming', room: room(memberOf(8)), ...LATER })
    show(memberOf(8))
    expect(told().slice(-2)).toEqual([told().at(-1), told().at(-1)])
    expect(told()).toHaveLength(3)
  })

  it('belongs to the host', async () => {
    const { keeper, show, told } = setUp()
    show(memberOf(8))
    await keeper.change(8, { muted: true })
    keeper.follow({ state: 'closed' })
    keeper.enter(bytesText(32, 2))
    show(memberOf(8))
    expect(told().at(-1)).toEqual([])
    expect(keeper.view.users).toEqual([])
    keeper.enter(HOST)
    expect(keeper.view.users).toHaveLength(1)
  })

  it('is as it comes again when every wish is taken back', async () => {
    const { keeper, show, told } = setUp()
    show(memberOf(8))
    await keeper.change(8, { gainDb: 3, pan: 1 })
    await keeper.change(8, { gainDb: 0, pan: null })
    expect(told().at(-1)).toEqual([])
    expect(keeper.view.users).toEqual([])
  })

  it('spreads those of the own channel who have no place, where that is wanted', async () => {
    const { keeper, show, told } = setUp()
    const members = [8, 9, 10, 11].map((id) => memberOf(id, { channelId: id === 11 ? 2 : 1 }))
    show(...members)
    await keeper.change(9, { pan: 0 })
    expect(told().at(-1)).toEqual([])
    await keeper.setSpread(true)
    const pans = told()
      .at(-1)
      ?.map(({ sourceId, pan }) => [sourceId, pan])
    expect(pans).toEqual([[10, 0.4]])
    await keeper.change(9, { pan: null })
    expect(told().at(-1)).toHaveLength(2)
    await keeper.setSpread(false)
    expect(told().at(-1)).toEqual([])
  })

  it('hands matching to the engine, and is what the engine was until somebody chooses', async () => {
    const { keeper, posted } = setUp()
    expect(keeper.view.matching).toBe(true)
    await keeper.setMatching(false)
    expect(posted).toEqual([{ type: 'playback', matching: false }])
    expect(keeper.view.matching).toBe(false)
  })

  it.each([
    [8, { gainDb: 20.1 }],
    [8, { gainDb: NaN }],
    [8, { pan: 2 }],
    [8, { muted: 1 as unknown as boolean }],
    [0, { gainDb: 1 }],
    ['8' as unknown as number, { gainDb: 1 }],
  ])('refuses what cannot be: user %j, %j', async (userId, change) => {
    const { keeper, show, told } = setUp()
    show(memberOf(8))
    await expect(keeper.change(userId, change)).rejects.toMatchObject({ code: 'message-malformed' })
    expect(told()).toEqual([[]])
  })

  it('needs a host', async () => {
    const keeper = new HearingKeeper({
      ...{ engine: { post: () => {} }, file: undefined, matching: true, onChange: () => {} },
    })
    await expect(keeper.change(1, { muted: true })).rejects.toMatchObject({ code: 'host-unreachable' })
  })
})
