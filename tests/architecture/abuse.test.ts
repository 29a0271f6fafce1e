import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { filesBelow, textOf } from '../support/source-tree.ts'

const page = readFileSync(new URL('../ABUSE.md', import.meta.url), 'utf8')
const ROWS = [...page.matchAll(/^\| ([\d to]+) \|.*\| ([^|]+) \|$/gm)].map(([, number = '', where = '']) => ({
  number,
  files: [...where.matchAll(/`([^`]+)`/g)].map(([, file = '']) => `tests/${file}`),
}))

/** Numbers in the names of tests, with their file. */
const NAMED = filesBelow('tests', ['.ts'])
  .filter((file) => file.endsWith('.test.ts') && !file.includes('architecture'))
  .flatMap((file) =>
    [...textOf(file).matchAll(/['`]abuse ((?:\d+(?: and )?)+)/g)].flatMap(([, numbers = '']) =>
      numbers.split(' and ').map((number) => ({ number, file })),
    ),
  )

it('the page of abuse names files that are there', () => {
  const files = new Set(filesBelow('tests', ['.ts']))
  expect(ROWS.length).toBeGreaterThan(20)
  expect(ROWS.flatMap((row) => row.files).filter((file) => !files.has(file))).toEqual([])
})

it('every test of abuse stands on its line of the page', () => {
  expect(NAMED.length).toBeGreaterThan(15)
  const unlisted = NAMED.filter(
    ({ number, file }) => !ROWS.some((row) => row.number === number && row.files.includes(file)),
  )
  expect(unlisted).toEqual([])
})
