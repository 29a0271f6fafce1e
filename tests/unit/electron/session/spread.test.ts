import { expect, test } from 'vitest'
import { SESSION_CONFIG } from '../../../../electron/session/config.ts'
import { Spread } from '../../../../electron/session/spread.ts'

const WIDTH = SESSION_CONFIG.spreadWidth

function placesOf(spread: Spread, ...userIds: number[]): number[] {
  spread.follow(new Set(userIds))
  return userIds.map((userId) => Number((spread.placeOf(userId) / WIDTH).toFixed(9)))
}

test('the first is in the middle, each later one in a gap, none in one ear alone', () => {
  expect(placesOf(new Spread(), 5, 6, 7, 8, 9)).toEqual([0, -0.5, 0.5, -0.75, 0.25])
  const many = placesOf(new Spread(), ...Array.from({ length: 64 }, (_, n) => n + 1))
  expect(new Set(many).size).toBe(64)
  expect(Math.max(...many.map(Math.abs))).toBeLessThan(1)
})

test('nobody moves when others come and go; who comes takes the place that got free', () => {
  const spread = new Spread()
  expect(placesOf(spread, 1, 2, 3)).toEqual([0, -0.5, 0.5])
  expect(placesOf(spread, 1, 3)).toEqual([0, 0.5])
  expect(placesOf(spread, 3, 4)).toEqual([0.5, 0])
  expect(placesOf(spread, 3, 4, 5)).toEqual([0.5, 0, -0.5])
})

test('one who is not there has the middle', () => {
  expect(new Spread().placeOf(1)).toBe(0)
})
