import { describe, expect, it } from 'vitest'
import { checkFileLimit } from '../../../../../electron/cli/load/file-limit.ts'
import { readLoadOptions } from '../../../../../electron/cli/load/load-options.ts'

const NEEDED = ['palabre://h/?k=k&t=t', '--users', '10', '--talkers', '2', '--seconds', '3']

describe('the words after `load`', () => {
  it('say how many do what for how long', () => {
    expect(
      readLoadOptions([
        ...NEEDED,
        '--channels',
        '4',
        '--requests',
        '0.5',
        '--json',
        '--host-pid',
        '17',
        '--come-back',
        '--open-every',
        '16',
      ]),
    ).toEqual({
      ...{ invite: 'palabre://h/?k=k&t=t', users: 10, talkers: 2, seconds: 3 },
      ...{
        channels: 4,
        joinRate: 50,
        requestRate: 0.5,
        openEvery: 16,
        hostPid: 17,
        comeBack: true,
        json: true,
      },
    })
    expect(readLoadOptions(['--help'])).toBeUndefined()
  })

  it.each([
    ['no invite', ['--users', '1', '--talkers', '0', '--seconds', '1'], 'an invite is needed.'],
    ['no users', NEEDED.slice(0, 1), '--users is needed.'],
    ['more talkers than users', [...NEEDED, '--talkers', '11'], "--talkers takes 0 to 10, not '11'."],
    ['half a user', [...NEEDED, '--users', '1.5'], "--users takes a whole number, not '1.5'."],
    ['no number', [...NEEDED, '--join-rate', ''], "--join-rate takes 1 to 1000, not ''."],
  ])('refuse %s', (_what, args, message) => {
    expect(() => readLoadOptions(args)).toThrow(message)
  })
})

describe('open files', () => {
  const limits = (most: string) =>
    `Limit  Soft Limit  Hard Limit\nMax open files            ${most}   files\n`

  it('are enough, or it is said how many are needed', () => {
    expect(() => {
      checkFileLimit(320, limits('1024                 4096'))
    }).not.toThrow()
    expect(() => {
      checkFileLimit(321, limits('1024                 4096'))
    }).toThrow('321 users need 1027 open files, and this process may have 1024.')
  })

  it('have no bound where the system tells none', () => {
    expect(() => {
      checkFileLimit(5_000, limits('unlimited            unlimited'))
      checkFileLimit(5_000, undefined)
    }).not.toThrow()
  })
})
