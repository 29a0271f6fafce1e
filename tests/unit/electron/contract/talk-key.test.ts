import { expect, test } from 'vitest'
import { DOUBLE_TAP_MS, TalkKey } from '../../../../electron/contract/talk-key.ts'

/** Whether one talks after each step: `d`own, `u`p or `l`ost, with the time of each, ms. */
function talking(key: TalkKey, steps: readonly (readonly [string, number])[]): string {
  return steps
    .map(([step, ms]) => (step === 'l' ? key.lose() : key.press(step === 'd', ms)))
    .map((on) => (on ? '1' : '0'))
    .join('')
}

const TAPS = [
  ['d', 0],
  ['u', 100],
  ['d', 200],
  ['u', 300],
  ['d', 1_000],
  ['u', 1_100],
] as const

test('held, it talks while it is down', () => {
  expect(talking(new TalkKey('hold'), TAPS)).toBe('101010')
})

test('pressed once, it talks until the next press', () => {
  expect(talking(new TalkKey('toggle'), TAPS)).toBe('110011')
})

test('pressed twice, it talks on until the next press', () => {
  expect(talking(new TalkKey('doubleTap'), TAPS)).toBe('101110')
})

test('two slow presses are no double one, nor is the press that ends one', () => {
  const late = DOUBLE_TAP_MS + 1
  expect(
    talking(new TalkKey('doubleTap'), [
      ['d', 0],
      ['u', 50],
      ['d', late],
      ['u', late + 50],
    ]),
  ).toBe('1010')
  const ended = [
    ['d', 0],
    ['u', 10],
    ['d', 20],
    ['u', 30],
    ['d', 40],
    ['u', 50],
    ['d', 60],
    ['u', 70],
  ] as const
  expect(talking(new TalkKey('doubleTap'), ended)).toBe('10111010')
})

test('a key that nobody sees any more is let go, what was switched on stays', () => {
  expect(
    talking(new TalkKey('hold'), [
      ['d', 0],
      ['l', 10],
      ['u', 20],
    ]),
  ).toBe('100')
  expect(
    talking(new TalkKey('toggle'), [
      ['d', 0],
      ['l', 10],
      ['d', 20],
    ]),
  ).toBe('110')
})

test('a key that repeats is pressed once, and another style begins anew', () => {
  const key = new TalkKey('toggle')
  expect(
    talking(key, [
      ['d', 0],
      ['d', 30],
      ['d', 60],
    ]),
  ).toBe('111')
  key.setStyle('hold')
  expect(key.isTalking).toBe(false)
})
