import { describe, expect, it } from 'vitest'
import { ERRORS } from '../../../../electron/contract/errors.ts'
import { filesBelow, textOf } from '../../../support/source-tree.ts'

/**
 * Every error of the catalogue is one that the program gives, and that a test has seen it give: somewhere an assertion
 * names its code. `GET /api/v1/errors` shows them all.
 */
const CATALOGUE = /^electron\/contract\/(?:[a-z-]+-)?errors\.ts$/
const PROGRAM = filesBelow('electron', ['.ts']).filter((path) => !CATALOGUE.test(path))
const TESTS = filesBelow('tests', ['.ts']).filter((path) => !path.endsWith('/error-codes.test.ts'))

/** What an assertion on a code looks like: a text that begins with the code, in the same statement. */
const asserted = (code: string): RegExp =>
  new RegExp(
    `(?:expect|refused|denied|problem|rejects|toThrow|toEqual|toMatchObject|toBe|changed)\\b[^;]{0,400}?['"\`]${code}(?![\\w-])`,
  )

/** Texts are read once: the tree is large. */
const program = PROGRAM.map(textOf)
const tests = TESTS.map(textOf)

const CODES = Object.keys(ERRORS)

describe('error codes', () => {
  it.each(CODES)('%s is given by the program', (code) => {
    expect(program.some((text) => text.includes(`'${code}'`))).toBe(true)
  })

  it.each(CODES)('%s is asserted by a test', (code) => {
    const pattern = asserted(code)
    expect(tests.some((text) => text.includes(code) && pattern.test(text))).toBe(true)
  })
})
