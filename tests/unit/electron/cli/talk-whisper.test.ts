import { beforeEach, expect, it } from 'vitest'
import { TalkWhisper } from '../../../../electron/cli/talk-whisper.ts'
import type { WhisperTargets } from '../../../../electron/contract/models.ts'
import type { RoomView } from '../../../../electron/contract/services.ts'
import { plainChannel } from '../../../support/channels.ts'
import { memberOf } from '../../../support/fake-gateway.ts'

const NOBODY: WhisperTargets = { users: [], channels: [] }
let lists: [number, WhisperTargets][]
let held: (number | null)[]
let whisper: TalkWhisper

beforeEach(() => {
  lists = []
  held = []
  const service = {
    setWhisperList: (list: number, targets: WhisperTargets) => {
      lists.push([list, targets])
      return Promise.resolve()
    },
    setWhispering: (list: number | null) => {
      held.push(list)
      return Promise.resolve()
    },
  }
  whisper = new TalkWhisper(service, () => {
    throw new Error('nothing is refused here')
  })
})

function see(...names: string[]): void {
  const members = [
    memberOf(7, { nickname: 'Me' }),
    ...names.map((nickname, index) => memberOf(20 + index, { nickname })),
  ]
  const channels = [plainChannel(1, 'Lobby', 0), plainChannel(2, 'Games', 1)]
  const room: RoomView = { hostName: 'h', you: 7, channels, members, path: 'udp' }
  whisper.see({ state: 'ready', room })
}

it('finds members by name, and tells again only where that changes', () => {
  whisper.hold(['Ada', 'Bob'])
  expect([held, lists]).toEqual([[1], []])
  see('Cid')
  see('Ada')
  see('Ada')
  see('Ada', 'Bob')
  expect(lists).toEqual([
    [1, { users: [20], channels: [] }],
    [1, { users: [20, 21], channels: [] }],
  ])
})

it('finds channels, with or without those within', () => {
  see()
  whisper.hold(['#Games/', '#Lobby', '#Cellar'])
  const channels = [
    { id: 2, inner: true },
    { id: 1, inner: false },
  ]
  expect(lists).toEqual([[1, { users: [], channels }]])
})

it('takes another list for another choice, and never itself', () => {
  see('Ada', 'Bob', 'Me')
  whisper.hold(['Ada'])
  whisper.hold(['Bob', 'Me'])
  whisper.hold([])
  expect(held).toEqual([1, 2, null])
  expect(lists).toEqual([
    [1, { users: [20], channels: [] }],
    [1, NOBODY],
    [2, { users: [21, 22], channels: [] }],
    [2, NOBODY],
  ])
})
