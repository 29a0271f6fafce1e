import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')

interface Row {
  readonly name: string
  readonly us: number
  readonly bytes: number
}

/** Rows that must leave nothing on the heap: what happens for every packet and every sample. */
const CLEAN = [
  ...['create', 'create and seal', 'parse', 'open and check'],
  ...['packet create in place', 'packet ring write', 'packet ring read'],
  ...['mix two', 'ring write', 'ring read', 'ring write and read'],
]

test(
  'palabre bench sound measures every stage, and finds its results right',
  { timeout: 240_000 },
  async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, 'bench', 'sound', '--json'])
    expect(stderr).toBe('')
    const lines = stdout.trim().split('\n')
    const threads = JSON.parse(lines.pop() ?? '') as { name: string; frames: number; wrong: number }
    expect(threads).toMatchObject({ name: 'ring between two threads', wrong: 0 })
    expect(threads.frames).toBeGreaterThanOrEqual(50_000)
    const rows = lines.map((line) => JSON.parse(line) as Row)
    expect(rows.map(({ name }) => name)).toEqual([
      ...['level', 'high-pass', 'echo canceller', 'suppressor', 'voice activity, pre-roll', 'gain'],
      ...['encode', 'decode'],
      ...['create', 'create and seal', 'parse', 'open and check', 'jitter insert and get'],
      ...['packet create in place', 'packet ring write', 'packet ring read', 'bare copy of a payload'],
      ...[
        'mix two',
        'mix two, limited',
        'match and mix 64',
        'ring write',
        'ring read',
        'ring write and read',
      ],
    ])
    for (const { name, us, bytes } of rows) {
      expect(us, name).toBeGreaterThan(0)
      // A tenth of a frame's own time, on the slowest machine; a whole one for a crowd.
      const isCrowd = name.endsWith('64')
      expect(us, name).toBeLessThan(isCrowd ? 10_000 : 1_000)
      // Numbers that one function hands to another may be boxed, 16 bytes each.
      if (!isCrowd) expect(bytes, name).toBeLessThan(CLEAN.includes(name) ? 1 : 64)
    }
  },
)
