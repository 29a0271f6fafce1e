import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useChatStore } from '../../../../renderer/stores/chat.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { fakeMessage } from '../../../support/fake-community.ts'
import { fakeMember, fakeRoom } from '../../../support/fake-services.ts'

let fake: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
})

const BO = { authorId: 2 }
const DIRECT = { authorId: 2, channelId: null, toUserId: 1 }
const ROOM = fakeRoom([fakeMember(1, 'Ada'), fakeMember(2, 'Bo')])

async function enter(messages = 0) {
  const chat = useChatStore()
  fake.voice.room = ROOM
  fake.voice.community.messages = Array.from({ length: messages }, (_, at) =>
    fakeMessage(at + 1, 'Bo', `text ${String(at + 1)}`, BO),
  )
  fake.voice.become({ state: 'ready', room: ROOM })
  await settle()
  return chat
}

const texts = (chat: ReturnType<typeof useChatStore>) => chat.open?.messages.map(({ text }) => text)

describe('chat store', () => {
  it('reads the newest page, and older ones until there are none', async () => {
    const chat = await enter(70)
    expect(chat.open?.messages).toHaveLength(50)
    expect(texts(chat)?.at(-1)).toBe('text 70')
    expect(chat.open?.complete).toBe(false)
    await chat.loadOlder()
    expect(texts(chat)?.[0]).toBe('text 1')
    expect(chat.open?.messages).toHaveLength(70)
    expect(chat.open?.complete).toBe(true)
  })

  it('reads once, however often the room changes otherwise', async () => {
    const chat = await enter(3)
    const muted = fakeRoom([fakeMember(1, 'Ada', { muted: true }), fakeMember(2, 'Bo')])
    fake.voice.become({ state: 'ready', room: muted })
    await settle()
    expect(fake.voice.community.paged).toBe(1)
    expect(texts(chat)).toHaveLength(3)
  })

  it('counts what comes while nobody looks, and no more once somebody does', async () => {
    const chat = await enter()
    fake.voice.community.write(fakeMessage(1, 'Bo', 'one', BO))
    fake.voice.community.write(fakeMessage(2, 'Ada', 'own', { authorId: 1 }))
    await settle()
    expect(chat.unread).toBe(1)
    expect(chat.open?.newFrom).toBe(1)
    chat.watchOn(true)
    expect(chat.unread).toBe(0)
    expect(chat.open?.newFrom).toBe(1)
    fake.voice.community.write(fakeMessage(3, 'Bo', 'three', BO))
    await settle()
    expect(chat.unread).toBe(0)
    chat.watchOn(false)
    expect(chat.open?.newFrom).toBeUndefined()
    expect(texts(chat)).toEqual(['one', 'own', 'three'])
  })

  it('keeps what two write to each other apart, over a move and over a loss', async () => {
    const chat = await enter()
    fake.voice.community.write(fakeMessage(1, 'Bo', 'psst', DIRECT))
    await settle()
    expect([chat.unread, texts(chat)]).toEqual([1, []])
    await fake.voice.join(2)
    await settle()
    expect(chat.unread).toBe(1)
    const error = { code: 'host-unreachable', message: 'm', next: 'n' } as const
    fake.voice.become({ state: 'resuming', room: fake.voice.room, attempt: 1, retryInMs: 1, error })
    await settle()
    fake.voice.become({ state: 'ready', room: fake.voice.room })
    await settle()
    expect(chat.unread).toBe(1)
    chat.show(2)
    await settle()
    expect(texts(chat)).toEqual(['psst'])
    chat.watchOn(true)
    expect(chat.unread).toBe(0)
    chat.putAway(2)
    expect(chat.place).toEqual({ channelId: 2 })
  })

  it('forgets what a channel said to those in it, and all with the call', async () => {
    const chat = await enter(3)
    await fake.voice.join(2)
    await settle()
    expect(texts(chat)).toEqual([])
    await fake.voice.leave()
    await settle()
    expect(chat.open).toBeUndefined()
    expect([...chat.all]).toEqual([])
  })

  it('writes, changes and takes away, and says why it could not', async () => {
    const chat = await enter()
    expect(await chat.say('hello')).toBe(true)
    await chat.edit(1, 'hi')
    await settle()
    expect(texts(chat)).toEqual(['hi'])
    await chat.remove(1)
    await settle()
    expect(chat.open?.messages[0]?.deleted).toBe(true)
    fake.voice.refuse = 'rate-limited'
    expect(await chat.say('again')).toBe(false)
    expect(chat.error?.code).toBe('rate-limited')
  })
})
