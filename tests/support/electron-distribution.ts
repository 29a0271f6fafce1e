import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** By these bytes the tool that sets fuses finds them; behind them a version, a length, and one sign for each. */
const FUSE_MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSES = 9

/** A folder as Electron is distributed in, with an executable that has fuses and runs nothing. */
export async function makeDistribution(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true })
  await mkdir(join(folder, 'locales'))
  const wire = Buffer.concat([
    Buffer.from(FUSE_MARK),
    Buffer.from([1, FUSES]),
    Buffer.from('0'.repeat(FUSES)),
  ])
  const program = Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n'), wire])
  await writeFile(join(folder, 'electron'), program, { mode: 0o755 })
  await writeFile(join(folder, 'version'), version)
  await writeFile(join(folder, 'LICENSE'), 'MIT')
  await writeFile(join(folder, 'LICENSES.chromium.html'), '<p>BSD</p>')
}
