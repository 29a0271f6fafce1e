import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOST_ACTOR, OfflineCommunity } from '../../../../support/offline-community.ts'

let offline: OfflineCommunity
beforeEach(async () => {
  offline = await OfflineCommunity.open()
})
afterEach(() => offline.close())

const refused = (code: string) => expect.objectContaining({ code }) as Error
const LOBBY = { channelId: 1 }

function three() {
  const [ada, bob, eve] = [offline.user('Ada'), offline.user('Bob'), offline.user('Eve')]
  const peers = [offline.enter(ada).peer, offline.enter(bob).peer, offline.enter(eve, 2).peer] as const
  return { ada, bob, eve, peers }
}

describe('in a channel', () => {
  it('reaches who is there, once it is on the disk', () => {
    const { ada, peers } = three()
    const said = offline.community.chat.say(ada, LOBBY, 'hello\nthere')
    expect(said).toMatchObject({
      channelId: 1,
      author: 'Ada',
      text: 'hello\nthere',
      editedAt: null,
      deleted: false,
    })
    expect(peers.map((peer) => peer.types.includes('messageSent'))).toEqual([true, true, false])
    expect(offline.store.messages.byId(said.id)?.text).toBe('hello\nthere')
  })

  it('is read by who is in it, latecomers too, and by nobody else', () => {
    const { ada, eve } = three()
    const { chat, room } = offline.community
    for (const text of ['one', 'two', 'three']) chat.say(ada, LOBBY, text)
    expect(() => chat.history(eve, LOBBY, 10)).toThrow(refused('permission-denied'))
    expect(() => chat.say(eve, LOBBY, 'x')).toThrow(refused('permission-denied'))
    const [session] = room.sessionsOf(eve.id)
    if (session !== undefined) room.join(session, 1)
    const [newest, ...older] = chat.history(eve, LOBBY, 2)
    expect([newest, ...older].map((message) => message?.text)).toEqual(['three', 'two'])
    expect(chat.history(eve, LOBBY, 10, older[0]?.id).map(({ text }) => text)).toEqual(['one'])
    expect(() => chat.history(eve, { channelId: 99 }, 1)).toThrow(refused('channel-unknown'))
  })

  it('needs the right to write', () => {
    const { bob } = three()
    offline.community.channelService.decide(HOST_ACTOR, 1, { kind: 'user', id: bob.id }, 'text', 'deny')
    expect(() => offline.community.chat.say(bob, LOBBY, 'x')).toThrow(refused('permission-denied'))
  })

  it('goes with its channel', () => {
    const { eve } = three()
    const { id } = offline.community.chat.say(eve, { channelId: 2 }, 'x')
    offline.community.channelService.remove(HOST_ACTOR, 2)
    expect(offline.store.messages.byId(id)).toBeUndefined()
  })
})

describe('between two', () => {
  it('is of the two alone, whoever is here', () => {
    const { ada, bob, eve, peers } = three()
    const { chat } = offline.community
    const said = chat.say(ada, { userId: bob.id }, 'psst')
    const answer = chat.say(bob, { userId: ada.id }, 'yes?')
    expect([said.toUserId, answer.toUserId]).toEqual([bob.id, ada.id])
    expect(peers.map((peer) => peer.types.filter((type) => type === 'messageSent').length)).toEqual([2, 2, 0])
    expect(chat.history(ada, { userId: bob.id }, 10)).toEqual(chat.history(bob, { userId: ada.id }, 10))
    expect(chat.history(eve, { userId: bob.id }, 10)).toEqual([])
    for (const act of [() => chat.remove(eve, said.id), () => chat.edit(eve, said.id, 'x')]) {
      expect(act).toThrow(refused('message-unknown'))
    }
    expect(() => chat.remove(bob, said.id)).toThrow(refused('permission-denied'))
  })

  it('waits for who is away; nobody writes to itself, to nobody, or without the right', () => {
    const { ada } = three()
    const [away, guest] = [offline.user('Away'), offline.user('Gus', 'guest')]
    const { chat } = offline.community
    chat.say(ada, { userId: away.id }, 'later')
    expect(chat.history(away, { userId: ada.id }, 1)).toHaveLength(1)
    for (const userId of [ada.id, 999]) {
      expect(() => chat.say(ada, { userId }, 'x')).toThrow(refused('user-unknown'))
    }
    expect(() => chat.say(guest, { userId: ada.id }, 'x')).toThrow(refused('permission-denied'))
  })
})

describe('afterwards', () => {
  it('one changes and takes away one’s own, and everybody there hears of it', () => {
    const { ada, bob, peers } = three()
    const { chat } = offline.community
    const { id } = chat.say(ada, LOBBY, 'helo')
    expect(() => chat.edit(bob, id, 'x')).toThrow(refused('permission-denied'))
    offline.clock.advance(5)
    expect(chat.edit(ada, id, 'hello')).toMatchObject({ text: 'hello', editedAt: offline.clock.wallMs() })
    expect(chat.remove(ada, id)).toMatchObject({ text: '', deleted: true })
    expect(peers[1].types.filter((type) => type === 'messageChanged')).toHaveLength(2)
    expect(() => chat.edit(ada, id, 'again')).toThrow(refused('message-unknown'))
    expect(offline.store.audit.latest(1)).toEqual([])
  })

  it('others’ by right, and that is kept in the log', () => {
    const { ada, bob } = three()
    const judge = offline.user('Judge', 'admin')
    offline.enter(judge)
    const { chat } = offline.community
    const { id } = chat.say(ada, LOBBY, 'rude')
    expect(() => chat.remove(bob, id)).toThrow(refused('permission-denied'))
    expect(chat.remove(judge, id).deleted).toBe(true)
    expect(offline.store.audit.latest(1)).toMatchObject([{ action: 'message.delete', targetName: 'Ada' }])
    expect(offline.store.audit.latest(1)[0]?.detail).not.toContain('rude')
  })

  it('old ones are removed, a piece at a time', () => {
    const { ada } = three()
    const { chat } = offline.community
    for (let count = 0; count < 3; count += 1) chat.say(ada, LOBBY, String(count))
    offline.clock.advance(91 * 86_400_000)
    const kept = chat.say(ada, LOBBY, 'new')
    expect(chat.sweep()).toBe(false)
    expect(chat.history(ada, LOBBY, 10).map(({ id }) => id)).toEqual([kept.id])
  })
})
