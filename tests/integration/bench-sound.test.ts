import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')

test('palabre bench sound measures every stage, and finds its results right', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, 'bench', 'sound', '--json'])
  expect(stderr).toBe('')
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; us: number })
  expect(rows.map(({ name }) => name)).toEqual([
    ...['level', 'high-pass', 'suppressor', 'gain', 'encode', 'decode'],
    ...['create', 'create and seal', 'parse', 'open and check', 'jitter insert and get'],
    ...['mix two', 'mix two, limited', 'match and mix 64', 'ring write', 'ring read', 'ring write and read'],
  ])
  for (const { name, us } of rows) {
    expect(us, name).toBeGreaterThan(0)
    // A tenth of a frame's own time, on the slowest machine; a whole one for a crowd.
    expect(us, name).toBeLessThan(name.endsWith('64') ? 10_000 : 1_000)
  }
})
