import { describe, expect, it } from 'vitest'
import { defaultDataDir } from '../../../../electron/main/data-folder.ts'
import { isWebLink, pageFileOf } from '../../../../electron/main/page-address.ts'

describe('pageFileOf', () => {
  it('finds files of the page', () => {
    expect(pageFileOf('app://palabre/', '/out/page')).toEqual({
      path: '/out/page/index.html',
      type: 'text/html; charset=utf-8',
    })
    expect(pageFileOf('app://palabre/assets/a-1.js', '/out/page')?.path).toBe('/out/page/assets/a-1.js')
  })

  it.each([
    'app://palabre/../secret.js',
    'app://palabre/..%2f..%2fsecret.js',
    'app://palabre/%2e%2e/page-other/x.js',
    'app://other/index.html',
    'http://palabre/index.html',
    'app://palabre/file.exe',
    'app://palabre/a%00.js',
    'app://palabre/%E0%A4%A.js',
    'app://palabre/assets',
  ])('finds nothing at %s', (address) => {
    const found = pageFileOf(address, '/out/page')
    if (found !== undefined) expect(found.path.startsWith('/out/page/')).toBe(true)
    else expect(found).toBeUndefined()
  })
})

describe('isWebLink', () => {
  it.each([
    ['https://example.org/a?b#c', true],
    ['http://example.org/', false],
    ['file:///etc/passwd', false],
    ['palabre://host/', false],
    ['javascript:alert(1)', false],
    ['https', false],
    ['', false],
  ])('%s: %s', (address, is) => {
    expect(isWebLink(address)).toBe(is)
  })
})

describe('defaultDataDir', () => {
  it('is the place each system has for it', () => {
    const home = '/home/ada'
    expect(defaultDataDir({ platform: 'linux', home, env: {} })).toBe('/home/ada/.local/share/palabre')
    expect(defaultDataDir({ platform: 'linux', home, env: { XDG_DATA_HOME: '/data' } })).toBe('/data/palabre')
    expect(defaultDataDir({ platform: 'darwin', home, env: {} })).toBe(
      '/home/ada/Library/Application Support/Palabre',
    )
  })
})
