import { describe, expect, it } from 'vitest'
import { addressKey, Strangers } from '../../../../../electron/host/gateway/strangers.ts'

describe('Strangers', () => {
  /** Strangers whose leaving is noted by name. */
  function crowd(most: number, mostPerAddress: number) {
    const gone: string[] = []
    let cuts = 0
    const strangers = new Strangers(most, mostPerAddress, () => (cuts += 1))
    const admit = (address: string, name: string) => strangers.admit(address, () => gone.push(name))
    return { strangers, admit, gone, cuts: () => cuts }
  }

  it('lets the oldest of an address give way, and gives a place back once', () => {
    const { strangers, admit, gone, cuts } = crowd(10, 2)
    const first = admit('10.0.0.1', 'first')
    admit('10.0.0.1', 'second')
    admit('10.0.0.2', 'elsewhere')
    first.leave()
    first.leave()
    expect(strangers.total).toBe(2)
    admit('10.0.0.1', 'third')
    expect(gone).toEqual([])
    admit('10.0.0.1', 'fourth')
    expect([gone, strangers.total, cuts()]).toEqual([['second'], 3, 1])
  })

  it('lets those who have come no further give way before the others, however long these are there', () => {
    const { admit, gone } = crowd(10, 2)
    admit('10.0.0.1', 'shaken hands').rise()
    admit('10.0.0.1', 'silent')
    admit('10.0.0.1', 'later').rise()
    expect(gone).toEqual(['silent'])
    admit('10.0.0.1', 'last')
    expect(gone).toEqual(['silent', 'shaken hands'])
  })

  it('lets the oldest of all give way where all places are taken', () => {
    const { strangers, admit, gone } = crowd(2, 2)
    admit('10.0.0.1', 'first')
    admit('10.0.0.2', 'second').rise()
    admit('10.0.0.3', 'third')
    admit('10.0.0.4', 'fourth')
    expect([gone, strangers.total]).toEqual([['first', 'third'], 2])
  })

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['', ''],
  ])('takes %s as %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})
