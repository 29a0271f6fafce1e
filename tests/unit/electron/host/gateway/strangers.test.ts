import { describe, expect, it } from 'vitest'
import { addressKey, Strangers } from '../../../../../electron/host/gateway/strangers.ts'

describe('Strangers', () => {
  it('counts in all and by address, and gives a place back once', () => {
    const strangers = new Strangers(3, 2)
    const first = strangers.admit('10.0.0.1')
    expect([strangers.admit('10.0.0.1'), strangers.admit('10.0.0.1')]).toEqual([
      expect.any(Function),
      undefined,
    ])
    expect([strangers.admit('10.0.0.2'), strangers.admit('10.0.0.3')]).toEqual([
      expect.any(Function),
      undefined,
    ])
    first?.()
    first?.()
    expect(strangers.total).toBe(2)
    expect(strangers.admit('10.0.0.1')).toBeDefined()
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
