import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readLinkOptions } from '../../../../electron/cli/link.ts'

describe('options of palabre link', () => {
  it('make a code, unless another thing is asked for', () => {
    expect(readLinkOptions(['INVITE', '--data', 'D', '--json'])).toEqual({
      ...{ where: 'INVITE', dataDir: resolve('D'), act: 'make', json: true },
    })
    expect(readLinkOptions(['INVITE', '--list'])).toMatchObject({ act: 'list', json: false })
    expect(readLinkOptions(['lan:', '--remove', '12'])).toMatchObject({ where: 'lan:', act: { remove: 12 } })
    expect(readLinkOptions(['--help'])).toBe('help')
  })

  it.each([
    [[], 'invite'],
    [['A', 'B'], 'invite'],
    [['A', '--remove', 'x'], '--remove'],
    [['A', '--remove', '0'], '--remove'],
    [['A', '--remove', '1', '--list'], 'exclude'],
    [['A', '--nonsense'], 'nonsense'],
  ])('refuse %j', (args, names) => {
    expect(readLinkOptions(args)).toContain(names)
  })
})
