import { expect, test } from 'vitest'
import { PushToTalk } from '../../../../../electron/voice/capture/push-to-talk.ts'

test('sends from the press until the release delay has passed', () => {
  const key = new PushToTalk(30)
  expect(key.observe(10)).toBe('silent')
  key.set(true)
  expect([key.observe(10), key.observe(10)]).toEqual(['start', 'speech'])
  key.set(false)
  expect([key.observe(10), key.observe(10), key.observe(10), key.observe(10)]).toEqual([
    'speech',
    'speech',
    'end',
    'silent',
  ])
})

test('a press within the delay goes on with the same spurt', () => {
  const key = new PushToTalk(30)
  key.set(true)
  key.observe(10)
  key.set(false)
  key.observe(10)
  key.set(true)
  expect(key.observe(10)).toBe('speech')
})

test('after a reset a held key begins anew', () => {
  const key = new PushToTalk()
  key.set(true)
  key.observe(10)
  key.reset()
  expect(key.observe(10)).toBe('start')
})

test('the delay is 200 ms by default, at any frame length', () => {
  for (const frameMs of [2.5, 5, 10, 20, 40]) {
    const key = new PushToTalk()
    key.set(true)
    key.observe(frameMs)
    key.set(false)
    let frames = 1
    while (key.observe(frameMs) !== 'end') frames += 1
    expect(frames * frameMs).toBe(200)
  }
})
