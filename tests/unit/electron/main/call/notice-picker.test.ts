import { beforeEach, describe, expect, it } from 'vitest'
import { NOTICE_KINDS, type NoticeKind } from '../../../../../electron/contract/desk.ts'
import type { Message } from '../../../../../electron/contract/messages.ts'
import { NoticePicker } from '../../../../../electron/main/call/notice-picker.ts'
import { NOTICE_CONFIG } from '../../../../../electron/main/config.ts'
import { EN_WORDS } from '../../../../../electron/main/words/en.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { fakeMember, fakeRoom } from '../../../../support/fake-services.ts'

const ADA = fakeMember(1, 'Ada')
const GRACE = fakeMember(2, 'Grace')

function message(change: Partial<Message> = {}): Message {
  const place = { channelId: 1, toUserId: null }
  return {
    ...{ id: 1, ...place, authorId: 2, author: 'Grace', text: 'Hello\nAda' },
    ...{ createdAt: 0, editedAt: null, deleted: false, ...change },
  }
}

let clock: FakeClock
let picker: NoticePicker
let wanted: readonly NoticeKind[]

beforeEach(() => {
  clock = new FakeClock()
  wanted = NOTICE_KINDS
  picker = new NoticePicker(
    clock,
    () => EN_WORDS,
    (kind) => wanted.includes(kind),
  )
  picker.ofRoom(fakeRoom([ADA]))
})

describe('a message', () => {
  it('is told with who wrote it and its first line', () => {
    expect(picker.ofMessage({ message: message(), isNew: true })).toEqual({ title: 'Grace', body: 'Hello' })
    const direct = message({ channelId: null, toUserId: 1 })
    expect(picker.ofMessage({ message: direct, isNew: true })?.title).toBe('Grace writes to you')
  })

  it('is cut between signs', () => {
    const text = '👋'.repeat(NOTICE_CONFIG.textLength + 1)
    const body = picker.ofMessage({ message: message({ text }), isNew: true })?.body ?? ''
    expect(Array.from(body)).toHaveLength(NOTICE_CONFIG.textLength)
    expect(body.endsWith('👋…')).toBe(true)
  })

  it.each([
    ['was changed', message(), false],
    ['was taken away', message({ deleted: true }), true],
    ['is one’s own', message({ authorId: 1 }), true],
  ])('is not told where it %s', (_why, one, isNew) => {
    expect(picker.ofMessage({ message: one, isNew })).toBeUndefined()
  })
})

describe('an arrival', () => {
  it('is told in the own channel', () => {
    expect(picker.ofRoom(fakeRoom([ADA, GRACE]))).toEqual({
      title: 'Ada’s place',
      body: 'Grace has come in.',
    })
    expect(picker.ofRoom(fakeRoom([ADA, GRACE]))).toBeUndefined()
    expect(picker.ofRoom(fakeRoom([ADA]))).toBeUndefined()
  })

  it('is not told elsewhere, nor where it is oneself who came', () => {
    expect(picker.ofRoom(fakeRoom([ADA, { ...GRACE, channelId: 2 }]))).toBeUndefined()
    expect(
      picker.ofRoom(
        fakeRoom([
          { ...ADA, channelId: 2 },
          { ...GRACE, channelId: 2 },
        ]),
      ),
    ).toBeUndefined()
    picker.ofRoom(undefined)
    expect(picker.ofRoom(fakeRoom([ADA, GRACE]))).toBeUndefined()
  })
})

it.each([
  ['direct', [false, true, true]],
  ['channel', [true, false, true]],
  ['arrival', [true, true, false]],
] as const)('is not told of a kind that is not wanted, which takes no room either: %s', (kind, told) => {
  wanted = NOTICE_KINDS.filter((one) => one !== kind)
  for (let turn = 0; turn < NOTICE_CONFIG.most; turn += 1) {
    clock.advance(NOTICE_CONFIG.windowMs)
    const direct = message({ channelId: null, toUserId: 1 })
    picker.ofRoom(fakeRoom([ADA]))
    const notices = [
      picker.ofMessage({ message: direct, isNew: true }),
      picker.ofMessage({ message: message(), isNew: true }),
      picker.ofRoom(fakeRoom([ADA, GRACE])),
    ]
    expect(notices.map((notice) => notice !== undefined)).toEqual(told)
  }
})

it('does not fill the screen', () => {
  const tell = () => picker.ofMessage({ message: message(), isNew: true })
  const told = Array.from({ length: NOTICE_CONFIG.most + 3 }, tell).filter((notice) => notice !== undefined)
  expect(told).toHaveLength(NOTICE_CONFIG.most)
  clock.advance(NOTICE_CONFIG.windowMs)
  expect(tell()).toBeDefined()
})
