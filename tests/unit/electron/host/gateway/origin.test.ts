import { expect, it } from 'vitest'
import { checkUpgrade } from '../../../../../electron/host/gateway/origin.ts'

it.each([
  [{ host: '192.0.2.1:7780' }, true],
  [{ host: '[::1]:7780' }, true],
  [{ host: 'home.example' }, true],
  [{ host: 'home.example', origin: 'https://home.example' }, false],
  [{ host: 'home.example', origin: 'null' }, false],
  [{}, false],
  [{ host: 'a b' }, false],
  [{ host: 'a/../b' }, false],
])('takes %j: %s', (headers, taken) => {
  expect(checkUpgrade(headers)).toBe(taken)
})
