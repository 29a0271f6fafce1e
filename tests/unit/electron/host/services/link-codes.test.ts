import { beforeEach, expect, it } from 'vitest'
import { HOST_CONFIG } from '../../../../../electron/host/config.ts'
import { LinkCodes } from '../../../../../electron/host/services/link-codes.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

const config = HOST_CONFIG.linkCodes
let clock: FakeClock
let codes: LinkCodes

beforeEach(() => {
  clock = new FakeClock()
  codes = new LinkCodes(config, clock, seededRandom(1))
})

const refused = (code: string) => expect.objectContaining({ code }) as Error

it('makes two groups of four signs that are not mistaken for each other', () => {
  for (let user = 1; user <= 200; user += 1) {
    expect(codes.make(user).code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
  }
})

it('knows a code however it is written', () => {
  const { code } = codes.make(7)
  expect(codes.check(code, 'a')).toBe(7)
  expect(codes.check(` ${code.toLowerCase().replace('-', ' ')} `, 'a')).toBe(7)
  expect(codes.check(code.replaceAll('0', 'o').replaceAll('1', 'l'), 'a')).toBe(7)
})

it('reads signs that are taken for others', () => {
  const zeros = new LinkCodes(config, clock, {
    bytes: () => Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1),
    fraction: () => 0,
  })
  expect(zeros.make(3).code).toBe('0101-0101')
  expect(zeros.check('oIOl-0i0L', 'a')).toBe(3)
})

it('tells used, expired and wrong codes apart', () => {
  const { code, expiresAt } = codes.make(7)
  expect(expiresAt).toBe(clock.wallMs() + config.lifetimeMs)
  expect(() => codes.check('ZZZZ-ZZZZ', 'a')).toThrow(refused('link-code-wrong'))
  clock.advance(config.lifetimeMs - 1)
  expect(codes.check(code, 'a')).toBe(7)
  clock.advance(1)
  expect(() => codes.check(code, 'a')).toThrow(refused('link-code-expired'))
  const next = codes.make(7).code
  codes.spend(next)
  expect(() => codes.check(next, 'a')).toThrow(refused('link-code-used'))
})

it('is good for the machine it has brought, used as it is', () => {
  const { code, lifetimeS } = codes.make(7)
  expect(lifetimeS).toBe(config.lifetimeMs / 1000)
  codes.spend(code)
  expect(codes.check(code, 'a', 7)).toBe(7)
  expect(() => codes.check(code, 'a', 8)).toThrow(refused('link-code-used'))
})

it('has one code of a user that is good', () => {
  const first = codes.make(7).code
  const other = codes.make(8).code
  const second = codes.make(7).code
  expect(() => codes.check(first, 'a')).toThrow(refused('link-code-wrong'))
  expect([codes.check(second, 'a'), codes.check(other, 'a')]).toEqual([7, 8])
})

it('forgets a code some time after its end', () => {
  const { code } = codes.make(7)
  clock.advance(config.lifetimeMs + config.rememberedMs)
  codes.make(8)
  expect(() => codes.check(code, 'a')).toThrow(refused('link-code-wrong'))
})

it('slows down one address that tries, and no other', () => {
  const { code } = codes.make(7)
  for (let index = 0; index < config.tries.burst; index += 1) {
    expect(() => codes.check('ZZZZ-ZZZZ', 'a')).toThrow(refused('link-code-wrong'))
  }
  expect(() => codes.check(code, 'a')).toThrow(refused('rate-limited'))
  expect(codes.check(code, 'b')).toBe(7)
  clock.advance(1000 / config.tries.perSecond)
  expect(codes.check(code, 'a')).toBe(7)
})
