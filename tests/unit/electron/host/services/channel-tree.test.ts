import { afterEach, beforeEach, expect, it } from 'vitest'
import { LIMITS } from '../../../../../electron/contract/limits.ts'
import { ChannelTree } from '../../../../../electron/host/services/channel-tree.ts'
import { OfflineCommunity } from '../../../../support/offline-community.ts'

let offline: OfflineCommunity
let tree: ChannelTree
beforeEach(async () => {
  offline = await OfflineCommunity.open()
  ;({ tree } = offline.community)
})
afterEach(() => offline.close())

const refused = (code: string) => expect.objectContaining({ code }) as Error

it('keeps what was said of a channel, over a restart', () => {
  const sound = { kind: 'music', bitrateCap: 96_000, frameMs: 20, stereo: true, positional: true } as const
  const audio = { ...sound, delivery: 'auto', topN: 4 } as const
  const made = tree.create({
    name: 'Stage',
    parentId: 2,
    description: 'loud',
    memberLimit: 5,
    temporary: true,
    audio,
  })
  const again = new ChannelTree(offline.store.channels)
  expect(again.get(made.id)).toEqual({
    ...{ id: made.id, name: 'Stage', order: 4, parentId: 2, description: 'loud', memberLimit: 5 },
    ...{ locked: false, temporary: true, audio },
  })
  expect(tree.change(made.id, { audio: { stereo: false }, order: 0, parentId: null })).toMatchObject({
    ...{ parentId: null, order: 0, description: 'loud' },
    audio: { kind: 'music', stereo: false },
  })
})

it('tells of a password, never the password', () => {
  const { id } = tree.change(3, { passwordHash: 'salt.hash' })
  expect([tree.get(id).locked, 'passwordHash' in tree.get(id), tree.passwordHashOf(id)]).toEqual([
    true,
    false,
    'salt.hash',
  ])
  expect(tree.change(id, { passwordHash: null }).locked).toBe(false)
})

it('gives a name to one channel only, whatever its case', () => {
  expect(() => tree.create({ name: 'LOBBY' })).toThrow(refused('name-taken'))
  expect(() => tree.change(2, { name: 'quiet' })).toThrow(refused('name-taken'))
  expect(tree.change(2, { name: 'GAMES' }).name).toBe('GAMES')
})

it('nests to its limit, and no channel within itself', () => {
  let parentId = 1
  for (let depth = 2; depth <= LIMITS.channelDepth; depth += 1) {
    parentId = tree.create({ name: `Level ${String(depth)}`, parentId }).id
  }
  expect(tree.pathOf(parentId)).toHaveLength(LIMITS.channelDepth)
  expect(() => tree.create({ name: 'too deep', parentId })).toThrow(refused('channel-too-deep'))
  expect(() => tree.change(1, { parentId: 1 })).toThrow(refused('channel-too-deep'))
  expect(() => tree.change(1, { parentId })).toThrow(refused('channel-too-deep'))
  // With all that is within it, it would reach one level too far.
  expect(() => tree.change(1, { parentId: 2 })).toThrow(refused('channel-too-deep'))
  expect(() => tree.create({ name: 'lost', parentId: 99 })).toThrow(refused('channel-unknown'))
})

it('removes what is within, and never the last one', () => {
  const inner = tree.create({ name: 'Inner', parentId: 2 })
  const innermost = tree.create({ name: 'Innermost', parentId: inner.id })
  expect(tree.remove(2)).toEqual([2, inner.id, innermost.id])
  tree.remove(3)
  expect(() => tree.remove(1)).toThrow(refused('channel-last'))
  expect(tree.all.map(({ name }) => name)).toEqual(['Lobby'])
})

it('holds a limited number', () => {
  for (let count = tree.all.length; count < 20; count += 1) tree.create({ name: `c${String(count)}` })
  const full = new ChannelTree({
    ...offline.store.channels,
    list: () =>
      Array.from({ length: LIMITS.channels }, (_, id) => ({ ...row(), id: id + 1, name: String(id) })),
  })
  expect(() => full.create({ name: 'one more' })).toThrow(refused('channels-full'))
})

function row() {
  const [first] = offline.store.channels.list()
  if (first === undefined) throw new Error('no channel')
  return first
}
