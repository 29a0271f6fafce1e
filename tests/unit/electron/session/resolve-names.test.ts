import { describe, expect, it } from 'vitest'
import { resolveAddress, systemLookUp } from '../../../../electron/session/resolve-names.ts'

const lookUp = (found: readonly string[]) => () => Promise.resolve(found)

describe('names', () => {
  it('are not looked up where the address is a literal', async () => {
    const never = () => Promise.reject(new Error('looked up'))
    expect(await resolveAddress({ host: '::1', port: 1 }, never)).toEqual([
      { address: '::1', port: 1, name: '::1' },
    ])
  })

  it('let the families take turns, the preferred one first', async () => {
    const found = lookUp(['fe80::1', 'fe80::2', '192.0.2.1', 'fe80::3'])
    const targets = await resolveAddress({ host: 'house.lan', port: 7780 }, found)
    expect(targets.map(({ address }) => address)).toEqual(['fe80::1', '192.0.2.1', 'fe80::2', 'fe80::3'])
    expect(targets[0]).toMatchObject({ name: 'house.lan', port: 7780 })
    const more = await resolveAddress({ host: 'a', port: 1 }, lookUp(['192.0.2.1', 'fe80::1', 'fe80::2']))
    expect(more.map(({ address }) => address)).toEqual(['192.0.2.1', 'fe80::1', 'fe80::2'])
    expect(await resolveAddress({ host: 'a', port: 1 }, lookUp([]))).toEqual([])
  })

  it('that do not exist are named', async () => {
    const failing = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
    await expect(resolveAddress({ host: 'nowhere', port: 1 }, failing)).rejects.toMatchObject({
      code: 'host-unreachable',
      detail: 'nowhere: ENOTFOUND',
    })
  })

  it('of this machine are known to the system', async () => {
    expect(await systemLookUp('localhost')).not.toHaveLength(0)
  })
})
