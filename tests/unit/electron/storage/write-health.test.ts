import { expect, it } from 'vitest'
import { WriteHealth } from '../../../../electron/storage/write-health.ts'

class SqliteLike extends Error {
  readonly code: string
  constructor(code: string) {
    super(`disk: ${code}`)
    this.code = code
  }
}

const failing = (code: string) => ({
  write: (): number => {
    throw new SqliteLike(code)
  },
})

it.each(['SQLITE_FULL', 'SQLITE_READONLY', 'SQLITE_IOERR_WRITE', 'SQLITE_BUSY', 'SQLITE_CANTOPEN'])(
  'tells %s as data that cannot be written, once until a write goes through',
  (code) => {
    const health = new WriteHealth()
    const told: boolean[] = []
    health.onChange((isFailing) => told.push(isFailing))
    const part = health.guard(failing(code))
    for (let tries = 0; tries < 2; tries += 1) {
      expect(() => part.write()).toThrow(
        expect.objectContaining({ code: 'data-unwritable', detail: `disk: ${code}` }),
      )
    }
    expect([health.isFailing, told]).toEqual([true, [true]])
    expect(health.probe(() => part.write())).toBe(false)
    expect(health.probe(() => {})).toBe(true)
    expect([health.isFailing, told]).toEqual([false, [true, false]])
  },
)

it('leaves other errors, answers and values as they are', () => {
  const health = new WriteHealth()
  const part = health.guard({
    ...failing('SQLITE_CONSTRAINT_UNIQUE'),
    add: (a: number, b: number) => a + b,
    size: 3,
  })
  expect([part.add(1, 2), part.size]).toEqual([3, 3])
  expect(() => part.write()).toThrow(expect.objectContaining({ code: 'SQLITE_CONSTRAINT_UNIQUE' }))
  expect(health.isFailing).toBe(false)
})
