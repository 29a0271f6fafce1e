import { beforeEach, describe, expect, it } from 'vitest'
import { HOST_CONFIG } from '../../../../../electron/host/config.ts'
import { PasswordGuard } from '../../../../../electron/host/services/password-guard.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

const config = HOST_CONFIG.passwords
let clock: FakeClock
let guard: PasswordGuard
let judged: number

beforeEach(() => {
  clock = new FakeClock()
  guard = new PasswordGuard(config, clock)
  judged = 0
})

/** What a try comes to: right, wrong, or the code and the seconds to wait. */
async function attempt(userId: number, right: boolean, address = 'nat'): Promise<string> {
  try {
    const answer = await guard.judge({ userId, address }, () => {
      judged += 1
      return Promise.resolve(right)
    })
    return answer ? 'right' : 'wrong'
  } catch (error) {
    const { code, retryAfter } = error as { code: string; retryAfter?: number }
    return `${code} ${String(retryAfter)}`
  }
}

describe('abuse 28: a thousand wrong passwords of one user', () => {
  it('are slowed down, then not listened to, while others of the same address get in', async () => {
    const answers = new Map<string, number>()
    for (let index = 0; index < 1_000; index += 1) {
      const [code = ''] = (await attempt(1, false)).split(' ')
      answers.set(code, (answers.get(code) ?? 0) + 1)
      clock.advance(250)
    }
    expect(judged).toBeLessThanOrEqual(config.banAfter)
    expect(answers.get('wrong')).toBe(judged)
    expect(answers.get('rate-limited')).toBeGreaterThan(100)
    expect(await attempt(2, true)).toBe('right')
  })

  it('wait longer each time, and end with a ban that is over after its time', async () => {
    for (let index = 0; index < config.free; index += 1) expect(await attempt(1, false)).toBe('wrong')
    const waits: number[] = []
    for (let index = config.free; index < config.banAfter; index += 1) {
      const [code, seconds] = (await attempt(1, false)).split(' ')
      expect(code).toBe('rate-limited')
      waits.push(Number(seconds))
      clock.advance(Number(seconds) * 1000)
      expect(await attempt(1, false)).toBe('wrong')
    }
    expect(waits).toEqual([...waits].sort((one, other) => one - other))
    expect([waits[0], waits.at(-1)]).toEqual([1, 60])
    expect(await attempt(1, true)).toBe('password-locked 600')
    clock.advance(config.banMs)
    expect(await attempt(1, true)).toBe('right')
  })
})

describe('passwords', () => {
  it('that are right make up for wrong ones', async () => {
    for (let round = 0; round < 10; round += 1) {
      for (let index = 0; index < config.free - 1; index += 1) expect(await attempt(1, false)).toBe('wrong')
      expect(await attempt(1, true)).toBe('right')
    }
  })

  it('of ever new users of one address are judged once a second in the end', async () => {
    let wrong = 0
    for (let userId = 1; userId <= 200; userId += 1)
      if ((await attempt(userId, false)) === 'wrong') wrong += 1
    expect(wrong).toBe(config.newcomers.burst)
    expect(await attempt(1_000, true, 'elsewhere')).toBe('right')
    clock.advance(1_000)
    expect(await attempt(1_001, true)).toBe('right')
  })

  it('are judged one at a time for each user, and few at once in all', async () => {
    const open = Promise.withResolvers<boolean>()
    const waiting = Array.from({ length: config.atOnce }, (_, userId) =>
      guard.judge({ userId, address: '' }, () => open.promise),
    )
    expect(await attempt(0, true)).toBe('rate-limited 1')
    expect(await attempt(99, true)).toBe('rate-limited 1')
    open.resolve(true)
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => true))
    expect(await attempt(99, true)).toBe('right')
  })

  it('that cannot be judged count for nothing and block nobody', async () => {
    const failing = guard.judge({ userId: 1, address: '' }, () => Promise.reject(new Error('no memory')))
    await expect(failing).rejects.toThrow('no memory')
    expect(await attempt(1, true)).toBe('right')
  })
})
