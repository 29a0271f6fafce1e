import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ERRORS } from '../../../../electron/contract/errors.ts'
import { LANGUAGES, languageOf } from '../../../../renderer/i18n/index.ts'

const RENDERER = join(import.meta.dirname, '../../../../renderer')

/** Every leaf of a tree of messages, by its dotted key. */
function leaves(tree: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree) as [string, unknown][]) {
    if (typeof value === 'string') found.set(prefix + key, value)
    else if (typeof value === 'object' && value !== null) {
      for (const [inner, text] of leaves(value, `${prefix}${key}.`)) found.set(inner, text)
    }
  }
  return found
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')

const ENGLISH = leaves(LANGUAGES.en)

describe.each(Object.entries(LANGUAGES))('language %s', (_code, messages) => {
  const own = leaves(messages)

  it('has every key of English and no other', () => {
    expect([...own.keys()].filter((key) => !key.endsWith('.status')).sort()).toEqual(
      [...ENGLISH.keys()].filter((key) => !key.endsWith('.status')).sort(),
    )
  })

  it('has words for each error of the catalogue', () => {
    for (const code of Object.keys(ERRORS)) {
      expect(own.get(`errors.${code}.message`), code).toBeTruthy()
      expect(own.get(`errors.${code}.next`), code).toBeTruthy()
    }
  })

  it('keeps placeholders and plural forms', () => {
    for (const [key, text] of ENGLISH) {
      const other = own.get(key) ?? ''
      expect(new Set(placeholders(other)), key).toEqual(new Set(placeholders(text)))
      if (!key.startsWith('errors.')) expect(other.split(' | ').length, key).toBe(text.split(' | ').length)
    }
  })
})

describe('keys in use', () => {
  const sources = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.vue') || (file.endsWith('.ts') && !file.startsWith('i18n')))
    .map((file) => readFileSync(join(RENDERER, file), 'utf8'))
    .join('\n')

  it('are all there', () => {
    const used = [...sources.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map(([, key]) => key ?? '')
    expect(used.length).toBeGreaterThan(20)
    expect(used.filter((key) => !ENGLISH.has(key))).toEqual([])
  })

  it('leave no message unused', () => {
    const unused = [...ENGLISH.keys()].filter((key) => {
      if (key.startsWith('errors.') || sources.includes(`'${key}'`)) return false
      const parent = key.slice(0, key.lastIndexOf('.'))
      return !sources.includes(`\`${parent}.\${`)
    })
    // The locked page builds its second key from the state.
    expect(unused.filter((key) => !key.startsWith('locked.'))).toEqual([])
  })
})

describe('languageOf', () => {
  it('takes the choice, else the first language of the system that is there', () => {
    expect(languageOf('fr', ['en'])).toBe('fr')
    expect(languageOf('system', ['de-DE', 'fr-CA', 'en'])).toBe('fr')
    expect(languageOf('system', ['de'])).toBe('en')
    expect(languageOf('system', [])).toBe('en')
  })
})
