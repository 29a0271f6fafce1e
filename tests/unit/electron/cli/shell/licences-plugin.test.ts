import { join } from 'node:path'
import { expect, test } from 'vitest'
import { licencesOf, packageIn } from '../../../../../electron/cli/shell/licences-plugin.ts'

const ROOT = join(import.meta.dirname, '../../../../..')

test('a bundled file names its package', () => {
  expect(packageIn('/a/node_modules/vue/dist/vue.js')).toBe('vue')
  expect(packageIn('/a/node_modules/@lucide/vue/x.mjs?vue&type=script')).toBe('@lucide/vue')
  expect(packageIn('/a/node_modules/one/node_modules/two/index.js')).toBe('two')
  expect(packageIn('/a/renderer/main.ts')).toBeUndefined()
})

test('every work that is shipped is listed once with its licence, tools are not', async () => {
  const list = await licencesOf(ROOT, ['vue', 'vue', '@lucide/vue'])
  const names = list.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['fastify', 'better-sqlite3', 'vue', '@lucide/vue', 'libopus']),
  )
  expect(names).not.toContain('vitest')
  expect(names.filter((name) => name === 'vue')).toHaveLength(1)
  expect(names).toEqual(names.toSorted())
  const textOf = (name: string) => list.find((one) => one.name === name)?.text
  expect(textOf('libopus')).toContain('Redistribution and use')
  expect(textOf('PortAudio')).toContain('Permission is hereby granted')
  expect(textOf('vue')).toContain('Permission is hereby granted')
  expect(list.filter(({ licence }) => licence === '')).toEqual([])
})
